import { partyReads } from '../core/checks.ts'
import { demo } from '../core/demo-ids.ts'
import { isFault, parseInput } from '../core/fault.ts'
import type { Hold, Terms } from '../core/model.ts'
import { readsOf } from '../core/named.ts'
import type { Refusal } from '../core/refusals.ts'
import type { Reads, State } from '../core/state.ts'
import { command, isRefusal, refuse } from '../core/use-case.ts'
import { draftHold, draftRefusals } from './engine/draft.ts'
import { acceptancesFor, checkLocks, fund } from './engine/funding.ts'
import { linkTo } from './engine/links.ts'
import { enact } from './engine/react.ts'
import { step } from './engine/step.ts'
import { holdSchema } from './hold-schema.ts'
import { bodyFromTemplate } from './templates/fill.ts'
import { shippedTemplate } from './templates/index.ts'
import { createHoldBody, createHoldRequest, type HoldBody, type HoldRequest, isShort } from './terms/create-body.ts'

export const createHold = command({
  operationId: 'createHold',
  method: 'post',
  path: '/v1/holds',
  tag: 'Holds',
  summary: { en: 'Hold value for a payee', ja: '仮押さえを作成する' },
  description: {
    en: 'Locks the value at once, or proposes it first when acceptances are named: then it is locked when they are in. Nobody is bound by another: a payer who does not ask itself must accept. Say `from`, `to`, `asset` and `amount`, or `legs` for several; add `outcomes` and `rules` for anything beyond capture, release and cancel; or name a `template` and its parameters.',
    ja: '価値をすぐに留保します。acceptances を指定すると、全員が承諾した時点で留保します。自ら申し込んでいない支払人の承諾は必ず必要です。from・to・asset・amount か、複数なら legs を指定します。outcomes と rules で任意の条件を、または template とそのパラメータを指定できます。',
  },
  scope: 'write',
  walletKeys: true,
  body: createHoldRequest,
  answer: { status: 201, schema: holdSchema },
  refusals: ['hold_template_not_found', 'invalid_request', ...draftRefusals, 'insufficient_funds', 'hold_not_found', 'signing_refused'],
  example: { body: { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 8000, memo: 'Table for four' } },
  reads: ({ body }) => readsOfBody(body),
  decide(state, { body: request }, context) {
    const { now, caller, newId } = context
    const wanted = bodyOf(state, request)
    if (isRefusal(wanted)) return wanted
    const draft = draftHold(state, wanted.body, wanted.template, context)
    if (isRefusal(draft)) return wanted.template ? { ...draft, field: 'parameters' } : draft
    const acceptances = acceptancesFor(draft, wanted.body.acceptances ?? [], { caller, now })
    const funded = fund({ ...draft, acceptances }, now)
    const unfunded = checkLocks(state, draft.legs, funded.legs, caller)
    if (unfunded) return unfunded
    const id = newId('hld')
    const links = linkTo(state, draft.watches, id, caller)
    if (isRefusal(links)) return links

    // From here on it must succeed.
    const empty: Hold = {
      ...funded,
      legs: draft.legs,
      id,
      dueAt: null,
      dispute: null,
      evidence: [],
      watchers: [],
      history: [],
      records: [],
      createdAt: now,
    }
    const proposed = funded.status === 'proposed'
    const told = {
      action: proposed ? ('propose' as const) : ('hold' as const),
      at: now,
      by: caller.wallet,
      amount: empty.legs.length === 1 ? empty.legs[0]!.amount : null,
    }
    const made = step(empty, { legs: funded.legs }, told, proposed ? 'hold.proposed' : 'hold.held')
    return enact({ ...made, writes: [...made.writes!, ...links] }, state, context)
  },
})

function readsOfBody(request: HoldRequest): Reads {
  const { template, version, parameters, ...body } = request
  if (template !== undefined && !shippedTemplate(template)) {
    const key = version === undefined ? template : `${template}@${version}`
    return { holdTemplates: [{ key, parameters }] }
  }
  const { from = '', to = '', asset = '' } = body
  if (template === undefined && isShort(body)) return partyReads({ from, to, asset })
  return readsOf(template === undefined ? body : undefined, parameters)
}

type Wanted = { readonly body: HoldBody; readonly template: Terms['template'] }

/** The body in full: as it was sent, or as its template makes it. */
function bodyOf(state: State, request: HoldRequest): Wanted | Refusal<'hold_template_not_found' | 'invalid_request' | 'terms_invalid'> {
  const { template: name, version, parameters = {}, acceptances, memo } = request
  if (name === undefined) return { body: request, template: null }
  const shipped = shippedTemplate(name)
  const template = shipped ?? state.find('holdTemplate', version === undefined ? name : `${name}@${version}`)
  if (!template || (shipped && version !== undefined && version !== shipped.version))
    return refuse(
      'hold_template_not_found',
      `There is no template ${name}${version === undefined ? '' : ` in version ${version}`}; GET /v1/hold-templates lists them.`,
      'template',
    )
  const filled = bodyFromTemplate(template, parameters)
  if (isFault(filled)) {
    const field = filled.field === undefined ? 'parameters' : `parameters.${filled.field}`
    return refuse('invalid_request', `${field}: ${filled.fault}.`, field)
  }
  const parsed = parseInput(createHoldBody, filled.body)
  if (isFault(parsed)) return refuse('terms_invalid', `With these parameters, ${parsed.field} of the terms ${parsed.fault}.`, 'parameters')
  const { value: body } = parsed
  return {
    body: { ...body, acceptances: acceptances ?? body.acceptances, memo: memo ?? body.memo },
    template: { name: template.name, version: template.version },
  }
}
