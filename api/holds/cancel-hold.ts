import { z } from '@hono/zod-openapi'
import { demo } from '../core/demo-ids.ts'
import type { Refusal } from '../core/refusals.ts'
import { memo } from '../core/schemas.ts'
import { isRefusal } from '../core/use-case.ts'
import { checkCalling, ruleFor } from './engine/call.ts'
import { carryOut } from './engine/carry-out.ts'
import { checkHeld } from './hold.ts'
import { holdAction } from './hold-action.ts'

export const cancelHold = holdAction({
  operationId: 'cancelHold',
  path: '/v1/holds/{id}/cancel',
  summary: { en: 'Cancel a hold as its payer', ja: '支払人が仮押さえを取り消す' },
  description: {
    en: 'Only where the terms allow it: before `cancelUntil`, or by a rule, which may cost a fee. What the rule pays nobody goes back to the payer.',
    ja: '条件が許す場合に限ります（cancelUntil より前、または取消しの規則による場合。取消料がかかることがあります）。誰にも支払われない分は支払人に戻ります。',
  },
  body: z.strictObject({ memo: memo.optional() }).openapi('CancelHold'),
  refusals: ['condition_not_met', 'wallet_frozen', 'wallet_closed', 'holding_limit_exceeded'],
  example: { id: demo.seat, body: {} },
  decide(state, hold, body, context) {
    const { now, caller } = context
    const refused = checkCalling(caller, hold, 'cancel') ?? checkHeld(hold)
    if (refused) return refused
    const rule = ruleFor(state, hold, { action: 'cancel', caller, now })
    if (isRefusal(rule)) return rule
    const done = carryOut(state, hold, { rule, amount: null, final: true, memo: body.memo }, context)
    // It settles everything, and what ends a hold is always allowed.
    return done as Exclude<typeof done, Refusal<'too_many_steps'>>
  },
})
