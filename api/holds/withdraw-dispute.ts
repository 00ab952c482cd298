import { z } from '@hono/zod-openapi'
import { demo } from '../core/demo-ids.ts'
import { memo } from '../core/schemas.ts'
import { endOfTime } from '../core/time.ts'
import { actsFor, refuse } from '../core/use-case.ts'
import { checkActing } from './engine/parties.ts'
import { enact } from './engine/react.ts'
import { step } from './engine/step.ts'
import { checkDisputed } from './hold.ts'
import { holdAction } from './hold-action.ts'

export const withdrawDispute = holdAction({
  operationId: 'withdrawDispute',
  path: '/v1/holds/{id}/dispute/withdraw',
  summary: { en: 'Withdraw a dispute', ja: '異議を取り下げる' },
  description: {
    en: 'By whoever raised it. What waited meanwhile happens now. The hold expires later by as long as the dispute lasted, so that disputing gains nobody anything.',
    ja: '申し立てた当事者が行います。止まっていた処理はこの時点で行われます。期限は異議の続いた時間だけ延びるので、異議で得をすることはありません。',
  },
  body: z.strictObject({ memo: memo.optional() }).openapi('WithdrawDispute'),
  refusals: [],
  example: { id: demo.disputed, body: {} },
  decide(state, hold, body, context) {
    const { now, caller } = context
    const refused = checkActing(caller, hold, hold.terms.disputes?.by ?? ['payer', 'payee']) ?? checkDisputed(hold)
    if (refused) return refused
    const { by, at } = hold.dispute!
    if (by !== null && !actsFor(caller, by)) return refuse('not_permitted', `Only ${by}, who disputed ${hold.id}, can withdraw that.`)

    // From here on it must succeed.
    const expiresAt = Math.min(endOfTime, hold.expiresAt + now - at)
    const told = { action: 'withdraw' as const, at: now, by, memo: body.memo ?? null }
    return enact(step(hold, { status: 'held', dispute: null, expiresAt }, told, 'hold.dispute_withdrawn'), state, context)
  },
})
