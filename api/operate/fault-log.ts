import type { Logger } from 'pino'
import { createCache } from '../core/cache.ts'
import { isUnavailable } from '../core/unavailable.ts'

/** How long a database that cannot serve is told of once, in milliseconds: it can fail thousands of requests a second. */
const once = 10_000

/**
 * Logs faults whole, with the ID of the request that met them. What cannot serve for the moment is no fault of ours, and
 * clients are told to come back: each reason is logged at its first request, then with how many more there were.
 */
export function createFaultLog(logger: Pick<Logger, 'error' | 'warn'>, monotonicNow: () => number) {
  const told = createCache<string, { at: number; more: number }>(100)

  function tell(fault: Error, requestId: string): void {
    const now = monotonicNow()
    const last = told.get(fault.message)
    if (last && now - last.at < once) last.more++
    else {
      told.set(fault.message, { at: now, more: 0 })
      logger.warn({ err: fault, requestId, more: last?.more ?? 0 }, 'cannot serve')
    }
  }

  return (fault: unknown, requestId: string): void => {
    if (isUnavailable(fault)) tell(fault, requestId)
    else logger.error({ err: fault, requestId }, 'internal fault')
  }
}
