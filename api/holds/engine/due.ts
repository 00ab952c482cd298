import type { Condition, Hold, Rule } from '../../core/model.ts'
import { everyCondition } from '../conditions/index.ts'
import { factsOf } from './facts.ts'

/** The first instant after `now` at which time may act on the hold; null when it has ended. */
export function dueAt(hold: Hold, now: number): number | null {
  switch (hold.status) {
    case 'proposed':
      return Math.min(hold.expiresAt, ...hold.legs.flatMap(({ fundedAt, fundBy }) => (fundedAt === null && fundBy !== null ? [fundBy] : [])))
    case 'disputed':
      return hold.dispute!.resolveBy
    case 'held':
      return Math.min(hold.expiresAt, ...instantsOf(hold, now))
    default:
      return null
  }
}

/** When time alone may make a rule act that has not acted yet. */
function instantsOf(hold: Hold, now: number): number[] {
  if (hold.terms.rules.every(({ by }) => by !== null)) return []
  const facts = { ...factsOf(hold, now, () => undefined), met: () => false }
  return pendingRules(hold)
    .flatMap(({ when }) => (when === null ? [] : everyCondition(when as Condition)))
    .flatMap(({ type, value }) => type.instants?.(value, facts) ?? [])
    .filter((at) => at > now)
}

/** Rules that act by themselves and can still do so: each acts once, unless it repeats. */
export function pendingRules({ terms, history }: Hold): Rule[] {
  return terms.rules.filter(({ by, repeat, name }) => by === null && (repeat || !history.some(({ rule }) => rule === name)))
}
