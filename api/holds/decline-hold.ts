import { demo } from '../core/demo-ids.ts'
import { noBody } from '../core/schemas.ts'
import { checkActing } from './engine/parties.ts'
import { enact } from './engine/react.ts'
import { settle } from './engine/settle.ts'
import { step } from './engine/step.ts'
import { checkProposed } from './hold.ts'
import { holdAction } from './hold-action.ts'

export const declineHold = holdAction({
  operationId: 'declineHold',
  path: '/v1/holds/{id}/decline',
  summary: { en: 'Decline, or withdraw, a proposed hold', ja: '提案された仮押さえを断る・取り下げる' },
  description: {
    en: 'Payer, payee and whoever is asked to accept may, while the hold is proposed. What other payers have funded already is free again.',
    ja: '提案中であれば、支払人・支払先・承諾を求められた当事者が行えます。他の支払人がすでに留保した価値は解放されます。',
  },
  body: noBody,
  refusals: [],
  example: { id: demo.request, body: {} },
  decide(state, hold, _body, context) {
    const { now, caller } = context
    const refused = checkActing(caller, hold, ['payer', 'payee', ...hold.acceptances.map(({ party }) => party)]) ?? checkProposed(hold)
    if (refused) return refused

    // From here on it must succeed.
    const { legs } = settle(hold, { outcome: 'refund' })
    const told = { action: 'decline' as const, at: now, by: caller.wallet, amount: legs.length === 1 ? legs[0]!.amount : null }
    return enact(step(hold, { legs, status: 'declined' }, told, 'hold.declined'), state, context)
  },
})
