import { z } from '@hono/zod-openapi'
import type { Hold } from '../../core/model.ts'
import { timeInput } from '../../core/schemas.ts'
import { endOfTime, formatTime, parseDuration } from '../../core/time.ts'
import type { Text } from '../../core/use-case.ts'
import { pickedUnion } from './picked-union.ts'

/** An ISO 8601 duration, kept as it was written. */
export const durationText = z
  .string()
  .max(40)
  .refine((text) => parseDuration(text) !== undefined, 'must be an ISO 8601 duration like PT30M or P7D')
  .openapi({ example: 'P7D' })

/** A time as the API shows it: UTC, to the millisecond. */
export const timeText = timeInput.transform(formatTime).openapi({ example: '2027-12-24T19:00:00.000Z' })

const since = z
  .string()
  .regex(
    /^(?:created|held|approval|(?:signal|approval):[A-Za-z0-9_.-]{1,40})$/,
    'must be created, held, signal:<name>, approval:<topic>, or approval for one without a topic',
  )
  .openapi({ example: 'signal:delivered' })

/** An instant, fixed or counted from something that happens to the hold. */
export type Moment = string | { readonly since: string; readonly plus: string }
const sinceThen = z.strictObject({ since, plus: durationText })
export const moment = pickedUnion<Moment>([timeText, sinceThen], (value) => {
  if (typeof value === 'string') return timeText
  return typeof value === 'object' && value !== null ? sinceThen : { message: 'must be a time, or an object with since and plus' }
})

/** The instant in milliseconds; undefined while what it counts from has not happened. */
export function instantOf(moment: Moment, hold: Hold): number | undefined {
  if (typeof moment === 'string') return Date.parse(moment)
  const start = startOf(moment.since, hold)
  return start === undefined ? undefined : Math.min(endOfTime, start + parseDuration(moment.plus)!)
}

/** The earliest that it can be for a hold that is made now: what it counts from has not happened yet. */
export function earliestOf(moment: Moment, now: number): number {
  return typeof moment === 'string' ? Date.parse(moment) : now + parseDuration(moment.plus)!
}

function startOf(since: string, hold: Hold): number | undefined {
  if (since === 'created') return hold.createdAt
  if (since === 'held') return hold.heldAt ?? undefined
  const [kind, name = ''] = since.split(':') as [string, string?]
  const firsts = hold.evidence.flatMap((one) => (one.kind === kind && one.name === name && one.firstAt !== null ? [one.firstAt] : []))
  // What came while nothing was locked yet must not let a period run out before the hold has begun.
  return firsts.length === 0 || hold.heldAt === null ? undefined : Math.max(hold.heldAt, Math.min(...firsts))
}

export function describeMoment(moment: Moment): Text {
  if (typeof moment === 'string') return { en: readableTime(moment), ja: readableTime(moment) }
  const [kind, name] = moment.since.split(':') as [string, string?]
  const starts: Record<string, Text> = {
    created: { en: 'the hold was made', ja: '仮押さえの作成' },
    held: { en: 'the value was locked', ja: '価値の留保' },
    signal: { en: `the first signal "${name}" that fits`, ja: `条件に合う最初のシグナル「${name}」` },
    approval:
      name === undefined ? { en: 'the first approval', ja: '最初の承認' } : { en: `the first approval "${name}"`, ja: `最初の承認「${name}」` },
  }
  const { en, ja } = starts[kind]!
  if (parseDuration(moment.plus) === 0) return { en, ja }
  return { en: `${readableDuration(moment.plus).en} after ${en}`, ja: `${ja}から${readableDuration(moment.plus).ja}後` }
}

/** 2027-12-24 19:00 UTC; seconds only where there are any. */
export function readableTime(time: string): string {
  return `${time.slice(0, 10)} ${time
    .slice(11)
    .replace(/(?::00)?\.000Z$/, '')
    .replace(/Z$/, '')} UTC`
}

const units = [
  [86_400_000, 'day', '日'],
  [3_600_000, 'hour', '時間'],
  [60_000, 'minute', '分'],
  [1_000, 'second', '秒'],
  [1, 'millisecond', 'ミリ秒'],
] as const

export function readableDuration(text: string): Text {
  let left = parseDuration(text) ?? 0
  if (left === 0) return { en: 'no time', ja: '0秒' }
  const en: string[] = []
  const ja: string[] = []
  for (const [size, name, sign] of units) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count > 0) en.push(`${count} ${name}${count === 1 ? '' : 's'}`)
    if (count > 0) ja.push(`${count}${sign}`)
  }
  return { en: en.join(' '), ja: ja.join('') }
}
