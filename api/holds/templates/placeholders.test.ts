import { describe, expect, test } from 'vitest'
import { isFault, parseInput } from '../../core/fault.ts'
import type { Parameter } from './parameter-types.ts'
import { parameterFault, schemaOf } from './parameter-types.ts'
import { fillTerms } from './placeholders.ts'

const types: Record<string, Parameter> = {
  guest: { type: 'wallet' },
  price: { type: 'amount' },
  count: { type: 'integer' },
  start: { type: 'time' },
  grace: { type: 'duration' },
  note: { type: 'text' },
}
const values = { guest: 'wal_1', price: 500, count: -3, start: '2099-12-24T19:00:00.000Z', grace: 'PT30M', note: '{"$": "guest"}' }

describe('what comes of a placeholder', () => {
  test.each<[what: string, terms: unknown, filled: unknown]>([
    ['no placeholder', { amount: 1, legs: [null, true, 'x'] }, { amount: 1, legs: [null, true, 'x'] }],
    ['a text', { from: { $: 'guest' } }, { from: 'wal_1' }],
    ['a number stays a number', { amount: { $: 'price' } }, { amount: 500 }],
    ['in lists, deep inside', { rules: [{ when: { before: { $: 'start' } } }] }, { rules: [{ when: { before: '2099-12-24T19:00:00.000Z' } }] }],
    ['what looks like a placeholder is a text', { memo: { $: 'note' } }, { memo: '{"$": "guest"}' }],
    ['earlier', { $: 'start', minus: 'PT48H' }, '2099-12-22T19:00:00.000Z'],
    ['later', { $: 'start', plus: 'P1D' }, '2099-12-25T19:00:00.000Z'],
    ['later by a parameter', { $: 'start', plus: { $: 'grace' } }, '2099-12-24T19:30:00.000Z'],
    ['more', { $: 'price', plus: 1 }, 501],
    ['less', { $: 'price', minus: 499 }, 1],
    ['less by a parameter', { $: 'price', minus: { $: 'count' } }, 503],
    ['an integer below nothing', { $: 'count', minus: 1 }, -4],
  ])('%s', (_what, terms, filled) => {
    expect(fillTerms(terms, types, values)).toEqual({ value: filled })
  })

  test.each<[what: string, terms: unknown, field: string, fault: string]>([
    ['of nothing', { a: { $: 'hotel' } }, 'terms.a.$', 'must name a parameter'],
    ['of what every object has', { a: { $: 'constructor' } }, 'terms.a.$', 'must name a parameter'],
    ['of a number', { a: [{ $: 1 }] }, 'terms.a.0.$', 'must name a parameter'],
    ['with something else beside', { a: { $: 'guest', times: 2 } }, 'terms.a', 'may have plus or minus beside $, and nothing else'],
    ['with both', { a: { $: 'price', plus: 2, minus: 1 } }, 'terms.a', 'may have plus or minus beside $, and nothing else'],
    [
      'a time by a number',
      { a: { $: 'start', plus: 1 } },
      'terms.a.plus',
      'must be a duration for a time, or a whole number for an amount or integer',
    ],
    [
      'an amount by a duration',
      { a: { $: 'price', plus: 'PT1H' } },
      'terms.a.plus',
      'must be a duration for a time, or a whole number for an amount or integer',
    ],
    [
      'an amount by a fraction',
      { a: { $: 'price', plus: 0.5 } },
      'terms.a.plus',
      'must be a duration for a time, or a whole number for an amount or integer',
    ],
    [
      'a wallet by a number',
      { a: { $: 'guest', plus: 1 } },
      'terms.a.plus',
      'must be a duration for a time, or a whole number for an amount or integer',
    ],
    ['by nothing known', { a: { $: 'price', plus: { $: 'hotel' } } }, 'terms.a.plus.$', 'must name a parameter'],
    ['by what is moved itself', { a: { $: 'price', plus: { $: 'count', plus: 1 } } }, 'terms.a.plus', 'may have nothing beside $'],
    ['an amount to nothing', { a: { $: 'price', minus: 500 } }, 'price', 'goes beyond what can be with minus 500'],
    [
      'an amount beyond all',
      { a: { $: 'price', plus: Number.MAX_SAFE_INTEGER } },
      'price',
      `goes beyond what can be with plus ${Number.MAX_SAFE_INTEGER}`,
    ],
    ['a time beyond the calendar', { a: { $: 'start', plus: 'P3000000D' } }, 'start', 'goes beyond what can be with plus P3000000D'],
  ])('wrong: %s', (_what, terms, field, fault) => {
    expect(fillTerms(terms, types, values)).toEqual({ field, fault })
  })
})

