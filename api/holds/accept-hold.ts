import { checkActive, checkAvailable, checkHoldingLimit } from '../core/checks.ts'
import { demo } from '../core/demo-ids.ts'
import { lockMoves } from '../core/moves.ts'
import { noBody } from '../core/schemas.ts'
import { accept, command, isRefusal, refuse } from '../core/use-case.ts'
import { acceptancesBy, checkProposed, findHold, holdSchema, partiesOf, presentHold, updateHold } from './hold.ts'

export const acceptHold = command({
  operationId: 'acceptHold',
  method: 'post',
  path: '/v1/holds/{id}/accept',
  tag: 'Holds',
  summary: { en: 'Accept a proposed hold', ja: '提案された仮押さえを承諾する' },
  description: { en: 'When the last acceptance is in, the value is locked.', ja: '全員が承諾すると、その時点で価値が留保されます。' },
  scope: 'write',
  walletKeys: true,
  body: noBody,
  answer: { status: 200, schema: holdSchema },
  refusals: [
    'hold_not_found',
    'not_permitted',
    'already_captured',
    'already_released',
    'hold_expired',
    'hold_not_open',
    'wallet_frozen',
    'wallet_closed',
    'insufficient_funds',
    'holding_limit_exceeded',
  ],
  example: { id: demo.request, body: {} },
  reads: ({ id }) => ({ holds: [id] }),
  decide(state, { id }, { now, caller }) {
    const hold = findHold(state, id)
    if (isRefusal(hold)) return hold
    const { leg, payer, payee, asset } = partiesOf(state, hold)
    const asked = acceptancesBy(caller, hold)
    if (asked.length === 0 && caller.wallet !== null)
      return refuse('not_permitted', `This request acts as ${caller.wallet}, whose acceptance ${id} does not need.`)
    const refused = checkProposed(hold) ?? checkActive(payer, payee)
    if (refused) return refused
    const pending = asked.find(({ acceptedAt }) => acceptedAt === null)?.party
    if (!pending) return accept([], presentHold(hold))
    const acceptances = hold.acceptances.map((acceptance) => (acceptance.party === pending ? { ...acceptance, acceptedAt: now } : acceptance))
    const complete = acceptances.every(({ acceptedAt }) => acceptedAt !== null)
    const unfunded = complete
      ? (checkAvailable(state, leg.from, asset, leg.amount, caller) ?? checkHoldingLimit(state, leg.to, asset, leg.amount))
      : undefined
    if (unfunded) return unfunded

    // From here on it must succeed.
    const step = { action: 'accept' as const, at: now, by: pending === 'payer' ? leg.from : leg.to, amount: leg.amount }
    const { data, writes } = updateHold(hold, { status: complete ? 'held' : 'proposed', acceptances }, step)
    return accept([{ type: complete ? 'hold.held' : 'hold.accepted', data, writes, moves: complete ? lockMoves(leg, leg.amount) : [] }], data)
  },
})
