import type { Rule } from '../spec.ts'
import { type Fact, type Hold, isOpen, remainingOf, sum, type World } from './book.ts'
import { answers, partsOf, signalsOf } from './conditions.ts'
import { isLimited } from './limits.ts'
import { blockedBy, settle, type Wanted } from './settle.ts'

/** What a rule does that acts by itself. */
export function act(world: World, hold: Hold, rule: Rule, fresh: Fact | undefined): string {
  const { action, outcome, final } = rule
  const wanted = { outcome, amount: amountOf(hold, rule, fresh)!, final, isCapture: action === 'capture' }
  if (rule.repeat) {
    // Whoever sent the signal is told.
    if (wanted.isCapture && isLimited(world, hold, wanted.amount ?? remainingOf(hold.legs[0]!))) return 'limit_exceeded'
    const blocked = blockedBy(world, hold, wanted)
    if (blocked) return blocked.code
  }
  const paid = paidSafely(world, hold, wanted)
  return hold.legs.some((leg) => remainingOf(leg) > 0) ? 'done' : finish(hold, statusAfter(action, paid))
}

export function statusAfter(action: Rule['action'], paid: boolean): Hold['status'] {
  return action === 'cancel' ? 'cancelled' : paid ? 'captured' : 'released'
}

/** How much it settles; null: all there is; undefined: nothing has said it that the rule's own conditions take. */
export function amountOf(hold: Hold, { amount, when, repeat }: Rule, fresh: Fact | undefined): number | null | undefined {
  if (amount === null) return null
  const remaining = remainingOf(hold.legs[0]!)
  if (typeof amount === 'number') return Math.min(amount, remaining)
  const parts = partsOf(when)
  const told = signalsOf(hold, amount.signal, repeat ? fresh : undefined).findLast((fact) => parts.some((part) => answers(part, fact, hold)))
  return told && Math.min(told.n!, remaining)
}

/** Settles, by the fallback where somebody can take nothing. Was anybody paid? */
export function paidSafely(world: World, hold: Hold, wanted: Wanted): boolean {
  const before = payments(hold)
  const fallback = hold.spec.fallback ?? (hold.legs.length > 1 ? 'releaseAll' : 'returnShare')
  for (let without: string[] = []; ; ) {
    const blocked = blockedBy(world, hold, { ...wanted, without })
    if (blocked && fallback === 'returnShare' && !blocked.isPayer) {
      without = [...without, blocked.wallet]
      continue
    }
    settle(world, hold, blocked ? { outcome: 'refund' } : { ...wanted, without })
    return payments(hold) > before
  }
}

const payments = (hold: Hold): number => sum(hold.legs.map(({ paid }) => paid.length))

export function finish(hold: Hold, status: Hold['status']): string {
  hold.status = status
  hold.dispute = null
  return isOpen(hold) ? 'nothing' : 'done'
}
