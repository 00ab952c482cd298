import { demo } from '../core/demo-ids.ts'
import type { Acceptance } from '../core/model.ts'
import { noBody } from '../core/schemas.ts'
import { accept, refuse } from '../core/use-case.ts'
import { checkLocks, fund } from './engine/funding.ts'
import { walletsOf } from './engine/parties.ts'
import { enact } from './engine/react.ts'
import { step } from './engine/step.ts'
import { acceptancesBy, checkLegsActive, checkProposed } from './hold.ts'
import { holdAction } from './hold-action.ts'
import { presentHold } from './hold-schema.ts'

export const acceptHold = holdAction({
  operationId: 'acceptHold',
  path: '/v1/holds/{id}/accept',
  summary: { en: 'Accept a proposed hold', ja: '提案された仮押さえを承諾する' },
  description: {
    en: 'A payer who accepts funds its legs: their value is locked, once nobody else is still to be asked. When all have accepted, the hold is held.',
    ja: '支払人が承諾すると、他に承諾待ちの当事者がいなければ、そのレッグの価値が留保されます。全員が承諾すると仮押さえが成立します。',
  },
  body: noBody,
  refusals: ['wallet_frozen', 'wallet_closed', 'insufficient_funds', 'holding_limit_exceeded', 'rule_violated', 'signing_refused'],
  example: { id: demo.request, body: {} },
  decide(state, hold, _body, context) {
    const { now, caller } = context
    const asked = acceptancesBy(caller, hold)
    const pending = (list: readonly Acceptance[]) => list.find(({ acceptedAt }) => acceptedAt === null)
    const another = caller.wallet === null ? pending(hold.acceptances) !== undefined && pending(asked) === undefined : asked.length === 0
    if (another)
      return refuse(
        'not_permitted',
        `This request acts as ${caller.wallet ?? 'no wallet of these'}; ${hold.id} needs the acceptance of ${hold.acceptances.map(({ party, wallet }) => `${party} ${wallet}`).join(' and ') || 'nobody'}.`,
      )
    const refused = checkProposed(hold) ?? checkLegsActive(state, hold)
    if (refused) return refused
    const wallet = pending(asked)?.wallet
    if (wallet === undefined) return accept([], presentHold(hold))
    const acceptances = hold.acceptances.map((one) => (one.wallet === wallet ? { ...one, acceptedAt: one.acceptedAt ?? now } : one))
    const funded = fund({ ...hold, acceptances }, now)
    const unfunded = checkLocks(state, hold.legs, funded.legs, caller)
    if (unfunded) return unfunded

    // From here on it must succeed.
    const { legs, status, heldAt } = funded
    const told = { action: 'accept' as const, at: now, by: wallet, amount: legs.length === 1 ? legs[0]!.amount : null }
    const made = step(hold, { acceptances, legs, status, heldAt }, told, status === 'held' ? 'hold.held' : 'hold.accepted')
    const consented = walletsOf(hold, 'payer').filter((payer) => payer !== wallet)
    return enact({ ...made, consented }, state, context)
  },
})
