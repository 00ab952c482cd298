import { expect, test } from 'vitest'
import { isTrue, sentences } from '../../test/condition-facts.ts'

const at = '2026-12-24T19:00:00.000Z'

test.each([
  ['2026-12-24T18:59:59.999Z', true],
  ['2026-12-24T19:00:00.000Z', false],
  ['2026-12-24T19:00:00.001Z', false],
])('at %s: %s', (now, verdict) => {
  expect(isTrue({ before: at }, [], { now })).toBe(verdict)
})

test.each<[before: unknown, en: string, ja: string]>([
  [at, 'If it is before 2026-12-24 19:00 UTC, …', '2026-12-24 19:00 UTCより前である場合、…'],
  [
    { since: 'signal:delivered', plus: 'P7D' },
    'If it is before 7 days after the first signal "delivered" that fits, …',
    '条件に合う最初のシグナル「delivered」から7日後より前である場合、…',
  ],
  [{ since: 'approval', plus: 'P7D' }, 'If it is before 7 days after the first approval, …', '最初の承認から7日後より前である場合、…'],
])('%j in words', (before, en, ja) => {
  expect(sentences({ before })).toEqual([en, ja])
})
