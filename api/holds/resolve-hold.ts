import { z } from '@hono/zod-openapi'
import { formatAmount } from '../core/amounts.ts'
import { demo } from '../core/demo-ids.ts'
import type { Hold } from '../core/model.ts'
import type { Refusal } from '../core/refusals.ts'
import { anyAmount, memo } from '../core/schemas.ts'
import type { State } from '../core/state.ts'
import { refuse } from '../core/use-case.ts'
import { blockedBy } from './engine/blocked.ts'
import { paidOf } from './engine/by-itself.ts'
import { checkActing, checkInvolved } from './engine/parties.ts'
import { enact } from './engine/react.ts'
import { settle, split } from './engine/settle.ts'
import { step } from './engine/step.ts'
import { checkDisputed } from './hold.ts'
import { holdAction } from './hold-action.ts'

const body = z
  .strictObject({
    outcome: z.string().min(1).max(50).optional().openapi({ description: 'One of `disputes.outcomes`', example: 'refund' }),
    split: z
      .array(anyAmount)
      .min(1)
      .max(10)
      .optional()
      .openapi({ description: 'Instead: of each leg, how much goes to its payee; the rest goes back to the payer', example: [3000] }),
    memo: memo.optional(),
  })
  .refine(({ outcome, split }) => (outcome === undefined) !== (split === undefined), {
    path: ['outcome'],
    message: 'must be given, or else `split`, and not both',
  })
  .openapi('ResolveHold')

export const resolveHold = holdAction({
  operationId: 'resolveHold',
  path: '/v1/holds/{id}/resolve',
  summary: { en: 'Resolve a dispute', ja: '異議を裁定する' },
  description: {
    en: 'By a resolver of the terms, with one of the outcomes they allow, or with a split where they allow that. A resolver can pay nobody, itself included, whom the terms do not pay.',
    ja: '条件に定めた裁定者が、許された配分のいずれか、または（許されていれば）分割で決めます。条件にない相手（裁定者自身を含む）に支払うことはできません。',
  },
  body,
  refusals: ['condition_not_met', 'exceeds_hold', 'invalid_request', 'wallet_frozen', 'wallet_closed', 'holding_limit_exceeded'],
  example: { id: demo.disputed, body: { split: [3000] } },
  decide(state, hold, body, context) {
    const { now, caller } = context
    const { disputes } = hold.terms
    const refused =
      (disputes ? checkActing(caller, hold, disputes.resolvers) : checkInvolved(caller, hold)) ??
      checkDisputed(hold) ??
      checkChoice(state, hold, body)
    if (refused) return refused
    const settlement = body.split ? split(hold, body.split) : settle(hold, { outcome: body.outcome! })
    const stopped = blockedBy(state, hold, settlement)?.refusal
    if (stopped) return stopped

    // From here on it must succeed.
    const told = { action: 'resolve' as const, at: now, by: caller.wallet, outcome: body.outcome ?? 'split', memo: body.memo ?? null }
    const status = paidOf(settlement) ? ('captured' as const) : ('released' as const)
    const update = { legs: settlement.legs, status, dispute: null }
    return enact(step(hold, update, { ...told, payments: settlement.payments }, 'hold.resolved'), state, context)
  },
})

function checkChoice(
  state: State,
  { id, legs, terms }: Hold,
  { outcome = 'split', split }: z.output<typeof body>,
): Refusal<'condition_not_met' | 'exceeds_hold' | 'invalid_request'> | undefined {
  const allowed = terms.disputes!.outcomes
  if (!allowed.includes(outcome)) return refuse('condition_not_met', `The terms of ${id} let a resolver choose ${allowed.join(', ')}.`)
  if (outcome === 'split' && !split)
    return refuse('invalid_request', 'To split, give `split` instead: how much of each leg its payee gets.', 'outcome')
  if (!split) return undefined
  if (split.length !== legs.length) return refuse('invalid_request', `Hold ${id} has ${legs.length} legs: give as many amounts.`, 'split')
  const over = split.findIndex((amount, place) => amount > legs[place]!.remaining)
  return over === -1
    ? undefined
    : refuse(
        'exceeds_hold',
        `Leg ${over} of ${id} has ${formatAmount(legs[over]!.remaining, state.find('asset', legs[over]!.asset)!)} left.`,
        `split.${over}`,
      )
}
