import { z } from '@hono/zod-openapi'
import type { Clock } from '../core/model.ts'
import { time } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'

export const clockSchema = z
  .object({
    now: time,
    mode: z
      .enum(['real', 'shifted', 'frozen'])
      .openapi({ description: 'real: host time; shifted: runs ahead of it; frozen: stands still until advanced or resumed' }),
    aheadMs: z.union([z.int(), z.null()]).openapi({ description: 'How far a running clock is ahead of host time; null while frozen' }),
  })
  .openapi('Clock')

export function presentClock(clock: Clock, now: number): z.output<typeof clockSchema> {
  if (clock.frozenAt !== null) return { now: formatTime(now), mode: 'frozen', aheadMs: null }
  return { now: formatTime(now), mode: clock.offset === 0 ? 'real' : 'shifted', aheadMs: clock.offset }
}
