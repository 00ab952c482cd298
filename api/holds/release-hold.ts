import { z } from '@hono/zod-openapi'
import { demo } from '../core/demo-ids.ts'
import { amount, memo } from '../core/schemas.ts'
import { isRefusal } from '../core/use-case.ts'
import { checkCalling, checkPartial, mostBy, ruleFor } from './engine/call.ts'
import { carryOut } from './engine/carry-out.ts'
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
      (body.amount === undefined ? undefined : (checkOneLeg(hold) ?? checkWithin(state, hold, body.amount, hold.legs[0]!.remaining)))
    if (refused) return refused
    const rule = ruleFor(state, hold, { action: 'release', caller, now })
    if (isRefusal(rule)) return rule
    const amount = body.amount ?? (typeof rule.amount === 'number' ? mostBy(rule, hold.legs[0]!.remaining) : null)
    const over =
      checkPartial(rule, body.amount !== undefined) ?? (amount === null ? undefined : checkWithin(state, hold, amount, mostBy(rule, amount)))
    return over ?? carryOut(state, hold, { rule, amount, final: body.amount === undefined && rule.final, memo: body.memo }, context)
  },
})
