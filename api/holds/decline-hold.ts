import { demo } from '../core/demo-ids.ts'
import { noBody } from '../core/schemas.ts'
import { command, isRefusal } from '../core/use-case.ts'
import { checkActing } from './engine/parties.ts'
import { enact } from './engine/react.ts'
import { settle } from './engine/settle.ts'
import { step } from './engine/step.ts'
import { checkProposed, findHold } from './hold.ts'
import { holdSchema } from './hold-schema.ts'

export const declineHold = command({
  operationId: 'declineHold',
  method: 'post',
  path: '/v1/holds/{id}/decline',
  tag: 'Holds',
  summary: { en: 'Decline, or withdraw, a proposed hold', ja: '提案された仮押さえを断る・取り下げる' },
  description: {
    en: 'Payer, payee and whoever is asked to accept may, while the hold is proposed. What other payers have funded already is free again.',
    ja: '提案中であれば、支払人・支払先・承諾を求められた当事者が行えます。他の支払人がすでに留保した価値は解放されます。',
  },
  scope: 'write',
  walletKeys: true,
  body: noBody,
  answer: { status: 200, schema: holdSchema },
  refusals: ['hold_not_found', 'not_permitted', 'already_captured', 'already_released', 'hold_expired', 'hold_not_open'],
  example: { id: demo.request, body: {} },
  reads: ({ id }) => ({ holds: [id] }),
  decide(state, { id }, context) {
    const { now, caller } = context
    const hold = findHold(state, id)
    if (isRefusal(hold)) return hold
    const refused = checkActing(caller, hold, ['payer', 'payee', ...hold.acceptances.map(({ party }) => party)]) ?? checkProposed(hold)
    if (refused) return refused

    // From here on it must succeed.
    const { legs } = settle(hold, { outcome: 'refund' })
    const told = { action: 'decline' as const, at: now, by: caller.wallet, amount: legs.length === 1 ? legs[0]!.amount : null }
    return enact(step(hold, { legs, status: 'declined' }, told, 'hold.declined'), state, context)
  },
})
