import { lockMoves } from '../core/moves.ts'
import type { Change, State } from '../core/state.ts'
import { endHold } from './hold.ts'

/**
 * What time does by itself: every open hold with expiresAt <= until ends, in order of (expiresAt, id), each at its
 * own instant. A proposed hold locked nothing, so it frees nothing.
 */
export function expireHolds(state: State, until: number): Change[] {
  return state.expiring(until).map((hold) => {
    const [leg] = hold.legs
    const moves = hold.status === 'held' ? lockMoves(leg, -leg.remaining) : []
    const { writes, data } = endHold(hold, 'expired', { action: 'expire', at: hold.expiresAt, by: null, amount: leg.remaining })
    return { type: 'hold.expired', at: hold.expiresAt, by: { key: null, wallet: null }, data, writes, moves }
  })
}
