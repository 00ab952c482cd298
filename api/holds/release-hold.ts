import { z } from '@hono/zod-openapi'
import { formatAmount } from '../core/amounts.ts'
import { demo } from '../core/demo-ids.ts'
import type { Hold } from '../core/model.ts'
import { assignedOf } from '../core/moves.ts'
import type { Refusal } from '../core/refusals.ts'
import { amount, memo } from '../core/schemas.ts'
import type { State } from '../core/state.ts'
import { type Caller, isRefusal, refuse } from '../core/use-case.ts'
import { checkCalling, mostBy, ruleFor } from './engine/call.ts'
import { carryOut } from './engine/carry-out.ts'
import { actingAmong } from './engine/parties.ts'
import { checkHeld, checkOneLeg, checkWithin } from './hold.ts'
import { holdAction } from './hold-action.ts'

export const releaseHold = holdAction({
  operationId: 'releaseHold',
  path: '/v1/holds/{id}/release',
  summary: { en: 'Release a hold: give the value back', ja: '仮押さえを解放して返す' },
  description: {
    en: 'Frees all that remains and ends the hold, or frees `amount` and keeps the rest held. The payee and a controller always may; but what the payee assigned to a lender it can no longer give back.',
    ja: '残額の全部を解放して終了します。amount を指定すると、その額だけを解放し、残りは留保します。支払先とコントローラーはいつでも解放できますが、支払先が貸し手に譲渡した分は解放できません。',
  },
  body: z.strictObject({ amount: amount.optional(), memo: memo.optional() }).openapi('ReleaseHold'),
  refusals: ['invalid_request', 'exceeds_hold', 'condition_not_met', 'wallet_frozen', 'wallet_closed', 'holding_limit_exceeded', 'too_many_steps'],
  example: { id: demo.seat, body: {} },
  decide(state, hold, body, context) {
    const { now, caller } = context
    const refused =
      checkCalling(caller, hold, 'release') ??
      checkHeld(hold) ??
      (body.amount === undefined ? undefined : checkOneLeg(hold)) ??
      checkReleasable(state, hold, body.amount, caller)
    if (refused) return refused
    const rule = ruleFor(state, hold, { action: 'release', caller, now })
    if (isRefusal(rule)) return rule
    const amount = body.amount ?? (typeof rule.amount === 'number' ? mostBy(rule, hold.legs[0]!.remaining) : null)
    const over = amount === null ? undefined : checkWithin(state, hold, amount, mostBy(rule, amount))
    return over ?? carryOut(state, hold, { rule, amount, final: body.amount === undefined && rule.final, memo: body.memo }, context)
  },
})

/** A payee cannot give back what it assigned to others; a controller can, as the terms say. */
function checkReleasable(
  state: State,
  hold: Hold,
  amount: number | undefined,
  caller: Caller,
): Refusal<'exceeds_hold' | 'condition_not_met'> | undefined {
  const { remaining } = hold.legs[0]!
  const over = amount === undefined ? undefined : checkWithin(state, hold, amount, remaining)
  if (over) return over
  const asController = caller.wallet !== null && actingAmong(caller, hold, ['controller']) !== undefined
  const assigned = asController ? 0 : hold.legs.reduce((sum, leg) => sum + assignedOf(leg), 0)
  if (assigned === 0 || (amount !== undefined && amount <= remaining - assigned)) return undefined
  return refuse(
    'condition_not_met',
    `Of the receipt of ${hold.id}, ${formatAmount(assigned, state.find('asset', hold.legs[0]!.asset)!)} is assigned to others; the payee can no longer give that back.`,
  )
}
