import type { Change } from './change.ts'
import { issuance } from './journal.ts'

/** What a wallet orders by a change: `upTo` counts what a later capture may take beyond it, by the terms of the hold. */
export interface OrderedSpend extends Spend {
  readonly upTo: number
}

/** What a change takes out of what a wallet has available. */
export interface Spend {
  readonly wallet: string
  readonly asset: string
  readonly amount: number
}

/**
 * Nobody spends from a wallet without its order: these are the spends that need one. What time or terms do by themselves
 * was ordered with the hold, and so was a capture beyond what it holds.
 */
export function spendsOf(change: Taking & Pick<Change, 'type' | 'writes'>): readonly OrderedSpend[] {
  const { type, writes = [] } = change
  if (type === 'hold.captured') return []
  const beyond = writes.reduce((most, [kind, value]) => (kind === 'hold' ? Math.max(most, value.terms.limits?.overcapture ?? 0) : most), 0)
  return takenBy(change).map((taken) => ({ ...taken, upTo: taken.amount + beyond }))
}

type Taking = Pick<Change, 'moves' | 'by'>

/** All that somebody's change takes out of what wallets have available, ordered beforehand or not. */
export function takenBy({ moves = [], by }: Taking): readonly Spend[] {
  if (by?.key === null) return []
  return moves.flatMap(({ wallet, asset, posted = 0, held = 0 }) =>
    posted - held < 0 && wallet !== issuance ? [{ wallet, asset, amount: held - posted }] : [],
  )
}
