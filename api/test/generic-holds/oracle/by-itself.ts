import type { Rule } from '../spec.ts'
import { act, amountOf, finish, paidSafely } from './act.ts'
import type { Fact, Hold, World } from './book.ts'
import { answers, instantOf, isTrue, partsOf, watchedBy } from './conditions.ts'
import { settle } from './settle.ts'

/** Lets time pass, one interesting instant after the other; at each, holds act in the order in which they were made. */
export function passUntil(world: World, until: number): void {
  for (;;) {
    const next = Math.min(...world.holds.flatMap((hold) => instantsOf(hold).filter((at) => at > world.now)))
    if (next > until) break
    world.now = next
    for (const hold of world.holds) if (instantsOf(hold).includes(next)) follow(world, hold)
  }
  world.now = until
}

/** When time may do something to a hold. */
export function instantsOf(hold: Hold): number[] {
  if (hold.status === 'proposed') return [hold.expiresAt, ...hold.legs.flatMap(({ fundBy, fundedAt }) => (fundedAt === null ? (fundBy ?? []) : []))]
  if (hold.status === 'disputed') return [hold.dispute!.at + hold.spec.disputes!.within]
  if (hold.status !== 'held') return []
  const waiting = waitingRules(hold).flatMap(([, { when }]) => partsOf(when))
  return [hold.expiresAt, ...waiting.flatMap((part) => ('after' in part ? instantOf(part.after, hold) : []))]
}

function waitingRules(hold: Hold): [place: number, rule: Rule][] {
  return [...hold.rules.entries()].filter(([place, { by, repeat }]) => by === null && (repeat || !hold.acted.includes(place)))
}

/**
 * All that follows by itself from something that happened to a hold, or the code with which a fresh signal is refused for
 * what it asks for. The hold itself goes first, then those that look at it, and so on.
 */
export function follow(world: World, first: Hold, fresh?: Fact): string | undefined {
  const queue = [first]
  for (const [turn, hold] of queue.entries()) {
    const repeated: number[] = []
    let changed = turn === 0
    for (;;) {
      const done = actOnce(world, hold, turn === 0 ? fresh : undefined, repeated)
      if (done === 'nothing') break
      if (done !== 'done') return done
      changed = true
    }
    if (changed) queue.push(...world.holds.filter((other) => watchedBy(other).includes(hold.label)))
  }
  return undefined
}

function actOnce(world: World, hold: Hold, fresh: Fact | undefined, repeated: number[]): string {
  if (hold.status === 'proposed' && instantsOf(hold).some((at) => at <= world.now)) return end(world, hold, 'expired')
  if (hold.status === 'disputed' && instantsOf(hold)[0]! <= world.now) {
    const paid = paidSafely(world, hold, { outcome: hold.spec.disputes!.otherwise })
    return finish(hold, paid ? 'captured' : 'released')
  }
  if (hold.status !== 'held') return 'nothing'
  if (hold.expiresAt <= world.now) return end(world, hold, 'expired')
  const found = waitingRules(hold).find(([place, rule]) => !repeated.includes(place) && fires(world, hold, rule, fresh))
  if (!found) return 'nothing'
  const [place, rule] = found
  repeated.push(place)
  hold.acted.push(place)
  return act(world, hold, rule, fresh)
}

/** A rule that repeats acts for a signal that one of its own conditions takes, and is true with that one. */
function fires(world: World, hold: Hold, rule: Rule, fresh: Fact | undefined): boolean {
  const { when, repeat } = rule
  if (repeat && (fresh === undefined || !partsOf(when).some((part) => answers(part, fresh, hold)))) return false
  if (amountOf(hold, rule, fresh) === undefined) return false
  return when === null || isTrue(when, hold, world, repeat ? fresh : undefined)
}

export function end(world: World, hold: Hold, status: 'expired' | 'declined'): string {
  settle(world, hold, { outcome: 'refund' })
  return finish(hold, status)
}
