import type { LoggedRequest } from '../core/reader.ts'
import type { Store } from '../core/store.ts'

/** Most requests of one sandbox that wait to be written: older ones would be overwritten in its ring anyway. */
const maxWaiting = 1_000
const maxText = 4_096

export interface RequestLog {
  add(sandbox: string, request: LoggedRequest): void
  /** Writes what waits. */
  flush(): Promise<void>
}

/** Collects requests and writes them together a little later: a log must not cost a commit for each request. */
export function createRequestLog(store: Store, later: (task: () => void) => void): RequestLog {
  let waiting = new Map<string, LoggedRequest[]>()
  let scheduled = false

  async function flush(): Promise<void> {
    scheduled = false
    const taken = waiting
    waiting = new Map()
    const entries = [...taken].flatMap(([sandbox, requests]) =>
      requests.slice(-maxWaiting).map((request) => ({ sandbox, request: shorten(request) })),
    )
    if (entries.length > 0) await store.logRequests(entries)
  }

  return {
    flush,
    add(sandbox, request) {
      const requests = waiting.get(sandbox)
      if (!requests) waiting.set(sandbox, [request])
      else if (requests.push(request) >= 2 * maxWaiting) requests.splice(0, maxWaiting)
      if (scheduled) return
      scheduled = true
      later(() => void flush().catch(() => undefined))
    },
  }
}

function shorten(logged: LoggedRequest): LoggedRequest {
  const { path, idempotencyKey, request, answer } = logged
  return { ...logged, path: hideKey(path), idempotencyKey: hideKey(idempotencyKey), request: cut(hideKey(request)), answer: cut(hideKey(answer)) }
}

function cut(text: string | null): string | null {
  return text && text.length > maxText ? `${text.slice(0, maxText)}…` : text
}

/** Wherever a client put its API key, by mistake or not, a log is no place for it. */
function hideKey<T extends string | null>(text: T): T {
  return (text?.replace(/ksk_[\w-]+/g, 'ksk_…') ?? null) as T
}
