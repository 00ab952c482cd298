import { issuance } from './journal.ts'
import type { Leg } from './model.ts'
import type { Move } from './state.ts'

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

/** Lock (or, negative, free) `amount` of the payer, promised to the payee. */
export function lockMoves(leg: Leg, amount: number): Move[] {
  return [
    { wallet: leg.from, asset: leg.asset, held: amount },
    { wallet: leg.to, asset: leg.asset, incoming: amount },
  ]
}

/** Of what is locked, pay `captured` to the payee and give `freed` back to the payer. */
export function settleMoves(leg: Leg, captured: number, freed: number): Move[] {
  return [
    { wallet: leg.from, asset: leg.asset, posted: -captured, held: -captured - freed },
    { wallet: leg.to, asset: leg.asset, posted: captured, incoming: -captured - freed },
  ]
}
