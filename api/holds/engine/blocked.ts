import { checkActive, checkHoldingLimit } from '../../core/checks.ts'
import type { Hold } from '../../core/model.ts'
import { holdMoves } from '../../core/moves.ts'
import type { Refusal } from '../../core/refusals.ts'
import type { State } from '../../core/state.ts'
import { walletOf } from '../hold.ts'
import type { Settlement } from './settle.ts'

type Blocking = Refusal<'wallet_frozen' | 'wallet_closed' | 'holding_limit_exceeded'>

/**
 * The first wallet that stops a settlement, and why: a payer that may not pay, a receiver that may take nothing or would
 * own more than it may. Giving back is never stopped (design.md 4).
 */
export function blockedBy(state: State, hold: Pick<Hold, 'legs'>, { legs, payments }: Settlement): { wallet: string; refusal: Blocking } | undefined {
  for (const id of new Set([...payments.map(({ from }) => from), ...payments.map(({ to }) => to)])) {
    const refusal = checkActive(walletOf(state, id))
    if (refusal) return { wallet: id, refusal }
  }
  for (const { wallet, asset, posted = 0, incoming = 0 } of holdMoves(hold.legs, legs, payments)) {
    if (posted + incoming <= 0) continue
    const refusal = checkHoldingLimit(state, wallet, state.find('asset', asset)!, posted + incoming)
    if (refusal) return { wallet, refusal }
  }
  return undefined
}
