import { z } from '@hono/zod-openapi'
import { endOfTime, formatTime, parseDuration, startOfTime } from '../../core/time.ts'
import { durationText, timeText } from '../conditions/moment.ts'
import { parseShare } from '../terms/shares.ts'

/** Types of parameters, beside those of `core/schemas.ts`. Times and durations are bounded so that no sum of them leaves the calendar. */

export const time = timeText.refine((text) => text >= '1970' && text < '9900', 'must be within the years 1970 to 9899 in UTC')

const longest = parseDuration('P3660D')!
export const duration = durationText.refine((text) => (parseDuration(text) ?? 0) <= longest, 'must be at most 3660 days')
export const someTime = duration.refine((text) => parseDuration(text) !== 0, 'must be more than no time')

export const share = z
  .string()
  .max(40)
  .refine((text) => parseShare(text) !== undefined, 'must be a share like 30% or 1/3, more than nothing and at most all')
  .openapi({ example: '30%' })

/** So much later. */
export function later(time: string, ...durations: readonly string[]): string {
  return shift(
    time,
    durations.reduce((sum, one) => sum + parseDuration(one)!, 0),
  )
}

/** So much earlier. */
export function earlier(time: string, duration: string): string {
  return shift(time, -parseDuration(duration)!)
}

function shift(time: string, milliseconds: number): string {
  return formatTime(Math.min(endOfTime, Math.max(startOfTime, Date.parse(time) + milliseconds)))
}
