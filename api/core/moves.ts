import type { Move } from './change.ts'
import { issuance } from './journal.ts'
import type { Leg, Payment } from './model.ts'

/** The only ways in which balances move. Each set is balanced by construction. */

export function transferMoves(from: string, to: string, asset: string, amount: number): Move[] {
  return [
    { wallet: from, asset, posted: -amount },
    { wallet: to, asset, posted: amount },
  ]
}

/** Positive to issue, negative to redeem. */
export function issueMoves(wallet: string, asset: string, amount: number): Move[] {
  return transferMoves(issuance, wallet, asset, amount)
}

/**
 * What a step of a hold moves: the difference between what its legs lock and promise before and after, and what was
 * paid. One move per balance.
 */
export function holdMoves(before: readonly Leg[], after: readonly Leg[], payments: readonly Payment[]): Move[] {
  const moves: Required<Move>[] = []
  function move(wallet: string, asset: string): { -readonly [K in keyof Move]-?: Move[K] } {
    const known = moves.find((one) => one.wallet === wallet && one.asset === asset)
    if (known) return known
    const made = { wallet, asset, posted: 0, held: 0, incoming: 0 }
    moves.push(made)
    return made
  }
  function lock(legs: readonly Leg[], sign: 1 | -1): void {
    for (const leg of legs) {
      if (leg.fundedAt === null) continue
      move(leg.from, leg.asset).held += sign * leg.remaining
      for (const { wallet, amount } of promisesOf(leg)) move(wallet, leg.asset).incoming += sign * amount
    }
  }
  lock(before, -1)
  lock(after, 1)
  for (const { from, to, asset, amount } of payments) {
    move(from, asset).posted -= amount
    move(to, asset).posted += amount
  }
  return moves.filter(({ posted, held, incoming }) => posted !== 0 || held !== 0 || incoming !== 0)
}

/** To whom what remains of a leg is promised: first to whom the payee assigned its receipt, then to the payee. */
function promisesOf(leg: Leg): { wallet: string; amount: number }[] {
  if (leg.assignments.length === 0) return [{ wallet: leg.to, amount: leg.remaining }]
  let left = leg.remaining
  const assigned = leg.assignments.map(({ to, amount, paid }) => {
    const part = Math.min(left, amount - paid)
    left -= part
    return { wallet: to, amount: part }
  })
  return [...assigned, { wallet: leg.to, amount: left }]
}

/** What of a leg is promised to lenders and not yet paid. */
export function assignedOf(leg: Leg): number {
  return leg.assignments.reduce((sum, { amount, paid }) => sum + amount - paid, 0)
}
