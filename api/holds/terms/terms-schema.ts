import { z } from '@hono/zod-openapi'
import type { DisputeTerms, Limits, Portion, Rule } from '../../core/model.ts'
import { amount, walletId } from '../../core/schemas.ts'
import { conditionSchema } from '../conditions/index.ts'
import { durationText } from '../conditions/moment.ts'
import { role, someRoles } from '../conditions/role.ts'
import { parseShare } from './shares.ts'

/** The terms of a hold as plain JSON: the form in which clients write them, the hold keeps them and the API shows them. */

const name = z
  .string()
  .regex(/^[a-z][A-Za-z0-9-]{0,40}$/, 'must be a name like no-show')
  .openapi({ example: 'no-show' })

export const parties = z
  .record(
    role.refine((one) => one !== 'payer' && one !== 'payee', 'must not be payer or payee: those are of the legs'),
    walletId,
  )
  .refine((all) => Object.keys(all).length <= 20, 'must be at most 20')
  .openapi({ description: 'Wallets of parties beside payer and payee. A `controller` may always release.', example: {} })

const portion = z
  .strictObject({
    to: z.union([role, walletId]).openapi({ description: '`payer` and `payee` of the leg, a party of the terms, or a wallet', example: 'payee' }),
    leg: z.int().min(0).max(9).optional().openapi({ description: 'Place of the leg in `legs`; every leg if absent' }),
    amount: amount.optional(),
    share: z
      .string()
      .max(40)
      .refine((text) => parseShare(text) !== undefined, 'must be a share like 30% or 1/3, more than nothing and at most all')
      .optional()
      .openapi({ description: 'A share of what is settled, as a percentage or a fraction', example: '30%' }),
    rest: z.literal(true).optional().openapi({ description: 'All that the others leave' }),
  })
  .refine((one) => [one.amount, one.share, one.rest].filter((part) => part !== undefined).length === 1, {
    message: 'must have exactly one of amount, share and rest',
  })
  .openapi('Portion') satisfies z.ZodType<Portion>

export const outcomes = z
  .record(
    name.refine((one) => !reservedOutcomes.includes(one), 'must not be pay, refund or split: those are there already'),
    z.array(portion).min(1).max(20),
  )
  .refine((all) => Object.keys(all).length <= 20, 'must be at most 20')
  .openapi({
    description: 'Named divisions of the value. What no portion takes goes back to the payer. `pay` and `refund` are always there.',
    example: { late: [{ to: 'payee', share: '30%' }] },
  })
export const reservedOutcomes: readonly string[] = ['pay', 'refund', 'split']

const signalAmount = z.strictObject({ signal: z.string().min(1).max(40), field: z.string().min(1).max(40) })

const ruleShape = {
  name: name.openapi({ description: 'Told in the history of the hold' }),
  action: z.enum(['capture', 'release', 'cancel']),
  by: z.union([someRoles, z.null()]).openapi({ description: 'Who may call for it; null: it acts by itself as soon as `when` is true' }),
  when: conditionSchema.nullable().openapi({ description: 'null: at any time while the hold is held' }),
  outcome: name.openapi({ description: 'A named outcome, `pay` or `refund`', example: 'pay' }),
  amount: z.union([amount, signalAmount, z.null()]).openapi({ description: 'How much is settled: null all, or what a field of a signal says' }),
  final: z.boolean().openapi({ description: 'false: what is not settled stays open' }),
  partial: z.boolean().openapi({ description: 'Whoever calls for it may settle a part, and leave the rest open' }),
  repeat: z.boolean().openapi({ description: 'Acts once for every signal instead of once' }),
}
export const ruleSchema = z.object(ruleShape).openapi('HoldRule') satisfies z.ZodType<Rule>

export const ruleInput = z
  .strictObject({
    ...ruleShape,
    name: ruleShape.name.optional(),
    by: ruleShape.by.default(null),
    when: ruleShape.when.default(null),
    outcome: ruleShape.outcome.optional().openapi({ description: '`pay` for a capture, `refund` for the others, if absent' }),
    amount: ruleShape.amount.default(null),
    final: ruleShape.final.default(true),
    partial: ruleShape.partial.optional().openapi({ description: 'If absent: only of a payee that captures its own `pay`, and of a plain release' }),
    repeat: ruleShape.repeat.default(false),
  })
  .openapi('HoldRuleInput')

const disputeShape = {
  by: someRoles.openapi({ description: 'Who may dispute', example: ['payer'] }),
  when: conditionSchema.nullable(),
  resolvers: someRoles.openapi({ example: ['controller'] }),
  outcomes: z.array(name).min(1).max(20).openapi({ description: 'What they may choose; `split`: any division between payer and payee' }),
  within: durationText.openapi({ description: '`otherwise` follows by itself if the dispute is not resolved within this time', example: 'P30D' }),
  otherwise: name.openapi({ example: 'refund' }),
}
export const disputeSchema = z.object(disputeShape).openapi('DisputeTerms') satisfies z.ZodType<DisputeTerms>
export const disputeInput = z
  .strictObject({
    ...disputeShape,
    when: disputeShape.when.default(null),
    resolvers: disputeShape.resolvers.default(['controller']),
    outcomes: disputeShape.outcomes.default(['pay', 'refund', 'split']),
    within: disputeShape.within.default('P30D'),
    otherwise: disputeShape.otherwise.default('refund'),
  })
  .openapi('DisputeTermsInput')

export const limits = z
  .strictObject({
    perCapture: amount.optional(),
    perPeriod: z
      .strictObject({ amount, period: durationText })
      .optional()
      .openapi({ description: 'Periods are counted from when the hold was held' }),
    overcapture: amount.optional().openapi({ description: 'How far captures may go beyond the amount held, if the payer has it available' }),
  })
  .openapi('HoldLimits') satisfies z.ZodType<Limits>

export const fallback = z.enum(['releaseAll', 'returnShare']).openapi({
  description:
    'When an outcome that acts by itself meets a wallet that can take nothing (frozen, closed, at its holding limit): give everything back, or only the share of that wallet',
})
