import { z } from '@hono/zod-openapi'
import { fewEnough } from '../../core/named.ts'
import { amount, assetCode, memo, timeInput, walletId } from '../../core/schemas.ts'
import { role } from '../conditions/role.ts'
import { disputeInput, fallback, limits, outcomes, parties, ruleInput } from './terms-schema.ts'

const legInput = z
  .strictObject({
    from: walletId.openapi({ description: 'The payer of this leg' }),
    to: walletId.openapi({ description: 'The payee of this leg: to whom its value is promised' }),
    asset: assetCode,
    amount,
    fundBy: timeInput.optional().openapi({ description: 'Not funded before this instant, the hold expires', example: '2027-12-24T12:00:00Z' }),
  })
  .openapi('HoldLegInput')

const holdShape = {
  from: walletId.optional().openapi({ description: 'The payer' }),
  to: walletId.optional().openapi({ description: 'The payee' }),
  asset: assetCode.optional(),
  amount: amount.optional(),
  legs: z.array(legInput).min(1).max(10).optional().openapi({ description: 'Instead of from, to, asset and amount: all settle together or none' }),
  expiresAt: timeInput.optional().openapi({
    description: 'When the hold ends by itself and the value is free again; 7 days from now if absent',
    example: '2027-12-24T19:00:00Z',
  }),
  cancelUntil: timeInput
    .optional()
    .openapi({ description: 'The payer may cancel before this instant; absent: not at all', example: '2027-12-22T19:00:00Z' }),
  acceptances: z
    .array(role)
    .max(10)
    .refine((list) => new Set(list).size === list.length, 'must not name a party twice')
    .optional()
    .openapi({ description: 'Parties who must accept before value is locked', example: ['payee'] }),
  parties: parties.optional(),
  outcomes: outcomes.optional(),
  rules: z.array(ruleInput).min(1).max(50).optional().openapi({
    description: 'If absent: the payee captures, and the payer cancels before `cancelUntil`. The payee and a controller may always release.',
  }),
  disputes: disputeInput.optional(),
  limits: limits.optional(),
  fallback: fallback.optional().openapi({ description: '`returnShare` if absent; of several legs always `releaseAll`' }),
  memo: memo.optional(),
}

const templateShape = {
  template: z
    .string()
    .regex(/^[a-z][A-Za-z0-9-]{0,39}$/, 'must be the name of a template; its version goes into `version`')
    .optional()
    .openapi({ description: 'Name of a template that makes the terms; see GET /v1/hold-templates', example: 'reservation' }),
  version: z.int().min(1).max(100).optional().openapi({ description: 'The newest if absent' }),
  parameters: z
    .record(z.string().max(50), z.unknown())
    .refine(fewEnough, 'must be at most 8,000 characters of JSON and name at most 20 assets')
    .optional()
    .openapi({ description: 'Of the template' }),
}

const bare = z.strictObject(holdShape)
/** A hold in full, in one of its two forms: what a template must come to. */
export const createHoldBody = bare.superRefine(checkForm).openapi('HoldBody')
export type HoldBody = z.output<typeof bare>

const full = z.strictObject({ ...holdShape, ...templateShape })
export type HoldRequest = z.output<typeof full>
/** What clients send: a hold in full, or a template and its parameters. */
export const createHoldRequest = full
  .superRefine((body, context) => {
    if (body.template === undefined) checkForm(body, context)
    for (const [field, value] of Object.entries(body)) {
      const ofTemplate = field in templateShape
      if (value === undefined || withEither.includes(field) || field === 'template') continue
      if (ofTemplate && body.template === undefined) context.addIssue(fault(field, 'must be given together with template'))
      if (!ofTemplate && body.template !== undefined)
        context.addIssue(fault(field, 'must not be given together with template: its parameters say it'))
    }
  })
  .openapi('CreateHold')
const withEither: readonly string[] = ['acceptances', 'memo']

const short = ['from', 'to', 'asset', 'amount'] as const

function checkForm(body: HoldBody, context: z.RefinementCtx): void {
  for (const field of short) {
    if (body.legs !== undefined && body[field] !== undefined) context.addIssue(fault(field, 'must not be given together with legs'))
    if (body.legs === undefined && body[field] === undefined) context.addIssue(fault(field, 'is required, or else legs'))
  }
  if (body.rules && body.cancelUntil !== undefined)
    context.addIssue(fault('cancelUntil', 'must not be given together with rules: write a rule with the action cancel'))
}

function fault(field: string, message: string) {
  return { code: 'custom' as const, path: [field], message }
}

/** Nothing but payer, payee, asset and amount, and times: what such terms come to cannot be wrong. */
export function isShort({ legs, rules, outcomes, disputes, limits, parties }: HoldBody): boolean {
  return !legs && !rules && !outcomes && !disputes && !limits && !parties
}

/** The legs, whichever way they were written. */
export function legsOf(body: HoldBody): z.output<typeof legInput>[] {
  const { from, to, asset, amount } = body
  return body.legs ?? [{ from: from!, to: to!, asset: asset!, amount: amount! }]
}
