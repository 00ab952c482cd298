import { z } from '@hono/zod-openapi'
import { checkAssetRules, checkAvailable } from '../core/checks.ts'
import { demo } from '../core/demo-ids.ts'
import type { Hold, Leg } from '../core/model.ts'
import { amount, memo } from '../core/schemas.ts'
import type { State } from '../core/state.ts'
import { type Caller, isRefusal } from '../core/use-case.ts'
import { checkCalling, checkPartial, mostBy, ruleFor } from './engine/call.ts'
import { carryOut } from './engine/carry-out.ts'
import { checkCaptureLimits } from './engine/limits.ts'
import { checkHeld, checkLegsActive, checkOneLeg, checkWithin, walletOf } from './hold.ts'
import { holdAction } from './hold-action.ts'

export const captureHold = holdAction({
  operationId: 'captureHold',
  path: '/v1/holds/{id}/capture',
  summary: { en: 'Capture a hold: pay the payee', ja: '仮押さえを確定して支払う' },
  description: {
    en: 'Takes all that remains, or `amount` of it, and divides it as the outcome of the rule says. By default it is final: the rest is freed at once. With `final: false` the rest stays held for further captures. Several legs settle together.',
    ja: '残額の全部、または amount の額を、条件に定めた配分で支払います。既定では最終確定で、残りはすぐに解放されます。`final: false` なら残りは留保されたままです。複数のレッグは一括で決済します。',
  },
  body: z.strictObject({ amount: amount.optional(), final: z.boolean().default(true), memo: memo.optional() }).openapi('CaptureHold'),
  refusals: [
    'invalid_request',
    'exceeds_hold',
    'wallet_frozen',
    'wallet_closed',
    'condition_not_met',
    'limit_exceeded',
    'rule_violated',
    'insufficient_funds',
    'holding_limit_exceeded',
    'too_many_steps',
  ],
  example: { id: demo.seat, body: { amount: 6400 } },
  decide(state, hold, body, context) {
    const { now, caller } = context
    const [{ remaining }] = hold.legs as [Leg]
    const most = remaining + (hold.terms.limits?.overcapture ?? 0)
    const refused =
      checkCalling(caller, hold, 'capture') ??
      checkHeld(hold) ??
      (body.amount === undefined ? undefined : (checkOneLeg(hold) ?? checkWithin(state, hold, body.amount, most))) ??
      checkLegsActive(state, hold)
    if (refused) return refused
    const rule = ruleFor(state, hold, { action: 'capture', caller, now })
    if (isRefusal(rule)) return rule
    const wanted = body.amount ?? (typeof rule.amount === 'number' ? Math.min(rule.amount, remaining) : null)
    const raised = raise(hold, wanted ?? 0)
    const stopped =
      checkPartial(rule, body.amount !== undefined || !body.final) ??
      (wanted === null ? undefined : checkWithin(state, hold, wanted, mostBy(rule, most))) ??
      checkCaptureLimits(state, hold, wanted ?? remaining, now) ??
      checkRaise(state, hold, raised, caller)
    return stopped ?? carryOut(state, hold, { rule, amount: wanted, final: body.final && rule.final, memo: body.memo, raised }, context)
  },
})

/** A capture beyond what is left, within the tolerance of the terms, makes the hold as large as that. */
function raise(hold: Hold, wanted: number): Hold {
  const [leg] = hold.legs
  const more = Math.max(0, wanted - leg!.remaining)
  return more === 0 ? hold : { ...hold, legs: [{ ...leg!, amount: leg!.amount + more, remaining: leg!.remaining + more }] }
}

function checkRaise(state: State, hold: Hold, raised: Hold, asking: Caller) {
  const { from, to, asset: code, amount } = hold.legs[0]!
  const total = raised.legs[0]!.amount
  if (total === amount) return undefined
  const asset = state.find('asset', code)!
  return checkAssetRules(asset, walletOf(state, from), walletOf(state, to), total) ?? checkAvailable(state, from, asset, total - amount, asking)
}
