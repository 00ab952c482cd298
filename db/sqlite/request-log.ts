import { desc, eq } from 'drizzle-orm'
import { createCache } from '../../api/core/cache.ts'
import type { LoggedRequest } from '../../api/core/reader.ts'
import { requests } from './schema.ts'
import { type Database, prepareUpsert } from './statements.ts'

/** Each sandbox keeps its newest thousand requests in a ring of slots, so the log never grows and needs no clearing. */
const ringSize = 1_000

export function createRequestLog(db: Database, share = 1) {
  const upsert = prepareUpsert(db, requests, ['sandbox', 'slot'], ['id', 'request'])
  const slots = createCache<number, number>(Math.ceil(10_000 * share))

  function nextSlot(sandbox: number): number {
    const last =
      slots.get(sandbox) ??
      db.select({ slot: requests.slot }).from(requests).where(eq(requests.sandbox, sandbox)).orderBy(desc(requests.id)).limit(1).get()?.slot
    const slot = last === undefined ? 0 : (last + 1) % ringSize
    slots.set(sandbox, slot)
    return slot
  }

  return {
    add: (sandbox: number, request: LoggedRequest) => void upsert.run({ sandbox, slot: nextSlot(sandbox), id: request.id, request }),
  }
}
