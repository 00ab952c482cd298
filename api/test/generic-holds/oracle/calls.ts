import type { Rule } from '../spec.ts'
import { statusAfter } from './act.ts'
import { actorIn, availableOf, type Hold, lentOf, remainingOf, type World, walletsOf } from './book.ts'
import { closed, type Do, inactive, may, several, sides, worn } from './checks.ts'
import { isTrue } from './conditions.ts'
import { isLimited } from './limits.ts'
import { blockedBy, copyOf, holdOf, settle } from './settle.ts'

/** What people call for by the rules: capturing, releasing, cancelling. */

function mayCall(hold: Hold, as: string | null, action: Rule['action']): string | undefined {
  const nature = { capture: ['payee'], release: ['payee', 'controller'], cancel: ['payer'] }[action]
  return may(hold, as, ...nature, ...hold.rules.flatMap((rule) => (rule.action === action ? (rule.by ?? []) : [])))
}

/** The first rule for this action of this caller that is true now. */
function ruleFor(world: World, hold: Hold, as: string | null, action: Rule['action']): Rule | undefined {
  return hold.rules.find(
    (rule) =>
      rule.action === action &&
      rule.by !== null &&
      actorIn(hold, as, rule.by) !== undefined &&
      (rule.when === null || isTrue(rule.when, hold, world)),
  )
}

interface Wish {
  readonly amount: number | null
  readonly final: boolean
  /** What the hold grows by. */
  readonly more?: number
}

function carryOut(world: World, hold: Hold, as: string | null, rule: Rule, { amount, final, more = 0 }: Wish): string | undefined {
  const wanted = { outcome: rule.outcome, amount, final, isCapture: rule.action === 'capture' }
  const grow = (one: Hold) => {
    one.legs[0]!.amount += more
  }
  const then = copyOf(world)
  const after = holdOf(then, hold.label)
  grow(after)
  settle(then, after, wanted)
  // What a payee assigned it can no longer take back.
  const isShort = after.legs.some((leg) => lentOf(leg) > remainingOf(leg))
  if (isShort && isByPayee(hold, as, rule)) return 'condition_not_met'
  const blocked = blockedBy(world, hold, wanted, grow)
  if (blocked) return blocked.code
  const isOver = after.legs.every((leg) => remainingOf(leg) === 0)
  const tired = isOver ? undefined : worn(hold, as)
  if (tired) return tired
  const isPaid = after.legs.some(({ paid }, place) => paid.length > hold.legs[place]!.paid.length)
  hold.legs = after.legs
  hold.steps.push(as)
  if (isOver) hold.status = statusAfter(rule.action, isPaid)
  return undefined
}

function isByPayee(hold: Hold, as: string | null, { by }: Rule): boolean {
  const callers = as === null ? by!.flatMap((role) => walletsOf(hold, role)) : [as]
  return walletsOf(hold, 'payee').some((payee) => callers.includes(payee))
}

export const capture: Do<'capture'> = (world, hold, as, { amount, final = true }) => {
  const leg = hold.legs[0]!
  const most = remainingOf(leg) + (hold.spec.limits?.overcapture ?? 0)
  const asked = amount === undefined ? undefined : (several(hold) ?? (amount > most ? 'exceeds_hold' : undefined))
  const refused = mayCall(hold, as, 'capture') ?? closed(hold, 'held') ?? asked ?? inactive(world, ...sides(hold))
  if (refused) return refused
  const rule = ruleFor(world, hold, as, 'capture')
  if (!rule) return 'condition_not_met'
  const cap = typeof rule.amount === 'number' ? rule.amount : Number.POSITIVE_INFINITY
  const wanted = amount ?? (cap === Number.POSITIVE_INFINITY ? null : Math.min(cap, remainingOf(leg)))
  if (!rule.partial && (amount !== undefined || !final)) return 'condition_not_met'
  if (wanted !== null && wanted > Math.min(cap, most)) return 'exceeds_hold'
  if (isLimited(world, hold, wanted ?? remainingOf(leg))) return 'limit_exceeded'
  const more = Math.max(0, (wanted ?? 0) - remainingOf(leg))
  if (more > availableOf(world, leg.from, leg.asset)) return 'insufficient_funds'
  return carryOut(world, hold, as, rule, { amount: wanted, final: final && rule.final, more })
}

export const release: Do<'release'> = (world, hold, as, { amount }) => {
  const refused = mayCall(hold, as, 'release') ?? closed(hold, 'held') ?? (amount === undefined ? undefined : several(hold))
  if (refused) return refused
  const leg = hold.legs[0]!
  if (amount !== undefined && amount > remainingOf(leg)) return 'exceeds_hold'
  const rule = ruleFor(world, hold, as, 'release')
  if (!rule) return 'condition_not_met'
  if (!rule.partial && amount !== undefined) return 'condition_not_met'
  const cap = typeof rule.amount === 'number' ? rule.amount : null
  if (amount !== undefined && cap !== null && amount > cap) return 'exceeds_hold'
  const wanted = amount ?? (cap === null ? null : Math.min(cap, remainingOf(leg)))
  return carryOut(world, hold, as, rule, { amount: wanted, final: amount === undefined && rule.final })
}

export const cancel: Do<'cancel'> = (world, hold, as) => {
  const refused = mayCall(hold, as, 'cancel') ?? closed(hold, 'held')
  if (refused) return refused
  const rule = ruleFor(world, hold, as, 'cancel')
  return rule ? carryOut(world, hold, as, rule, { amount: null, final: true }) : 'condition_not_met'
}
