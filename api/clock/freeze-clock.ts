import { noBody } from '../core/schemas.ts'
import { accept, command } from '../core/use-case.ts'
import { clockSchema, presentClock } from './clock.ts'

export const freezeClock = command({
  operationId: 'freezeClock',
  method: 'post',
  path: '/v1/clock/freeze',
  tag: 'Clock',
  summary: { en: 'Stop the clock', ja: '時計を止める' },
  description: { en: 'Nothing expires until it is advanced or resumed.', ja: '進めるか再開するまで、何も期限切れになりません。' },
  scope: 'admin',
  walletKeys: false,
  body: noBody,
  answer: { status: 200, schema: clockSchema },
  refusals: [],
  example: { body: {} },
  commit: 'alone',
  reads: () => ({}),
  decide(state, _input, { now }) {
    const { clock } = state.sandbox
    if (clock.frozenAt !== null) return accept([], presentClock(clock, now))
    const frozen = { ...clock, frozenAt: now }
    const shown = presentClock(frozen, now)
    return accept([{ type: 'clock.frozen', data: shown, head: { clock: frozen } }], shown)
  },
})
