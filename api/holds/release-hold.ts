import { z } from '@hono/zod-openapi'
import { demo } from '../core/demo-ids.ts'
import { lockMoves } from '../core/moves.ts'
import { amount } from '../core/schemas.ts'
import { accept, command, isRefusal } from '../core/use-case.ts'
import { checkHeld, checkParty, checkSteps, checkWithin, endHold, findHold, holdSchema, updateHold } from './hold.ts'

export const releaseHold = command({
  operationId: 'releaseHold',
  method: 'post',
  path: '/v1/holds/{id}/release',
  tag: 'Holds',
  summary: { en: 'Release a hold: give the value back', ja: '仮押さえを解放して返す' },
  description: {
    en: 'Frees all that remains and ends the hold, or frees `amount` and keeps the rest held.',
    ja: '残額の全部を解放して終了します。amount を指定すると、その額だけを解放し、残りは留保します。',
  },
  scope: 'write',
  walletKeys: true,
  body: z.strictObject({ amount: amount.optional() }).openapi('ReleaseHold'),
  answer: { status: 200, schema: holdSchema },
  refusals: [
    'hold_not_found',
    'not_permitted',
    'already_captured',
    'already_released',
    'hold_expired',
    'hold_not_open',
    'exceeds_hold',
    'too_many_steps',
  ],
  example: { id: demo.seat, body: {} },
  reads: ({ id }) => ({ holds: [id] }),
  decide(state, { id, body }, { now, caller }) {
    const hold = findHold(state, id)
    if (isRefusal(hold)) return hold
    const [leg] = hold.legs
    const freed = body.amount ?? leg.remaining
    const ends = freed === leg.remaining
    const refused =
      checkParty(caller, hold, leg.to, 'payee') ?? checkHeld(hold) ?? checkWithin(state, hold, freed) ?? (ends ? undefined : checkSteps(hold))
    if (refused) return refused

    // From here on it must succeed.
    const step = { action: 'release' as const, at: now, by: caller.wallet, amount: freed }
    const after = { released: leg.released + freed, remaining: leg.remaining - freed }
    const { data, writes } = ends ? endHold(hold, 'released', step) : updateHold(hold, { leg: after }, step)
    return accept([{ type: 'hold.released', data, writes, moves: lockMoves(leg, -freed) }], data)
  },
})
