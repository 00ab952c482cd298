import type { DurableObjectStorage } from '@cloudflare/workers-types'
import type { App } from '../app.ts'
import { answerLifetime, type Store } from '../core/store.ts'

/** What is still due after it was tried, and what a piece of clearing away left, comes again after so long. */
const soon = 1_000
/** Pieces cleared away in one go: a few thousand rows. */
const mostPieces = 10

/** What a commit did that lets something be cleared away at once. */
export interface Written {
  readonly reset: boolean
}

/**
 * The one alarm of an object: when something is next due by itself, or there is something to clear away. It is set in the
 * same turn as a commit's rows, and the platform makes both durable or neither: "any series of write operations with no
 * intervening await will automatically be submitted atomically" (Durable Objects, storage API). So no instant is lost.
 */
export function createAlarmClock(storage: DurableObjectStorage, realNow: () => number) {
  let setFor: number | undefined

  function set(at: number | undefined): void {
    if (at === setFor) return
    setFor = at
    // Their answers are not waited for: the output gate does.
    if (at === undefined) void storage.deleteAlarm()
    else void storage.setAlarm(at)
  }

  async function setFrom(store: Store, earliest: number): Promise<void> {
    const times = [await store.nextWake(), storage.kv.get<number>('tidyAt')].filter((time) => time != null)
    set(times.length === 0 ? undefined : Math.max(earliest, Math.min(...times)))
  }

  async function tidy(store: Store): Promise<void> {
    const now = realNow()
    if ((storage.kv.get<number>('tidyAt') ?? Number.POSITIVE_INFINITY) > now) return
    let more = true
    for (let piece = 0; more && piece < mostPieces; piece++) more = await store.tidy(now)
    if (more) storage.kv.put('tidyAt', now + soon)
    else if (hasPassing(storage)) storage.kv.put('tidyAt', now + answerLifetime / 4)
    else storage.kv.delete('tidyAt')
  }

  return {
    /** Called in the turn in which something was written. */
    async written(store: Store, { reset }: Written): Promise<void> {
      const at = realNow() + (reset ? soon : answerLifetime)
      if (at < (storage.kv.get<number>('tidyAt') ?? Number.POSITIVE_INFINITY)) storage.kv.put('tidyAt', at)
      await setFrom(store, 0)
    },
    /** Does what is due. The alarm that rang is no longer set: whatever fails, another one must be. */
    async ring(app: App, store: Store): Promise<void> {
      setFor = undefined
      try {
        await app.ring()
        await tidy(store)
      } finally {
        await setFrom(store, realNow() + soon)
      }
    },
  }
}

/** Is there anything that will have served its time one day? */
function hasPassing({ sql }: DurableObjectStorage): boolean {
  const tables = ['answers', 'used_signatures', 'leftovers', 'stagings']
  return tables.some((table) => sql.exec(`SELECT 1 FROM ${table} LIMIT 1`).toArray().length > 0)
}
