import { demo } from '../core/demo-ids.ts'
import { lockMoves } from '../core/moves.ts'
import { noBody } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'
import { accept, command, isRefusal, refuse } from '../core/use-case.ts'
import { checkHeld, checkParty, endHold, findHold, holdSchema } from './hold.ts'

export const cancelHold = command({
  operationId: 'cancelHold',
  method: 'post',
  path: '/v1/holds/{id}/cancel',
  tag: 'Holds',
  summary: { en: 'Cancel a hold as the payer', ja: '支払人として仮押さえを取り消す' },
  description: {
    en: 'Only where the terms allow it: before `cancelUntil`. All that remains goes back to the payer.',
    ja: '条件が許す場合（cancelUntil より前）に限ります。残額は支払人に戻ります。',
  },
  scope: 'write',
  walletKeys: true,
  body: noBody,
  answer: { status: 200, schema: holdSchema },
  refusals: ['hold_not_found', 'not_permitted', 'already_captured', 'already_released', 'hold_expired', 'hold_not_open', 'condition_not_met'],
  example: { id: demo.seat, body: {} },
  reads: ({ id }) => ({ holds: [id] }),
  decide(state, { id }, { now, caller }) {
    const hold = findHold(state, id)
    if (isRefusal(hold)) return hold
    const [leg] = hold.legs
    const refused = checkParty(caller, hold, leg.from, 'payer') ?? checkHeld(hold)
    if (refused) return refused
    if (hold.cancelUntil === null) return refuse('condition_not_met', `The terms of ${id} do not let the payer cancel; the payee can release it.`)
    if (now >= hold.cancelUntil)
      return refuse('condition_not_met', `The payer could cancel ${id} before ${formatTime(hold.cancelUntil)}; it is ${formatTime(now)}.`)

    // From here on it must succeed.
    const { data, writes } = endHold(hold, 'cancelled', { action: 'cancel', at: now, by: caller.wallet, amount: leg.remaining })
    return accept([{ type: 'hold.cancelled', data, writes, moves: lockMoves(leg, -leg.remaining) }], data)
  },
})
