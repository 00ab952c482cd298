import { z } from '@hono/zod-openapi'
import { checkActive } from '../core/checks.ts'
import { demo } from '../core/demo-ids.ts'
import { settleMoves } from '../core/moves.ts'
import { amount } from '../core/schemas.ts'
import { accept, command, isRefusal } from '../core/use-case.ts'
import { checkHeld, checkParty, checkSteps, checkWithin, findHold, holdSchema, partiesOf, updateHold } from './hold.ts'

export const captureHold = command({
  operationId: 'captureHold',
  method: 'post',
  path: '/v1/holds/{id}/capture',
  tag: 'Holds',
  summary: { en: 'Capture a hold: pay the payee', ja: '仮押さえを確定して支払う' },
  description: {
    en: 'Takes all that remains, or `amount` of it. By default it is final: the rest is freed at once. With `final: false` the rest stays held for further captures.',
    ja: '残額の全部、または amount の額を支払います。既定では最終確定で、残りはすぐに解放されます。`final: false` なら残りは留保されたままです。',
  },
  scope: 'write',
  walletKeys: true,
  body: z.strictObject({ amount: amount.optional(), final: z.boolean().default(true) }).openapi('CaptureHold'),
  answer: { status: 200, schema: holdSchema },
  refusals: [
    'hold_not_found',
    'not_permitted',
    'already_captured',
    'already_released',
    'hold_expired',
    'hold_not_open',
    'exceeds_hold',
    'wallet_frozen',
    'wallet_closed',
    'too_many_steps',
  ],
  example: { id: demo.seat, body: { amount: 6400 } },
  reads: ({ id }) => ({ holds: [id] }),
  decide(state, { id, body }, { now, caller }) {
    const hold = findHold(state, id)
    if (isRefusal(hold)) return hold
    const { leg, payer, payee } = partiesOf(state, hold)
    const captured = body.amount ?? leg.remaining
    const ends = body.final || captured === leg.remaining
    const refused =
      checkParty(caller, hold, leg.to, 'payee') ??
      checkHeld(hold) ??
      checkWithin(state, hold, captured) ??
      checkActive(payer, payee) ??
      (ends ? undefined : checkSteps(hold))
    if (refused) return refused

    // From here on it must succeed.
    const freed = ends ? leg.remaining - captured : 0
    const after = { captured: leg.captured + captured, released: leg.released + freed, remaining: leg.remaining - captured - freed }
    const step = { action: 'capture' as const, at: now, by: caller.wallet, amount: captured }
    const { data, writes } = updateHold(hold, { status: ends ? 'captured' : 'held', leg: after }, step)
    return accept([{ type: 'hold.captured', data, writes, moves: settleMoves(leg, captured, freed) }], data)
  },
})
