import { checkAvailable, checkHoldingLimit } from '../../core/checks.ts'
import type { Acceptance, Hold, Leg } from '../../core/model.ts'
import { holdMoves } from '../../core/moves.ts'
import type { Refusal } from '../../core/refusals.ts'
import type { State } from '../../core/state.ts'
import { actsFor, type Caller } from '../../core/use-case.ts'
import { walletsOf } from './parties.ts'

/**
 * Locks each leg that may be locked: its payer is no longer asked, and nobody else is either. So a restaurant accepts
 * before the guest's money is locked, and the payers of several legs fund one after another.
 */
export function fund<H extends Pick<Hold, 'legs' | 'terms' | 'acceptances'>>(hold: H, now: number) {
  const asked = hold.acceptances.flatMap(({ wallet, acceptedAt }) => (acceptedAt === null ? [wallet] : []))
  const payers = walletsOf(hold, 'payer')
  const others = asked.some((wallet) => !payers.includes(wallet))
  const legs = hold.legs.map((leg) => (leg.fundedAt !== null || others || asked.includes(leg.from) ? leg : { ...leg, fundedAt: now }))
  const held = asked.length === 0
  return { ...hold, legs, status: held ? ('held' as const) : ('proposed' as const), heldAt: held ? now : null }
}

/**
 * Who must accept: the parties that are named, and every payer who did not ask itself. Nobody is bound by another. A hold that
 * nobody need accept is locked at once, so its payers must have signed it; in one that is only proposed they can do so later.
 */
export function acceptancesFor(
  hold: Pick<Hold, 'terms'> & { readonly legs: readonly Pick<Leg, 'from' | 'to'>[] },
  named: readonly string[],
  { caller, now }: { caller: Caller; now: number },
): Acceptance[] {
  const proposed = caller.wallet !== null || named.length > 0
  const unasked = !proposed || named.includes('payer') ? [] : walletsOf(hold, 'payer').filter((wallet) => !actsFor(caller, wallet))
  const roles = named.flatMap((party) => walletsOf(hold, party).map((wallet) => ({ party, wallet })))
  const required = [...unasked.map((wallet) => ({ party: 'payer', wallet })), ...roles]
  return required.map((one) => ({ ...one, acceptedAt: caller.wallet === one.wallet ? now : null }))
}

/** Do the payers have what is to be locked, and have those it is promised to room for it? */
export function checkLocks(
  state: State,
  before: readonly Leg[],
  after: readonly Leg[],
  asking?: Caller,
): Refusal<'insufficient_funds' | 'holding_limit_exceeded'> | undefined {
  const moves = holdMoves(before, after, []).map((move) => ({ ...move, asset: state.find('asset', move.asset)! }))
  for (const { wallet, asset, held = 0 } of moves) {
    const refused = held > 0 ? checkAvailable(state, wallet, asset, held, asking) : undefined
    if (refused) return refused
  }
  for (const { wallet, asset, incoming = 0 } of moves) {
    const refused = incoming > 0 ? checkHoldingLimit(state, wallet, asset, incoming) : undefined
    if (refused) return refused
  }
  return undefined
}
