import type { Clock, Sandbox } from './model.ts'

const second = 1000
export const day = 86_400 * second
/** 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z: RFC 3339 has no other years. */
export const startOfTime = -62_167_219_200_000
export const endOfTime = 253_402_300_799_999

/** Milliseconds to an RFC 3339 UTC time. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString()
}

/** ISO 8601 duration of weeks, days, hours, minutes and seconds to milliseconds; undefined when it is not one. */
export function parseDuration(text: string): number | undefined {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,3}))?S)?)?$/.exec(text)
  if (!match || text === 'P') return undefined
  const [weeks, days, hours, minutes, seconds] = match.slice(1, 6).map((part) => Number(part ?? 0)) as [number, number, number, number, number]
  const milliseconds = Number((match[6] ?? '').padEnd(3, '0'))
  const total = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000 + milliseconds
  return Number.isSafeInteger(total) ? total : undefined
}

/** What a clock shows when real time is `real`. */
function readClock(clock: Clock, real: number): number {
  return clock.frozenAt ?? real + clock.offset
}

/** The sandbox's `now`: its clock, but never before its newest record, so a host clock that steps back is harmless; at the end of time it stands. */
export function sandboxNow(sandbox: Sandbox, real: number): number {
  return Math.min(endOfTime, Math.max(readClock(sandbox.clock, real), sandbox.lastAt))
}

/** When, in real time, something next happens in the sandbox by itself; null for nothing. */
export function wakeTime(sandbox: Sandbox): number | null {
  return earlier(dueTime(sandbox), sandbox.webhooks?.due ?? null)
}

/** When, in real time, time next acts on a hold; null if none is open or the clock stands still. */
function dueTime({ nextDue, clock }: Sandbox): number | null {
  return nextDue === null || clock.frozenAt !== null ? null : nextDue - clock.offset
}

/** Of two times, null for never. */
export function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}
