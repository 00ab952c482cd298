import { z } from '@hono/zod-openapi'
import { demo } from '../core/demo-ids.ts'
import { memo } from '../core/schemas.ts'
import { endOfTime, parseDuration } from '../core/time.ts'
import { refuse } from '../core/use-case.ts'
import { describeCondition, isMet } from './conditions/index.ts'
import { factsOf } from './engine/facts.ts'
import { actingAmong, checkActing, checkInvolved } from './engine/parties.ts'
import { enact } from './engine/react.ts'
import { step } from './engine/step.ts'
import { checkHeld } from './hold.ts'
import { holdAction } from './hold-action.ts'

export const disputeHold = holdAction({
  operationId: 'disputeHold',
  path: '/v1/holds/{id}/dispute',
  summary: { en: 'Dispute a hold: stop what would happen by itself', ja: '異議を申し立てて自動処理を止める' },
  description: {
    en: 'Where the terms have `disputes`. Nothing happens by itself until a resolver decides, the dispute is withdrawn, or the time the terms give the resolver is over.',
    ja: '条件に disputes がある場合に使えます。裁定者が決めるか、取り下げられるか、裁定の期限が過ぎるまで、自動の処理は止まります。',
  },
  body: z.strictObject({ memo: memo.optional().openapi({ description: 'What is wrong', example: 'The parcel was empty' }) }).openapi('DisputeHold'),
  refusals: ['condition_not_met'],
  example: { id: demo.parcel, body: { memo: 'The parcel was empty' } },
  decide(state, hold, body, context) {
    const { now, caller } = context
    const { disputes } = hold.terms
    const refused = (disputes ? checkActing(caller, hold, disputes.by) : checkInvolved(caller, hold)) ?? checkHeld(hold)
    if (refused) return refused
    if (!disputes) return refuse('condition_not_met', `The terms of ${hold.id} have no disputes.`)
    const facts = factsOf(hold, now, (other) => state.find('hold', other)?.status)
    if (disputes.when && !isMet(disputes.when, facts))
      return refuse('condition_not_met', `By its terms, ${hold.id} can be disputed if ${describeCondition(disputes.when).en}.`)
    const by = actingAmong(caller, hold, disputes.by)!
    // Or a payer could withdraw and dispute again for ever, and nothing would ever happen.
    if (hold.history.some((step) => step.action === 'dispute' && step.by === by))
      return refuse('condition_not_met', `${by} has disputed ${hold.id} before; each party can do so once.`)

    // From here on it must succeed.
    const dispute = { by, at: now, resolveBy: Math.min(endOfTime, now + parseDuration(disputes.within)!) }
    const told = { action: 'dispute' as const, at: now, by, memo: body.memo ?? null }
    return enact(step(hold, { status: 'disputed', dispute }, told, 'hold.disputed'), state, context)
  },
})
