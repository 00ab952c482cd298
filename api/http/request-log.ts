import type { LoggedRequest } from '../core/reader.ts'
import type { Store } from '../core/store.ts'

/** Most requests of one sandbox that wait to be written: older ones would be overwritten in its ring anyway. */
const maxWaiting = 1_000
/** Most rows written in one go: commands that arrive meanwhile wait no longer than that takes. */
const pieceSize = 100
const maxText = 4_096

export interface RequestLog {
  add(sandbox: string, request: LoggedRequest): void
  /** Writes what waits. */
  flush(): Promise<void>
}

/**
 * Collects requests and writes them together a little later, piece by piece: a log must not cost a commit for each
 * request, nor hold one up. `pause` lets others have a turn.
 */
export function createRequestLog(store: Store, later: (task: () => void) => void, pause: () => Promise<void>): RequestLog {
  let waiting = new Map<string, LoggedRequest[]>()
  let scheduled = false
  let writing = Promise.resolve()

  async function write(): Promise<void> {
    const taken = waiting
    waiting = new Map()
    const entries = [...taken].flatMap(([sandbox, requests]) =>
      requests.slice(-maxWaiting).map((request) => ({ sandbox, request: hideKeys(request) })),
    )
    for (let start = 0; start < entries.length; start += pieceSize) {
      await store.logRequests(entries.slice(start, start + pieceSize))
      await pause()
    }
  }

  function flush(): Promise<void> {
    scheduled = false
    writing = writing.then(write, write)
    return writing
  }

  return {
    flush,
    add(sandbox, request) {
      const short = { ...request, request: cut(request.request), answer: cut(request.answer) }
      const requests = waiting.get(sandbox)
      if (!requests) waiting.set(sandbox, [short])
      else if (requests.push(short) >= 2 * maxWaiting) requests.splice(0, maxWaiting)
      if (scheduled) return
      scheduled = true
      later(() => void flush().catch(() => undefined))
    },
  }
}

/** A copy, not a slice: a slice would keep the whole text in memory. */
function cut(text: string | null): string | null {
  return text && text.length > maxText ? `${Buffer.from(text.slice(0, maxText)).toString()}…` : text
}

function hideKeys(logged: LoggedRequest): LoggedRequest {
  const { path, idempotencyKey, request, answer } = logged
  return { ...logged, path: hideKey(path), idempotencyKey: hideKey(idempotencyKey), request: hideKey(request), answer: hideKey(answer) }
}

/** Wherever an API key or the secret of webhooks stands, by mistake or not, a log is no place for it. */
function hideKey<T extends string | null>(text: T): T {
  return (text?.replace(/ksk_[\w-]+/g, 'ksk_…').replace(/whsec_[\w+/=-]+/g, 'whsec_…') ?? null) as T
}
