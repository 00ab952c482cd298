import { describe, expect, test } from 'vitest'
import { formatAmount } from './amounts.ts'
import { eventIdOf, seqOfEventId } from './event-id.ts'
import { newSandbox } from './new-sandbox.ts'
import { parseDuration, sandboxNow, wakeTime } from './time.ts'

test.each([
  ['P8D', 8 * 86_400_000],
  ['P1W', 7 * 86_400_000],
  ['P1W1D', 8 * 86_400_000],
  ['PT1H30M', 5_400_000],
  ['PT0.5S', 500],
  ['PT0.001S', 1],
  ['P1DT1S', 86_401_000],
  ['PT0S', 0],
  ['P', undefined],
  ['PT', undefined],
  ['P1DT', undefined],
  ['P1M', undefined],
  ['P1Y', undefined],
  ['-P1D', undefined],
  ['P-1D', undefined],
  ['P1.5D', undefined],
  ['PT0.0001S', undefined],
  ['1D', undefined],
  ['p1d', undefined],
  ['P99999999999999999999D', undefined],
])('duration %s is %s ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds)
})

describe('the clock of a sandbox', () => {
  const sandbox = newSandbox('sbx_1', 1_000)
  test.each([
    ['real', sandbox, 5_000, 5_000],
    ['ahead', { ...sandbox, clock: { frozenAt: null, offset: 700 } }, 5_000, 5_700],
    ['frozen', { ...sandbox, clock: { frozenAt: 3_000, offset: 0 } }, 5_000, 3_000],
    ['a host that steps back', { ...sandbox, lastAt: 6_000 }, 5_000, 6_000],
  ])('%s', (_what, head, real, now) => {
    expect(sandboxNow(head, real)).toBe(now)
  })

  test.each([
    ['nothing open', sandbox, null],
    ['real', { ...sandbox, nextDue: 9_000 }, 9_000],
    ['ahead: it comes sooner', { ...sandbox, nextDue: 9_000, clock: { frozenAt: null, offset: 700 } }, 8_300],
    ['frozen: it never comes', { ...sandbox, nextDue: 9_000, clock: { frozenAt: 3_000, offset: 0 } }, null],
  ])('wakes: %s', (_what, head, wake) => {
    expect(wakeTime(head)).toBe(wake)
  })
})

describe('event IDs', () => {
  test.each([1, 31, 32, 1_000_000, Number.MAX_SAFE_INTEGER])('hold the sequence number %i', (seq) => {
    expect(seqOfEventId(eventIdOf({ seq, at: 1_780_000_000_000 }))).toBe(seq)
  })
  test('sort by time, then sequence', () => {
    const ids = [
      [1, 5],
      [2, 5],
      [33, 5],
      [34, 6],
      [35, 700],
    ].map(([seq, at]) => eventIdOf({ seq: seq!, at: at! }))
    expect([...ids].sort()).toEqual(ids)
  })
  test.each(['', 'evt_', 'evt_1', `evt_${'0'.repeat(25)}`, `evt_0${'i'.repeat(25)}`, `evt_0${'z'.repeat(25)}`])('%s is none', (id) => {
    expect(seqOfEventId(id)).toBeUndefined()
  })
})

test.each([
  [8000, 0, '8,000 X'],
  [999, 0, '999 X'],
  [1234567, 2, '12,345.67 X'],
  [5, 2, '0.05 X'],
  [0, 2, '0.00 X'],
  [100, 3, '0.100 X'],
])('%i at scale %i reads %s', (amount, scale, text) => {
  expect(formatAmount(amount, { code: 'X', scale })).toBe(text)
})
