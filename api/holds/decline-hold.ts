import { demo } from '../core/demo-ids.ts'
import { noBody } from '../core/schemas.ts'
import { accept, command, isRefusal } from '../core/use-case.ts'
import { checkEitherParty, checkProposed, endHold, findHold, holdSchema } from './hold.ts'

export const declineHold = command({
  operationId: 'declineHold',
  method: 'post',
  path: '/v1/holds/{id}/decline',
  tag: 'Holds',
  summary: { en: 'Decline, or withdraw, a proposed hold', ja: '提案された仮押さえを断る・取り下げる' },
  scope: 'write',
  walletKeys: true,
  body: noBody,
  answer: { status: 200, schema: holdSchema },
  refusals: ['hold_not_found', 'not_permitted', 'already_captured', 'already_released', 'hold_expired', 'hold_not_open'],
  example: { id: demo.request, body: {} },
  reads: ({ id }) => ({ holds: [id] }),
  decide(state, { id }, { now, caller }) {
    const hold = findHold(state, id)
    if (isRefusal(hold)) return hold
    const refused = checkEitherParty(caller, hold) ?? checkProposed(hold)
    if (refused) return refused

    // From here on it must succeed. Nothing was locked, so nothing moves.
    const { data, writes } = endHold(hold, 'declined', { action: 'decline', at: now, by: caller.wallet, amount: hold.legs[0].amount })
    return accept([{ type: 'hold.declined', data, writes }], data)
  },
})
