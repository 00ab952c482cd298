import { expect, test } from 'vitest'
import { isTrue, sentences } from '../../test/condition-facts.ts'

const at = '2026-12-24T19:00:00.000Z'

test.each([
  ['2026-12-24T18:59:59.999Z', false],
  ['2026-12-24T19:00:00.000Z', true],
  ['2026-12-24T19:00:00.001Z', true],
])('at %s: %s', (now, verdict) => {
  expect(isTrue({ after: at }, [], { now })).toBe(verdict)
})

test.each<[after: unknown, en: string, ja: string]>([
  [at, 'If it is 2026-12-24 19:00 UTC or later, …', '2026-12-24 19:00 UTC以降である場合、…'],
  ['2026-12-24T19:00:30+09:00', 'If it is 2026-12-24 10:00:30 UTC or later, …', '2026-12-24 10:00:30 UTC以降である場合、…'],
  [
    { since: 'created', plus: 'P1DT2H' },
    'If it is 1 day 2 hours after the hold was made or later, …',
    '仮押さえの作成から1日2時間後以降である場合、…',
  ],
  [{ since: 'held', plus: 'PT30M' }, 'If it is 30 minutes after the value was locked or later, …', '価値の留保から30分後以降である場合、…'],
])('%j in words', (after, en, ja) => {
  expect(sentences({ after })).toEqual([en, ja])
})
