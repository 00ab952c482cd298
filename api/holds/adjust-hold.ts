import { z } from '@hono/zod-openapi'
import { formatAmount } from '../core/amounts.ts'
import { checkAssetRules } from '../core/checks.ts'
import { demo } from '../core/demo-ids.ts'
import type { Hold } from '../core/model.ts'
import { assignedOf } from '../core/moves.ts'
import type { Refusal } from '../core/refusals.ts'
import { amount } from '../core/schemas.ts'
import type { State } from '../core/state.ts'
import { accept, refuse } from '../core/use-case.ts'
import { checkLocks } from './engine/funding.ts'
import { checkActing } from './engine/parties.ts'
import { enact } from './engine/react.ts'
import { step } from './engine/step.ts'
import { checkHeld, checkLegsActive, checkOneLeg, checkSteps, walletOf } from './hold.ts'
import { holdAction } from './hold-action.ts'
import { presentHold } from './hold-schema.ts'

export const adjustHold = holdAction({
  operationId: 'adjustHold',
  path: '/v1/holds/{id}/adjust',
  summary: { en: 'Change the amount of a hold', ja: '仮押さえの額を変更する' },
  description: {
    en: '`amount` is the new total, so repeating the call is harmless. The payer raises it, the payee lowers it.',
    ja: 'amount は新しい総額なので、繰り返しても安全です。増額は支払人、減額は支払先が行います。',
  },
  body: z.strictObject({ amount }).openapi('AdjustHold'),
  refusals: [
    'invalid_request',
    'exceeds_hold',
    'wallet_frozen',
    'wallet_closed',
    'rule_violated',
    'insufficient_funds',
    'holding_limit_exceeded',
    'too_many_steps',
    'signing_refused',
  ],
  example: { id: demo.seat, body: { amount: 10_000 } },
  decide(state, hold, body, context) {
    const { now, caller } = context
    const leg = hold.legs[0]!
    const more = body.amount - leg.amount
    const who = more === 0 ? ['payer', 'payee'] : more > 0 ? ['payer'] : ['payee']
    const refused = checkActing(caller, hold, who) ?? checkHeld(hold) ?? checkOneLeg(hold) ?? checkLeaves(state, hold, body.amount)
    if (refused) return refused
    if (more === 0) return accept([], presentHold(hold))
    const legs = [{ ...leg, amount: body.amount, remaining: leg.remaining + more }]
    const stopped =
      (more < 0 ? undefined : checkRaise(state, hold, body.amount)) ?? checkLocks(state, hold.legs, legs) ?? checkSteps(hold, caller.wallet)
    if (stopped) return stopped

    // From here on it must succeed.
    return enact(step(hold, { legs }, { action: 'adjust', at: now, by: caller.wallet, amount: body.amount }, 'hold.adjusted'), state, context)
  },
})

/** Something must be left after what was settled and what the payee assigned; to end a hold, release it. */
function checkLeaves(state: State, { id, legs }: Hold, total: number): Refusal<'exceeds_hold'> | undefined {
  const leg = legs[0]!
  const spent = leg.captured + leg.released
  const asset = state.find('asset', leg.asset)!
  if (total <= spent) {
    const detail = `Of hold ${id}, ${formatAmount(spent, asset)} has been captured or released; a new total of ${formatAmount(total, asset)} leaves nothing. Release it to end it.`
    return refuse('exceeds_hold', detail, 'amount')
  }
  if (total - spent >= assignedOf(leg)) return undefined
  return refuse('exceeds_hold', `Of hold ${id}, ${formatAmount(assignedOf(leg), asset)} is assigned to others and must stay.`, 'amount')
}

function checkRaise(state: State, hold: Hold, total: number) {
  const { from, to, asset } = hold.legs[0]!
  return checkLegsActive(state, hold) ?? checkAssetRules(state.find('asset', asset)!, walletOf(state, from), walletOf(state, to), total)
}
