import { demo } from '../core/demo-ids.ts'
import type { Evidence, Hold } from '../core/model.ts'
import type { Refusal } from '../core/refusals.ts'
import { sameJson } from '../core/same-json.ts'
import type { State } from '../core/state.ts'
import { accept, type Context, isRefusal, refuse } from '../core/use-case.ts'
import { conditionTypes, everyCondition } from './conditions/index.ts'
import { pickedUnion } from './conditions/picked-union.ts'
import { asksFor } from './engine/by-itself.ts'
import { withEvidence } from './engine/evidence.ts'
import { checkSignalAmount } from './engine/limits.ts'
import { actingAmong, checkActing, checkInvolved } from './engine/parties.ts'
import { enactEvidence } from './engine/react.ts'
import { step } from './engine/step.ts'
import { checkHeld, checkSteps } from './hold.ts'
import { holdAction } from './hold-action.ts'
import { presentHold } from './hold-schema.ts'
import { conditionsOf } from './terms/conditions-of.ts'

type Piece = Readonly<Record<string, unknown>>
const kinds = [...conditionTypes.values()].flatMap(({ evidence }) => evidence ?? [])
const fields = [...new Set(kinds.map(({ field }) => field))]

/** One schema per kind of evidence, told apart by the field that only it has. */
const schemas = new Map(kinds.map((kind) => [kind.field, kind.schema]))
const body = pickedUnion<Piece>([...schemas.values()], (value) => {
  const given = typeof value === 'object' && value !== null ? fields.filter((field) => field in value) : []
  return given.length === 1 ? schemas.get(given[0]!)! : { message: `must have exactly one of ${fields.join(', ')}`, path: [given[1] ?? fields[0]!] }
}).openapi('HoldSignal')

export const sendSignal = holdAction({
  operationId: 'sendSignal',
  path: '/v1/holds/{id}/signals',
  summary: { en: 'Hand in what a condition waits for', ja: '条件が待つ事実を届ける' },
  description: {
    en: 'A signal with data, an approval, an attestation signed by an oracle, or a preimage. What becomes true by it happens in the same commit, and the answer shows it. Only what a condition of the hold asks for is taken, and only from those it names.',
    ja: 'データ付きのシグナル、承認、オラクルが署名した証明、または原像を届けます。それによって満たされた条件の結果は同じ処理の中で実行され、応答に現れます。条件が求めるものを、条件に定めた者からだけ受け取ります。',
  },
  body,
  refusals: [
    'evidence_not_expected',
    'evidence_invalid',
    'exceeds_hold',
    'limit_exceeded',
    'wallet_frozen',
    'wallet_closed',
    'holding_limit_exceeded',
    'too_many_steps',
  ],
  example: { id: demo.parcel, body: { signal: 'delivered' } },
  decide(state, hold, body, context) {
    const { now, caller } = context
    const refused = checkInvolved(caller, hold) ?? checkOpen(hold)
    if (refused) return refused
    const piece = judge(state, hold, body, context)
    if (isRefusal(piece)) return piece
    const wrong =
      (isRepeated(hold, piece) ? checkHeld(hold) : undefined) ??
      (piece.kind === 'signal' ? checkSignalAmount(state, hold, piece.name, piece.data) : undefined)
    if (wrong) return wrong
    const by = piece.by?.startsWith('wal_') ? piece.by : caller.wallet
    const before = hold.evidence.find(({ kind, name, by }) => kind === piece.kind && name === piece.name && by === piece.by)
    // Said again, it says nothing new. What is said for the first time nobody's steps can keep out.
    if (before && !isRepeated(hold, piece) && sameJson(before.data, piece.data)) return accept([], presentHold(hold))
    const tooMany = before ? checkSteps(hold, by) : undefined
    if (tooMany) return tooMany
    const evidence = withEvidence(hold, piece, now)
    const told = { action: 'signal' as const, at: now, by, evidence: [piece] }
    const given = typeof body['memo'] === 'string' ? body['memo'] : null
    return enactEvidence(step(hold, { evidence }, { ...told, memo: given }, 'hold.signalled'), state, context, evidence.at(-1)!)
  },
})

/** While it is proposed or disputed too, facts may come to be known. They act when the hold is held again. */
function checkOpen(hold: Hold) {
  return hold.status === 'proposed' || hold.status === 'disputed' ? undefined : checkHeld(hold)
}

/** What sets something off each time it comes must not come in vain. */
function isRepeated({ terms }: Hold, piece: Pick<Evidence, 'kind' | 'name'>): boolean {
  return terms.rules.some((rule) => rule.repeat && asksFor(rule, piece))
}

type Judged = Pick<Evidence, 'kind' | 'name' | 'by' | 'data'>

/** Asks every condition of the hold whether this is what it waits for. The best answer counts. */
function judge(
  state: State,
  hold: Hold,
  piece: Piece,
  { now, caller }: Context,
): Judged | Refusal<'not_permitted' | 'evidence_not_expected' | 'evidence_invalid'> {
  const giver = { now, hold, among: (roles: readonly string[]) => actingAmong(caller, hold, roles), oracle: (id: string) => state.find('oracle', id) }
  const asked = conditionsOf(hold.terms).flatMap(({ condition }) => everyCondition(condition))
  let fault: string | undefined
  /** Those who could have sent it. */
  const takenFrom: string[] = []
  for (const { type, value } of asked) {
    if (!type.evidence || !(type.evidence.field in piece)) continue
    const answer = type.evidence.judge(piece, value, giver)
    if (answer === 'forbidden') takenFrom.push(...(type.names?.(value).roles ?? []))
    else if (answer !== 'unasked' && 'kind' in answer) return answer
    else if (answer !== 'unasked') fault = answer.fault
  }
  const field = fields.find((one) => one in piece)
  if (fault !== undefined) return refuse('evidence_invalid', `${fault}.`, field)
  if (takenFrom.length > 0) return checkActing(caller, hold, [...new Set(takenFrom)])!
  return refuse('evidence_not_expected', `No condition of ${hold.id} waits for this ${field}.`, field)
}
