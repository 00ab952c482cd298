import { z } from '@hono/zod-openapi'
import { demo } from '../core/demo-ids.ts'
import { memo } from '../core/schemas.ts'
import { endOfTime } from '../core/time.ts'
import { command, isRefusal, refuse } from '../core/use-case.ts'
import { checkActing } from './engine/parties.ts'
import { enact } from './engine/react.ts'
import { step } from './engine/step.ts'
import { checkDisputed, findHold } from './hold.ts'
import { holdSchema } from './hold-schema.ts'

export const withdrawDispute = command({
  operationId: 'withdrawDispute',
  method: 'post',
  path: '/v1/holds/{id}/dispute/withdraw',
  tag: 'Holds',
  summary: { en: 'Withdraw a dispute', ja: '異議を取り下げる' },
  description: {
    en: 'By whoever raised it. What waited meanwhile happens now. The hold expires later by as long as the dispute lasted, so that disputing gains nobody anything.',
    ja: '申し立てた当事者が行います。止まっていた処理はこの時点で行われます。期限は異議の続いた時間だけ延びるので、異議で得をすることはありません。',
  },
  scope: 'write',
  walletKeys: true,
  body: z.strictObject({ memo: memo.optional() }).openapi('WithdrawDispute'),
  answer: { status: 200, schema: holdSchema },
  refusals: ['hold_not_found', 'not_permitted', 'already_captured', 'already_released', 'hold_expired', 'hold_not_open'],
  example: { id: demo.disputed, body: {} },
  reads: ({ id }) => ({ holds: [id] }),
  decide(state, { id, body }, context) {
    const { now, caller } = context
    const hold = findHold(state, id)
    if (isRefusal(hold)) return hold
    const refused = checkActing(caller, hold, hold.terms.disputes?.by ?? ['payer', 'payee']) ?? checkDisputed(hold)
    if (refused) return refused
    const { by, at } = hold.dispute!
    if (caller.wallet !== null && caller.wallet !== by) return refuse('not_permitted', `Only ${by}, who disputed ${id}, can withdraw that.`)

    // From here on it must succeed.
    const expiresAt = Math.min(endOfTime, hold.expiresAt + now - at)
    const told = { action: 'withdraw' as const, at: now, by, memo: body.memo ?? null }
    return enact(step(hold, { status: 'held', dispute: null, expiresAt }, told, 'hold.dispute_withdrawn'), state, context)
  },
})
