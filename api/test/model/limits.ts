import type { AmountIntent, Intent } from './intents.ts'
import { nowOf, type World } from './world.ts'

/** The limits that a wish is measured against: amounts and instants at which something changes, and beside them. */
const largest = 2 ** 53 - 1
const [minute, hour, days] = [60_000, 3_600_000, 8 * 24 * 3_600_000]
const spans = [minute, 1_000, hour, 5, 0, 1, minute, 90 * minute, days, 7 * minute]

/** The amount that is wished for, undefined if it is to be left out. */
export function amountOf(wish: AmountIntent, edges: readonly number[]): number | undefined {
  if (wish.kind === 'absent') return undefined
  if (wish.kind === 'huge') return largest
  if (wish.kind === 'small') return wish.value
  const edge = edges[wish.edge % edges.length]!
  return Math.max(1, Math.min(largest, edge + wish.beside))
}

/** For what needs an amount. */
export function certainAmount(wish: AmountIntent, edges: readonly number[]): number {
  return amountOf(wish, edges) ?? 10
}

export function spanOf({ time }: Intent): number {
  return spans[time % spans.length]!
}

export function instant(ms: number): string {
  return new Date(ms).toISOString()
}

/** When the hold that is wished for expires, and until when it may be cancelled. */
export function timesOf(wish: Intent, now: number) {
  const expires = wish.time === 6 ? {} : { expiresAt: instant(now + spanOf(wish) + wish.beside) }
  return wish.flag ? { ...expires, cancelUntil: instant(now + spans[(wish.time + wish.other) % spans.length]!) } : expires
}

/** An instant at which something ends: the expiry or the end of cancelling of some hold, otherwise a little later. */
export function interesting({ pick, time }: Intent, world: World, real: number): number {
  const ends = [...world.holds.values()]
    .filter(({ status }) => status === 'held' || status === 'proposed')
    .flatMap(({ expiresAt, cancelUntil }) => [expiresAt, ...(cancelUntil === null ? [] : [cancelUntil])])
    .sort((a, b) => a - b)
  return ends[(pick + time) % Math.max(1, ends.length)] ?? nowOf(world, real) + 1_000
}

/** Host time passes, at times just up to an expiry, and now and then steps back. */
export function hostSpan(wish: Intent, world: World, real: number): number {
  if (wish.flag) return Math.max(0, interesting(wish, world, real) - world.clock.ahead - real) + wish.beside
  if (wish.time === 9) return -1_500
  if (wish.time === 8) return 24 * 3_600_000 + wish.beside
  return spanOf(wish)
}
