import type { Condition, Portion, Rule } from '../spec.ts'
import type { Hold, World } from './book.ts'
import { conditionsOf, partsOf } from './conditions.ts'
import { sumOf } from './divide.ts'

/** Which terms there can be: no more than there is, nothing that never comes, no limit that nobody would be told of. */
export function isImpossible({ now }: World, hold: Hold): boolean {
  const { spec, rules, expiresAt } = hold
  for (const portions of Object.values(spec.outcomes)) if (spec.legs.some(({ amount }, place) => isTooMuch(portions, amount, place))) return true
  if (rules.some((rule) => isWrong(rule, hold)) || isTooDear(hold)) return true
  // What acts by itself lies ahead, and a period is counted from one thing only.
  const waiting = rules.flatMap(({ by, when }) => (by === null ? partsOf(when) : []))
  if (waiting.some((part) => 'after' in part && typeof part.after === 'number' && part.after <= now)) return true
  if (isAmbiguous(conditionsOf(hold))) return true
  for (const part of conditionsOf(hold)) {
    if (!('after' in part)) continue
    if ((typeof part.after === 'number' ? part.after : now + part.after.plus) >= expiresAt) return true
  }
  if (spec.legs.length > 1 && spec.fallback === 'returnShare') return true
  const isSilent = rules.some(({ action, by, repeat }) => action === 'capture' && by === null && !repeat)
  return isSilent && (spec.limits?.perCapture !== undefined || spec.limits?.perPeriod !== undefined)
}

function isWrong({ action, outcome, amount, final, repeat, partial }: Rule, { spec }: Hold): boolean {
  const isPart = amount !== null || !final
  if (isPart && (spec.legs.length > 1 || action === 'cancel')) return true
  if (outcome === 'pay' && action !== 'capture') return true
  if (typeof amount === 'number' && amount > spec.legs[0]!.amount) return true
  if (repeat && final) return true
  return partial === true && (spec.outcomes[outcome] ?? []).some((portion) => portion.amount !== undefined)
}

/** At most 20 expressions, 20 instants at which a rule may act by itself, and 10 signatures. */
function isTooDear(hold: Hold): boolean {
  const all = conditionsOf(hold)
  const waiting = hold.rules.flatMap(({ by, when }) => (by === null ? partsOf(when) : []))
  return all.filter(isExpression).length > 20 || waiting.filter((part) => 'after' in part).length > 20 || all.filter(isSigned).length > 10
}

/** Is a period counted from a signal that is asked for in several ways? */
export function isAmbiguous(all: readonly Condition[]): boolean {
  const wishes = (name: string) =>
    all.flatMap((part) => ('signal' in part && part.signal.name === name ? JSON.stringify(part.signal.where ?? null) : []))
  return all.some((part) => {
    const moment = 'after' in part ? part.after : 'before' in part ? part.before : 0
    const [kind, name = ''] = typeof moment === 'number' ? [] : moment.since.split(':')
    return kind === 'signal' && new Set(wishes(name)).size > 1
  })
}

const isSigned = (part: Condition) => 'attestedBy' in part
const isExpression = (part: Condition) =>
  ('signal' in part && part.signal.where !== undefined) || ('attestedBy' in part && part.attestedBy.where !== undefined)

function isTooMuch(portions: readonly Portion[], whole: number, place: number): boolean {
  const own = portions.filter(({ leg = place }) => leg === place)
  const [all, of] = sumOf(own.flatMap(({ share }) => share ?? []))
  const fixed = own.reduce((total, { amount = 0 }) => total + BigInt(amount), 0n)
  return fixed * of + all * BigInt(whole) > BigInt(whole) * of
}

/** Who calls for it may settle a part: a payee of its own pay, and whoever gives everything back; others where the rule says so. */
export function withPartial(rule: Rule): Rule {
  const { action, outcome, by, partial } = rule
  const isOwn = action === 'capture' && outcome === 'pay' && by?.join() === 'payee'
  const isGift = action === 'release' && outcome === 'refund' && by !== null
  return { ...rule, partial: partial ?? (isOwn || isGift) }
}
