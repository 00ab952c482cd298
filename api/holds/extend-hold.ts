import { z } from '@hono/zod-openapi'
import { demo } from '../core/demo-ids.ts'
import { timeInput } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'
import { accept, refuse } from '../core/use-case.ts'
import { checkEvery } from './engine/parties.ts'
import { enact } from './engine/react.ts'
import { step } from './engine/step.ts'
import { checkHeld, checkSteps } from './hold.ts'
import { holdAction } from './hold-action.ts'
import { presentHold } from './hold-schema.ts'

export const extendHold = holdAction({
  operationId: 'extendHold',
  path: '/v1/holds/{id}/extend',
  summary: { en: 'Move the expiry of a hold later', ja: '仮押さえの期限を延ばす' },
  description: {
    en: 'The payer agrees to wait longer; repeating the call is harmless. Where several wallets pay, none can agree for the others.',
    ja: '支払人が、より長く待つことに同意します。繰り返しても安全です。支払人が複数の場合、一人では同意できません。',
  },
  body: z.strictObject({ expiresAt: timeInput.openapi({ example: '2099-12-31T00:00:00Z' }) }).openapi('ExtendHold'),
  refusals: ['expiry_in_past', 'expiry_not_later', 'too_many_steps'],
  example: { id: demo.seat, body: { expiresAt: '2099-12-31T00:00:00Z' } },
  decide(state, hold, body, context) {
    const { now, caller } = context
    const { expiresAt } = body
    const refused = checkEvery(caller, hold, 'payer') ?? checkHeld(hold)
    if (refused) return refused
    if (expiresAt <= now)
      return refuse('expiry_in_past', `It is ${formatTime(now)} in this sandbox; expiresAt is ${formatTime(expiresAt)}.`, 'expiresAt')
    if (expiresAt < hold.expiresAt)
      return refuse('expiry_not_later', `Hold ${hold.id} expires at ${formatTime(hold.expiresAt)}, later than ${formatTime(expiresAt)}.`, 'expiresAt')
    if (expiresAt === hold.expiresAt) return accept([], presentHold(hold))
    const tooMany = checkSteps(hold, caller.wallet)
    if (tooMany) return tooMany

    // From here on it must succeed.
    return enact(step(hold, { expiresAt }, { action: 'extend', at: now, by: caller.wallet }, 'hold.extended'), state, context)
  },
})