describe('values of a type', () => {
  const id = (prefix: string) => `${prefix}_${'0'.repeat(26)}`
  test.each<[parameter: Parameter, good: unknown, bad: unknown, fault: string]>([
    [{ type: 'wallet' }, id('wal'), id('hld'), 'must be an ID like wal_0000000000000000000000hana'],
    [{ type: 'hold' }, id('hld'), id('wal'), 'must be an ID like hld_0000000000000000000000seat'],
    [{ type: 'oracle' }, id('orc'), id('wal'), expect.stringMatching(/^must be an ID like orc_/)],
    [{ type: 'asset' }, 'JPY', 'yen', 'must be 2 to 16 characters: a capital letter, then A-Z 0-9 . _ -'],
    [{ type: 'amount' }, 1, 0, 'must be at least 1'],
    [{ type: 'amount', min: 5 }, 5, 4, 'must be at least 5'],
    [{ type: 'amount', max: 5 }, 5, 6, 'must be at most 5'],
    [{ type: 'amount' }, 1, '1', 'must be a number'],
    [{ type: 'integer', min: -5 }, -5, -6, 'must be at least -5'],
    [{ type: 'text', min: 2 }, 'ab', 'a', 'must be at least 2 characters long'],
    [{ type: 'text' }, 'a'.repeat(500), 'a'.repeat(501), 'must be at most 500 characters long'],
    [{ type: 'share' }, '1/3', '4/3', 'must be a share like 30% or 1/3, more than nothing and at most all'],
    [{ type: 'duration' }, 'PT1H', '1 hour', 'must be an ISO 8601 duration like PT30M or P7D'],
    [{ type: 'hash' }, 'a'.repeat(64), 'a'.repeat(63), 'must be 32 bytes in hexadecimal'],
    [{ type: 'time' }, '2099-01-01T00:00:00.000Z', '2099-01-01', 'must be an RFC 3339 time like 2026-12-24T19:00:00Z'],
  ])('%o', (parameter, good, bad, fault) => {
    const schema = schemaOf({ it: parameter })
    expect(parseInput(schema, { it: good })).toEqual({ value: { it: good } })
    expect(parseInput(schema, { it: bad })).toEqual({ field: 'it', fault })
    expect(parseInput(schema, {})).toEqual({ field: 'it', fault: 'is required' })
  })

  test('a default is parsed like any value', () => {
    const schema = schemaOf({ start: { type: 'time', default: '2099-01-01T09:00:00+09:00' } })
    expect(parseInput(schema, {})).toEqual({ value: { start: '2099-01-01T00:00:00.000Z' } })
    expect(isFault(parseInput(schema, { end: 1 }))).toBe(true)
  })
})

test.each<[parameter: Parameter, field: string, fault: string]>([
  [{ type: 'wallet', min: 1 }, 'min', 'is not for the type wallet'],
  [{ type: 'time', max: 1 }, 'max', 'is not for the type time'],
  [{ type: 'amount', min: 0 }, 'min', 'must be at least 1'],
  [{ type: 'text', max: 501 }, 'max', 'must be at most 500'],
  [{ type: 'integer', min: 2, max: 1 }, 'max', 'must not be less than min'],
  [{ type: 'amount', default: 0 }, 'default', 'does not fit the type amount'],
  [{ type: 'amount', max: 5, default: 6 }, 'default', 'does not fit the type amount'],
])('the parameter %o is wrong', (parameter, field, fault) => {
  expect(parameterFault(parameter)).toEqual({ field, fault })
})
