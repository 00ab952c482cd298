import { issuance } from './journal.ts'
import type { Change } from './state.ts'

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
export function spendsOf({ type, moves = [], writes = [], by }: Pick<Change, 'type' | 'moves' | 'writes' | 'by'>): readonly OrderedSpend[] {
  if (type === 'hold.captured' || by?.key === null) return []
  const beyond = writes.reduce((most, [kind, value]) => (kind === 'hold' ? Math.max(most, value.terms.limits?.overcapture ?? 0) : most), 0)
  return moves.flatMap(({ wallet, asset, posted = 0, held = 0 }) => {
    const amount = held - posted
    return amount > 0 && wallet !== issuance ? [{ wallet, asset, amount, upTo: amount + beyond }] : []
  })
}
