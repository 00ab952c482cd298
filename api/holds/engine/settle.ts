import type { Hold, Leg, Payment, Portion } from '../../core/model.ts'
import { distribute } from './distribute.ts'
import { receiverOf } from './parties.ts'

/** A hold's legs after a settlement, and what was paid. What went back to the payers is in `released` of the legs. */
export interface Settlement {
  readonly legs: readonly Leg[]
  readonly payments: readonly Payment[]
}

interface Settling {
  readonly outcome: string
  /** How much of the one leg is settled; null for all that remains of every leg. */
  readonly amount?: number | null
  /** Everything that is not settled goes back too. */
  readonly final?: boolean
  /** Wallets that can take nothing: their part goes back to the payer. */
  readonly without?: ReadonlySet<string>
}

const pay: readonly Portion[] = [{ to: 'payee', rest: true }]
const refund: readonly Portion[] = [{ to: 'payer', rest: true }]

export function portionsOf({ terms }: Pick<Hold, 'terms'>, outcome: string): readonly Portion[] {
  if (outcome === 'pay') return pay
  if (outcome === 'refund') return refund
  return terms.outcomes[outcome]!
}

/** What an outcome does to every leg. All legs settle by it or none. */
export function settle(hold: Pick<Hold, 'legs' | 'terms'>, { outcome, amount = null, final = true, without }: Settling): Settlement {
  const portions = portionsOf(hold, outcome)
  const settled = hold.legs.map((leg, place) => {
    const own = portions.filter((portion) => portion.leg === undefined || portion.leg === place)
    const base = amount ?? leg.remaining
    const parts = distribute(base, own)
    const shares = own.map((portion, index) => ({ to: receiverOf(leg, hold.terms, portion.to), amount: parts[index]! }))
    return settleLeg(leg, { base, shares, final, without })
  })
  return join(settled)
}

/** So much of each leg goes to its payee and the rest back: what a resolver may decide where the terms allow a split. */
export function split(hold: Pick<Hold, 'legs'>, amounts: readonly number[]): Settlement {
  return join(hold.legs.map((leg, place) => settleLeg(leg, { base: leg.remaining, shares: [{ to: leg.to, amount: amounts[place]! }], final: true })))
}

interface LegSettling {
  readonly base: number
  readonly shares: readonly { readonly to: string; readonly amount: number }[]
  readonly final: boolean
  readonly without?: ReadonlySet<string> | undefined
}

function settleLeg(leg: Leg, { base, shares, final, without }: LegSettling): { leg: Leg; payments: Payment[] } {
  let assignments = leg.assignments
  const paid: { to: string; amount: number }[] = []
  for (const share of shares) {
    if (share.to !== leg.to) paid.push(share)
    else {
      const divided = payAssigned(assignments, share, without)
      assignments = divided.assignments
      paid.push(...divided.paid)
    }
  }
  const payments = paid
    .filter(({ to, amount }) => amount > 0 && to !== leg.from && !without?.has(to))
    .map(({ to, amount }) => ({ from: leg.from, to, asset: leg.asset, amount }))
  const captured = payments.reduce((sum, { amount }) => sum + amount, 0)
  const freed = (final ? leg.remaining : base) - captured
  return {
    leg: { ...leg, assignments, captured: leg.captured + captured, released: leg.released + freed, remaining: leg.remaining - captured - freed },
    payments,
  }
}

/** Whom the payee assigned its receipt to is paid first, in order. */
function payAssigned(assignments: Leg['assignments'], { to, amount }: { to: string; amount: number }, without?: ReadonlySet<string>) {
  let left = amount
  const paid: { to: string; amount: number }[] = []
  const after = assignments.map((assignment) => {
    const part = Math.min(left, assignment.amount - assignment.paid)
    left -= part
    paid.push({ to: assignment.to, amount: part })
    return without?.has(assignment.to) ? assignment : { ...assignment, paid: assignment.paid + part }
  })
  return { assignments: after, paid: [...paid, { to, amount: left }] }
}

function join(settled: readonly { leg: Leg; payments: Payment[] }[]): Settlement {
  return { legs: settled.map(({ leg }) => leg), payments: merge(settled.flatMap(({ payments }) => payments)) }
}

/** One payment per pair of wallets and asset. */
function merge(payments: readonly Payment[]): Payment[] {
  const merged: Payment[] = []
  for (const one of payments) {
    const known = merged.findIndex(({ from, to, asset }) => from === one.from && to === one.to && asset === one.asset)
    if (known === -1) merged.push(one)
    else merged[known] = { ...one, amount: merged[known]!.amount + one.amount }
  }
  return merged
}
