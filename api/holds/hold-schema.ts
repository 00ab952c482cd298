import { z } from '@hono/zod-openapi'
import type { Hold } from '../core/model.ts'
import { amount, anyAmount, assetCode, holdId, memo, time, walletId } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'
import { role } from './conditions/role.ts'
import { disputeSchema, fallback, limits, outcomes, parties, ruleSchema } from './terms/terms-schema.ts'

/** A hold as the API shows it. */

export const holdStatus = z.enum(['proposed', 'held', 'disputed', 'captured', 'released', 'cancelled', 'expired', 'declined'])
const orNull = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()])

const legSchema = z
  .object({
    from: walletId,
    to: walletId,
    asset: assetCode,
    amount: amount.openapi({ description: 'amount = captured + released + remaining, at every instant' }),
    captured: anyAmount,
    released: anyAmount,
    remaining: anyAmount,
    fundedAt: orNull(time).openapi({ description: 'When its value was locked' }),
    fundBy: orNull(time),
    assignments: z
      .array(z.object({ to: walletId, amount, paid: anyAmount }))
      .openapi({ description: 'To whom the payee assigned its receipt: paid first, in this order' }),
  })
  .openapi('Leg')

const evidenceShape = {
  kind: z.enum(['signal', 'approval', 'attestation', 'preimage']),
  name: z.string(),
  by: orNull(z.string()).openapi({ description: 'The wallet or oracle that gave it' }),
  data: z.unknown(),
}
const evidenceSchema = z.object(evidenceShape).openapi('Evidence')
const keptEvidenceSchema = z
  .object({
    ...evidenceShape,
    at: time,
    fits: z.boolean().openapi({ description: 'Is it as a condition wants it? If not, it is kept, but meets nothing' }),
  })
  .openapi('KeptEvidence')

export const paymentSchema = z.object({ from: walletId, to: walletId, asset: assetCode, amount }).openapi('Payment')

export const returnedSchema = z.object({ to: walletId, asset: assetCode, amount }).openapi('Returned')

const actions = [
  ...(['propose', 'hold', 'accept', 'decline', 'capture', 'release', 'cancel', 'adjust', 'extend', 'expire'] as const),
  ...(['signal', 'dispute', 'withdraw', 'resolve', 'assign'] as const),
] as const
const stepSchema = z
  .object({
    action: z.enum(actions),
    at: time,
    by: orNull(walletId).openapi({ description: 'The wallet acted as; null for the sandbox key and for what happens by itself' }),
    automatic: z.boolean().openapi({ description: 'It happened by itself: by time, or by what somebody handed in' }),
    amount: orNull(anyAmount),
    rule: orNull(z.string()).openapi({ description: 'The rule it followed' }),
    outcome: orNull(z.string()).openapi({ description: 'The outcome that followed' }),
    evidence: z.array(evidenceSchema).openapi({ description: 'What met the condition of the rule; or, with its data, what was handed in' }),
    locked: z.array(z.object({ from: walletId, asset: assetCode, amount }).openapi('Locked')).openapi({ description: 'What was newly locked' }),
    payments: z.array(paymentSchema).openapi({ description: 'Who was paid' }),
    returned: z.array(returnedSchema).openapi({ description: 'What went back to whom' }),
    memo: orNull(memo),
  })
  .openapi('HoldStep')

export const holdSchema = z
  .object({
    id: holdId,
    status: holdStatus,
    legs: z.array(legSchema),
    amount: orNull(amount).openapi({ description: 'Of all legs together; null if they are of several assets. So for the next three' }),
    captured: orNull(anyAmount),
    released: orNull(anyAmount),
    remaining: orNull(anyAmount),
    acceptances: z
      .array(z.object({ party: role, wallet: walletId, acceptedAt: orNull(time) }))
      .openapi({ description: 'Who must accept before value is locked, and who has' }),
    expiresAt: time,
    heldAt: orNull(time),
    parties,
    outcomes: outcomes.openapi({ description: 'Beside `pay` and `refund`' }),
    rules: z.array(ruleSchema).openapi({ description: 'Which outcome follows, by whom and when: the first that fits' }),
    disputes: orNull(disputeSchema),
    limits: orNull(limits),
    fallback,
    template: orNull(z.object({ name: z.string(), version: z.int() })),
    dispute: orNull(z.object({ by: orNull(walletId), at: time, resolveBy: time })),
    evidence: z.array(keptEvidenceSchema).openapi({ description: 'Of each kind, name and giver the newest' }),
    memo: orNull(memo),
    history: z.array(stepSchema),
    createdAt: time,
  })
  .openapi('Hold')

export type HoldView = z.output<typeof holdSchema>

export function presentHold(hold: Hold): HoldView {
  const { dispute, terms } = hold
  return {
    id: hold.id,
    status: hold.status,
    legs: hold.legs.map((leg) => ({ ...leg, assignments: [...leg.assignments], fundedAt: timeOrNull(leg.fundedAt), fundBy: timeOrNull(leg.fundBy) })),
    ...totalsOf(hold),
    acceptances: hold.acceptances.map(({ party, wallet, acceptedAt }) => ({ party, wallet, acceptedAt: timeOrNull(acceptedAt) })),
    expiresAt: formatTime(hold.expiresAt),
    heldAt: timeOrNull(hold.heldAt),
    ...(terms as Pick<HoldView, 'parties' | 'outcomes' | 'rules' | 'disputes' | 'limits' | 'fallback' | 'template'>),
    dispute: dispute && { by: dispute.by, at: formatTime(dispute.at), resolveBy: formatTime(dispute.resolveBy) },
    evidence: hold.evidence.map(({ kind, name, by, data, at, fits }) => ({ kind, name, by, data, at: formatTime(at), fits })),
    memo: hold.memo,
    history: hold.history.map((step) => ({
      ...step,
      evidence: [...step.evidence],
      locked: [...step.locked],
      payments: [...step.payments],
      returned: [...step.returned],
      at: formatTime(step.at),
    })),
    createdAt: formatTime(hold.createdAt),
  }
}

/** Amounts of different assets have no sum. */
function totalsOf({ legs }: Hold): Pick<HoldView, 'amount' | 'captured' | 'released' | 'remaining'> {
  if (legs.some(({ asset }) => asset !== legs[0]!.asset)) return { amount: null, captured: null, released: null, remaining: null }
  const sum = (field: 'amount' | 'captured' | 'released' | 'remaining') => legs.reduce((total, leg) => total + leg[field], 0)
  return { amount: sum('amount'), captured: sum('captured'), released: sum('released'), remaining: sum('remaining') }
}

function timeOrNull(ms: number | null): string | null {
  return ms === null ? null : formatTime(ms)
}
