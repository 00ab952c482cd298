import { noBody } from '../core/schemas.ts'
import { accept, command } from '../core/use-case.ts'
import { clockSchema, presentClock } from './clock.ts'

export const resumeClock = command({
  operationId: 'resumeClock',
  method: 'post',
  path: '/v1/clock/resume',
  tag: 'Clock',
  summary: { en: 'Let a frozen clock run again', ja: '止めた時計を再開する' },
  description: {
    en: 'It runs on from the instant it shows; it never steps back. A reset returns it to host time.',
    ja: '表示中の時刻から進みます。過去には戻りません。リセットすると実時間に戻ります。',
  },
  scope: 'admin',
  walletKeys: false,
  body: noBody,
  answer: { status: 200, schema: clockSchema },
  refusals: [],
  example: { body: {} },
  commit: 'alone',
  reads: () => ({}),
  decide(state, _input, { now, real }) {
    const { clock } = state.sandbox
    if (clock.frozenAt === null) return accept([], presentClock(clock, now))
    const running = { frozenAt: null, offset: now - real }
    const shown = presentClock(running, now)
    return accept([{ type: 'clock.resumed', data: shown, head: { clock: running } }], shown)
  },
})
