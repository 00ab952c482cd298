import { z } from '@hono/zod-openapi'
import { formatAmount } from '../core/amounts.ts'
import { checkActive, checkAssetRules, checkHoldingLimit, findWallet } from '../core/checks.ts'
import { demo } from '../core/demo-ids.ts'
import type { Hold } from '../core/model.ts'
import { assignedOf } from '../core/moves.ts'
import { amount, memo, walletId } from '../core/schemas.ts'
import { isRefusal, refuse } from '../core/use-case.ts'
import { checkActing } from './engine/parties.ts'
import { enact } from './engine/react.ts'
import { settle } from './engine/settle.ts'
import { step } from './engine/step.ts'
import { checkHeld, checkOneLeg, checkSteps, walletOf } from './hold.ts'
import { holdAction } from './hold-action.ts'

/** Each is looked at whenever the hold is. */
const maxAssignments = 20

export const assignHold = holdAction({
  operationId: 'assignHold',
  path: '/v1/holds/{id}/assign',
  summary: { en: 'Assign the receipt of a hold to a lender', ja: '仮押さえの受取りを貸し手に譲渡する' },
  description: {
    en: 'The payee lets somebody else be paid first, `amount` of what it will receive: collateral for a loan. Nobody can assign twice what exists once, and what is assigned the payee can no longer give back.',
    ja: '支払先が、将来の受取りのうち amount を、他の者に優先して支払わせます（借入れの担保）。同じ受取りを二重に譲渡することはできず、譲渡した分を支払先が解放することもできません。',
  },
  body: z.strictObject({ to: walletId, amount, memo: memo.optional() }).openapi('AssignHold'),
  refusals: [
    'invalid_request',
    'same_wallet',
    'wallet_not_found',
    'exceeds_hold',
    'wallet_frozen',
    'wallet_closed',
    'rule_violated',
    'holding_limit_exceeded',
    'too_many_steps',
  ],
  example: { id: demo.seat, body: { to: demo.taxi, amount: 5000 } },
  reads: (id, body) => ({ newToHolds: [[id, body.to]] }),
  decide(state, hold, body, context) {
    const { now, caller } = context
    const refused = checkActing(caller, hold, ['payee']) ?? checkHeld(hold) ?? checkOneLeg(hold)
    if (refused) return refused
    const leg = hold.legs[0]!
    if (body.to === leg.to || body.to === leg.from) return refuse('same_wallet', `${body.to} is a side of the hold itself.`, 'to')
    const lender = findWallet(state, body.to, 'to')
    if (isRefusal(lender)) return lender
    const asset = state.find('asset', leg.asset)!
    const free = receivable(hold) - assignedOf(leg)
    if (body.amount > free)
      return refuse(
        'exceeds_hold',
        `Of the receipt of ${hold.id}, ${formatAmount(free, asset)} is not assigned yet; ${formatAmount(body.amount, asset)} was asked for.`,
        'amount',
      )
    if (leg.assignments.length >= maxAssignments) return refuse('invalid_request', `${hold.id} has ${maxAssignments} assignments already.`)
    const legs = [{ ...leg, assignments: [...leg.assignments, { to: body.to, amount: body.amount, paid: 0 }] }]
    const stopped =
      checkActive(walletOf(state, leg.to), lender) ??
      checkAssetRules(asset, walletOf(state, leg.from), lender, body.amount) ??
      checkHoldingLimit(state, lender.id, asset, body.amount) ??
      checkSteps(hold, leg.to)
    if (stopped) return stopped

    // From here on it must succeed.
    const told = { action: 'assign' as const, at: now, by: leg.to, amount: body.amount, memo: body.memo ?? null }
    return enact(step(hold, { legs }, told, 'hold.assigned'), state, context)
  },
})

/** The most that a capture can pay the payee of what remains. */
function receivable(hold: Hold): number {
  const [leg] = hold.legs
  const plain = { ...hold, legs: [{ ...leg!, assignments: [] }] }
  const outcomes = new Set(hold.terms.rules.flatMap(({ action, outcome }) => (action === 'capture' ? [outcome] : [])))
  const paid = [...outcomes].map((outcome) => settle(plain, { outcome }).payments.find(({ to }) => to === leg!.to)?.amount ?? 0)
  return Math.max(0, ...paid)
}
