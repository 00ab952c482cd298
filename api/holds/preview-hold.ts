import { z } from '@hono/zod-openapi'
import { demo } from '../core/demo-ids.ts'
import { isFault, parseInput } from '../core/fault.ts'
import type { Hold } from '../core/model.ts'
import type { Refusal } from '../core/refusals.ts'
import { holdId, time, timeInput, walletId } from '../core/schemas.ts'
import { State } from '../core/state.ts'
import { formatTime } from '../core/time.ts'
import { type AnyCommand, actsFor, type Context, isRefusal, refuse, view } from '../core/use-case.ts'
import { runOperation } from '../operations.ts'
import { acceptHold } from './accept-hold.ts'
import { cancelHold } from './cancel-hold.ts'
import { captureHold } from './capture-hold.ts'
import { declineHold } from './decline-hold.ts'
import { disputeHold } from './dispute-hold.ts'
import { linkedWith } from './engine/links.ts'
import { checkInvolved } from './engine/parties.ts'
import { letTimeAct } from './engine/time.ts'
import { holdSchema, holdStatus, paymentSchema, presentHold, returnedSchema } from './hold-schema.ts'
import { releaseHold } from './release-hold.ts'
import { resolveHold } from './resolve-hold.ts'
import { sendSignal } from './send-signal.ts'
import { withdrawDispute } from './withdraw-dispute.ts'

const actions: Readonly<Record<string, AnyCommand>> = {
  accept: acceptHold,
  decline: declineHold,
  capture: captureHold,
  release: releaseHold,
  cancel: cancelHold,
  dispute: disputeHold,
  withdraw: withdrawDispute,
  resolve: resolveHold,
  signal: sendSignal,
}

const query = z.strictObject({
  action: z.enum(['none', 'accept', 'decline', 'capture', 'release', 'cancel', 'dispute', 'withdraw', 'resolve', 'signal']).default('none').openapi({
    description: '`none`: only time passes',
  }),
  at: timeInput.optional().openapi({ description: 'When; now if absent', example: '2027-12-24T19:00:00Z' }),
  by: walletId.optional().openapi({ description: 'Who; whoever the action belongs to if absent' }),
  body: z.string().max(8_000).optional().openapi({ description: 'The body of the action, as JSON', example: '{"amount":3000}' }),
})

const effectSchema = z.object({
  id: holdId,
  status: holdStatus,
  payments: z.array(paymentSchema).openapi({ description: 'Who would be paid, from now on' }),
  returned: z.array(returnedSchema).openapi({ description: 'What would go back to whom, from now on' }),
})

const previewSchema = z
  .object({
    at: time,
    action: z.string(),
    refusal: z
      .union([z.object({ code: z.string(), detail: z.string() }), z.null()])
      .openapi({ description: 'Why the action would be refused at that time; the rest then tells of time alone' }),
    hold: holdSchema,
    effects: z.array(effectSchema).openapi({ description: 'Of this hold, and of those linked with it by a condition that the caller has a part in' }),
  })
  .openapi('HoldPreview')

export const previewHold = view({
  operationId: 'previewHold',
  method: 'get',
  path: '/v1/holds/{id}/preview',
  tag: 'Holds',
  summary: { en: 'Who would get what if this happened then', ja: 'その時それが起きたら誰がいくら受け取るか' },
  description: {
    en: 'Lets time act until `at` and then tries the action, with the code that does it in earnest, on a copy that is thrown away. Nothing changes.',
    ja: 'at まで時間を進めてから、本番と同じ処理を、捨てられる写しの上で試します。何も変わりません。',
  },
  scope: 'read',
  walletKeys: true,
  query,
  answer: { status: 200, schema: previewSchema },
  refusals: ['hold_not_found', 'not_permitted', 'expiry_in_past', 'invalid_request'],
  example: { id: demo.seat, query: { action: 'cancel' } },
  async read(reader, { id, query }, { now, caller }) {
    const { at = now, by = caller.wallet, action } = query
    if (at < now) return refuse('expiry_in_past', `It is ${formatTime(now)} in this sandbox; only what is to come can be previewed.`, 'at')
    if (by !== null && !actsFor(caller, by)) return refuse('not_permitted', `This request acts as ${caller.wallet}.`, 'by')
    const body = bodyOf(action, query.body)
    if (isRefusal(body)) return body
    const source = await reader.load({ holds: [id], dueUntil: () => at })
    const before = source.find('hold', id)
    if (!before) return refuse('hold_not_found', `There is no hold ${id} in this sandbox.`)
    const forbidden = checkInvolved(caller, before)
    if (forbidden) return forbidden

    const then = new State(source)
    letTimeAct(then, at)
    const refusal = tryAction(then, { action, id, body: body.value }, { ...unworldly, now: at, real: at, caller: { ...caller, wallet: by } })
    const after = then.find('hold', id)!
    const linked = [...linkedWith(source, [id])].filter((one) => one !== id && then.written.hold.has(one)).map((one) => then.find('hold', one)!)
    const shown = [after, ...linked.filter((one) => !checkInvolved(caller, one))]
    const effects = shown.map((one) => effectOf(source.find('hold', one.id)!, one))
    return { at: formatTime(at), action, refusal, hold: presentHold(after), effects }
  },
})

/** The body of the action as its own schema gives it. */
function bodyOf(action: string, text = '{}'): { value: unknown } | Refusal<'invalid_request'> {
  const schema = actions[action]?.body
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return refuse('invalid_request', 'body: must be JSON.', 'body')
  }
  if (!schema) return { value: {} }
  const parsed = parseInput(schema, json)
  return isFault(parsed) ? refuse('invalid_request', `body${parsed.field === undefined ? '' : `.${parsed.field}`}: ${parsed.fault}.`, 'body') : parsed
}

function tryAction(then: State, { action, id, body }: { action: string; id: string; body: unknown }, context: Context) {
  const command = actions[action]
  if (!command) return null
  const decision = runOperation(then, { command, id, body }, context)
  return isRefusal(decision) ? { code: decision.code, detail: decision.detail } : null
}

/** What would have been paid and given back between two looks at a hold. */
function effectOf(before: Hold, after: Hold): z.output<typeof effectSchema> {
  const steps = after.history.slice(before.history.length)
  return {
    id: after.id,
    status: after.status,
    payments: steps.flatMap(({ payments }) => payments),
    returned: steps.flatMap(({ returned }) => returned),
  }
}

/** An action on a hold makes nothing new, so it needs nothing of the world but who and when. */
const unworldly: Omit<Context, 'now' | 'real' | 'caller'> = {
  sandbox: '',
  requestId: '',
  order: '',
  denied: new Map(),
  language: 'en',
  newId: missing,
  deriveId: missing,
  fingerprint: missing,
  credential: missing,
  webhookSecret: missing,
  newKeys: [],
}

function missing(): never {
  throw new Error('an action on a hold makes nothing new')
}
