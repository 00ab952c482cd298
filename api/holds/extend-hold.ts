import { z } from '@hono/zod-openapi'
import { demo } from '../core/demo-ids.ts'
import { timeInput } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'
import { accept, command, isRefusal, refuse } from '../core/use-case.ts'
import { checkEvery } from './engine/parties.ts'
import { enact } from './engine/react.ts'
import { step } from './engine/step.ts'
import { checkHeld, checkSteps, findHold } from './hold.ts'
import { holdSchema, presentHold } from './hold-schema.ts'

export const extendHold = command({
  operationId: 'extendHold',
  method: 'post',
  path: '/v1/holds/{id}/extend',
  tag: 'Holds',
  summary: { en: 'Move the expiry of a hold later', ja: '仮押さえの期限を延ばす' },
  description: {
    en: 'The payer agrees to wait longer; repeating the call is harmless. Where several wallets pay, none can agree for the others.',
    ja: '支払人が、より長く待つことに同意します。繰り返しても安全です。支払人が複数の場合、一人では同意できません。',
  },
  scope: 'write',
  walletKeys: true,
  body: z.strictObject({ expiresAt: timeInput.openapi({ example: '2099-12-31T00:00:00Z' }) }).openapi('ExtendHold'),
  answer: { status: 200, schema: holdSchema },
  refusals: [
    'hold_not_found',
    'not_permitted',
    'already_captured',
    'already_released',
    'hold_expired',
    'hold_not_open',
    'expiry_in_past',
    'expiry_not_later',
    'too_many_steps',
  ],
  example: { id: demo.seat, body: { expiresAt: '2099-12-31T00:00:00Z' } },
  reads: ({ id }) => ({ holds: [id] }),
  decide(state, { id, body }, context) {
    const { now, caller } = context
    const hold = findHold(state, id)
    if (isRefusal(hold)) return hold
    const { expiresAt } = body
    const refused = checkEvery(caller, hold, 'payer') ?? checkHeld(hold)
    if (refused) return refused
    if (expiresAt <= now)
      return refuse('expiry_in_past', `It is ${formatTime(now)} in this sandbox; expiresAt is ${formatTime(expiresAt)}.`, 'expiresAt')
    if (expiresAt < hold.expiresAt)
      return refuse('expiry_not_later', `Hold ${id} expires at ${formatTime(hold.expiresAt)}, later than ${formatTime(expiresAt)}.`, 'expiresAt')
    if (expiresAt === hold.expiresAt) return accept([], presentHold(hold))
    const tooMany = checkSteps(hold)
    if (tooMany) return tooMany

    // From here on it must succeed.
    return enact(step(hold, { expiresAt }, { action: 'extend', at: now, by: caller.wallet }, 'hold.extended'), state, context)
  },
})
