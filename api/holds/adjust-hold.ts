import { z } from '@hono/zod-openapi'
import { formatAmount } from '../core/amounts.ts'
import { checkActive, checkAssetRules, checkAvailable, checkHoldingLimit } from '../core/checks.ts'
import { demo } from '../core/demo-ids.ts'
import { lockMoves } from '../core/moves.ts'
import { amount } from '../core/schemas.ts'
import { accept, command, isRefusal, refuse } from '../core/use-case.ts'
import { checkEitherParty, checkHeld, checkParty, checkSteps, findHold, holdSchema, partiesOf, presentHold, updateHold } from './hold.ts'

export const adjustHold = command({
  operationId: 'adjustHold',
  method: 'post',
  path: '/v1/holds/{id}/adjust',
  tag: 'Holds',
  summary: { en: 'Change the amount of a hold', ja: '仮押さえの額を変更する' },
  description: {
    en: '`amount` is the new total, so repeating the call is harmless. The payer raises it, the payee lowers it.',
    ja: 'amount は新しい総額なので、繰り返しても安全です。増額は支払人、減額は支払先が行います。',
  },
  scope: 'write',
  walletKeys: true,
  body: z.strictObject({ amount }).openapi('AdjustHold'),
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
    'rule_violated',
    'insufficient_funds',
    'holding_limit_exceeded',
    'too_many_steps',
  ],
  example: { id: demo.seat, body: { amount: 10_000 } },
  reads: ({ id }) => ({ holds: [id] }),
  decide(state, { id, body }, { now, caller }) {
    const hold = findHold(state, id)
    if (isRefusal(hold)) return hold
    const { leg, payer, payee, asset } = partiesOf(state, hold)
    const more = body.amount - leg.amount
    const permitted =
      more === 0 ? checkEitherParty(caller, hold) : more > 0 ? checkParty(caller, hold, leg.from, 'payer') : checkParty(caller, hold, leg.to, 'payee')
    const refused = permitted ?? checkHeld(hold)
    if (refused) return refused
    const spent = leg.captured + leg.released
    if (body.amount <= spent) {
      const detail = `Of hold ${id}, ${formatAmount(spent, asset)} has been captured or released; a new total of ${formatAmount(body.amount, asset)} leaves nothing. Release it to end it.`
      return refuse('exceeds_hold', detail, 'amount')
    }
    if (more === 0) return accept([], presentHold(hold))
    const unfunded =
      more < 0
        ? undefined
        : (checkActive(payer, payee) ??
          checkAssetRules(asset, payer, payee, body.amount) ??
          checkAvailable(state, leg.from, asset, more) ??
          checkHoldingLimit(state, leg.to, asset, more))
    const refusedLate = unfunded ?? checkSteps(hold)
    if (refusedLate) return refusedLate

    // From here on it must succeed.
    const step = { action: 'adjust' as const, at: now, by: caller.wallet, amount: body.amount }
    const { data, writes } = updateHold(hold, { leg: { amount: body.amount, remaining: leg.remaining + more } }, step)
    return accept([{ type: 'hold.adjusted', data, writes, moves: lockMoves(leg, more) }], data)
  },
})
