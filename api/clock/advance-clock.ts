import { z } from '@hono/zod-openapi'
import { timeInput } from '../core/schemas.ts'
import { State } from '../core/state.ts'
import { endOfTime, formatTime, parseDuration, sandboxNow } from '../core/time.ts'
import { accept, command, refuse } from '../core/use-case.ts'
import { letTimeAct } from '../holds/engine/time.ts'
import { clockSchema, presentClock } from './clock.ts'

const duration = z
  .string()
  .max(40)
  .refine((text) => parseDuration(text) !== undefined, 'must be an ISO 8601 duration of weeks, days, hours, minutes and seconds, like P8D or PT1H30M')
  .transform((text) => parseDuration(text) ?? 0)
  .openapi({ description: 'How far: an ISO 8601 duration without years and months', example: 'P8D' })

type Step = { by?: number | undefined; to?: number | undefined }
const targetOf = ({ by, to }: Step, now: number) => to ?? now + (by ?? 0)

export const advanceClock = command({
  operationId: 'advanceClock',
  method: 'post',
  path: '/v1/clock/advance',
  tag: 'Clock',
  summary: { en: 'Move the clock forward', ja: '時計を進める' },
  description: {
    en: 'By a duration or to an instant. What expires in between does so in order, each at its own instant, before the answer. A running clock goes on running.',
    ja: '期間または時刻を指定します。途中の期限は、順番にそれぞれの時刻で処理されてから応答します。動いている時計は動き続けます。',
  },
  scope: 'admin',
  walletKeys: false,
  body: z
    .strictObject({ by: duration.optional(), to: timeInput.optional() })
    .refine(({ by, to }) => (by === undefined) !== (to === undefined), { path: ['by'], message: 'must be given, or else `to`, and not both' })
    .openapi('AdvanceClock'),
  answer: { status: 200, schema: clockSchema },
  refusals: ['clock_out_of_range'],
  example: { body: { by: 'P1D' } },
  commit: 'alone',
  reads: ({ body }, { real }) => ({ dueUntil: (sandbox) => targetOf(body, sandboxNow(sandbox, real)) }),
  decide(state, { body }, { now, real, caller }) {
    const target = targetOf(body, now)
    if (target < now || target > endOfTime)
      return refuse('clock_out_of_range', `It is ${formatTime(now)} in this sandbox.`, body.to === undefined ? 'by' : 'to')
    const { clock } = state.sandbox
    const moved = clock.frozenAt === null ? { frozenAt: null, offset: target - real } : { ...clock, frozenAt: target }
    const data = presentClock(moved, target)
    const scratch = new State(state)
    letTimeAct(scratch, target)
    scratch.append({ type: 'clock.advanced', at: target, data, head: { clock: moved } }, { now, by: { key: caller.key, wallet: caller.wallet } })
    return { ...accept([], data), made: scratch }
  },
})
