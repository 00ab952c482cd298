import { describe, expect, test } from 'vitest'
import { processorTime } from '../../test/processor-time.ts'
import { evidenceData } from './evidence.ts'
import { expressionFault, holdsTrue } from './expression.ts'

const data = {
  km: 5,
  amount: 500,
  share: 0.5,
  ok: true,
  plate: 'NARITA 300',
  none: null,
  codes: [1, 2, 30],
  from: { city: 'Nara' },
  items: [{ yen: 5 }],
}

test.each([
  // Numbers of JSON beside integer literals
  ['data.km < 10', true],
  ['data.km < 5', false],
  ['data.km <= 5', true],
  ['data.amount == 500', true],
  ['data.amount == 501', false],
  ['500 == data.amount', true],
  ['data.amount != 500', false],
  ['data.amount > 100 && data.amount < 600', true],
  ['data.amount * 2 == 1000', true],
  ['data.amount - 1 == 499', true],
  ['1 + data.km == 6', true],
  ['6 == 1 + data.km', true],
  ['10 - data.km > 4.5', true],
  ['2 * data.km * 2 == 20', true],
  ['10 / data.km == 2', true],
  ['12 % data.km == 2', true],
  ['1 + 1 == 2 && 7 / 2 == 3', true],
  ['1.5 + 1 == 2.5', true],
  ['data.km / 2 == 2.5', true],
  ['data.amount % 3 == 2', true],
  ['-data.km < 0', true],
  ['data.share * 2 == 1', true],
  ['data.share == 0.5', true],
  ['data.amount in [400, 500]', true],
  ['data.amount in [400, 600]', false],
  ['2 in data.codes', true],
  ['3 in data.codes', false],
  ['data.codes[2] == 30', true],
  ['data.amount == 9007199254740993', false],
  // Texts, truth and structure
  ['data.plate == "NARITA 300"', true],
  ["data.plate == 'NARITA 300'", true],
  ['data.plate.startsWith("NARITA")', true],
  ['data.plate.contains("matches(x) // {")', false],
  ['data.plate in ["NARITA 300", "b"]', true],
  ['data.ok', true],
  ['!data.ok', false],
  ['data.none == null', true],
  ['data.from.city == "Nara"', true],
  ['data["from"]["city"] == "Nara"', true],
  ['has(data.km)', true],
  ['has(data.miles)', false],
  ['!has(data.miles)', true],
  ['"km" in data', true],
  ['size(data.codes) == 3 && data.plate.size() == 10', true],
  ['data.codes.all(code, code < 31)', true],
  ['data.codes.exists(code, code == 30)', true],
  ['data.codes.exists_one(code, code > 1)', false],
  ['data.items.all(item, item.yen < 10)', true],
  ['data.ok ? data.km < 10 : false', true],
  ['int(data.share) == 0 && string(data.km) == "5"', true],
  // What cannot be said is false, never a fault
  ['data.miles < 10', false],
  ['!(data.miles < 10)', false],
  ['data.miles < 10 || data.ok', true],
  ['data.plate < 10', false],
  ['data.plate', false],
  ['data.km', false],
  ['data.km && data.ok', false],
  ['data.from.city.street == "x"', false],
  ['data.codes[3] == 1', false],
  ['data.codes[-1] == 1', false],
  ['1 / 0 == 1', false],
  ['9223372036854775807 + 1 > 0', false],
  ['data.constructor == 1', false],
  ['has(data.toString)', false],
  ['data.plate.all(letter, true)', false],
])('%s is %s', (text, verdict) => {
  expect(expressionFault(text)).toBeUndefined()
  expect(holdsTrue(text, data)).toBe(verdict)
  expect(holdsTrue(text, data)).toBe(verdict)
})

const functions = 'has, size, int, double, string, contains, startsWith, endsWith, all, exists, exists_one'
test.each([
  ['', 'is not valid: Unexpected token: EOF'],
  ['data.km <', 'is not valid: Unexpected token: EOF'],
  ['data.km < 10 20', "is not valid: Unexpected character: '0'"],
  ['km < 10', 'is not valid: Unknown variable: km'],
  ['data < 10', 'is not valid: no such overload: map<string, dyn> < int'],
  ['"a" < 10', 'is not valid: no such overload: string < int'],
  ['data', 'must be true or false, and is of type map<string, dyn>'],
  ['"yes"', 'must be true or false, and is of type string'],
  ['size(data.codes)', 'must be true or false, and is of type int'],
  ['data.plate.matches("(a+)+$")', `has no function matches; there are ${functions}`],
  ['data.plate.split(",")[0] == "a"', `has no function split; there are ${functions}`],
  ['timestamp(data.at) > timestamp("2026-12-24T00:00:00Z")', `has no function timestamp; there are ${functions}`],
  ['data.codes.map(x, x)[0] == 1', `has no function map; there are ${functions}`],
  ['matches (data.plate, "a")', `has no function matches; there are ${functions}`],
  ['data.codes.all(x, data.codes.all(y, x == y))', 'may not have all inside all, exists or exists_one'],
  ['(data.codes + data.codes).all(x, x > 0)', 'may have all of a field only, such as data.items.all(…)'],
  ['data.codes.exists(x, x in (data.codes + data.codes))', 'may have a field or a list after in'],
  ['data.codes == [[1]]', 'may not have a list in a list'],
  ['data == {"km": 5}', 'may not have a map in it'],
  ['data.plate == "NARITA', 'has a text without an end'],
  ['data.plate == r"NARITA"', 'may have plain texts in quotes only, without a prefix'],
  ['data.plate == """NARITA"""', 'may have plain texts in quotes only, without a prefix'],
  ['data.ok // always', 'may not have a comment in it'],
  ['data.ok\n&& data.ok', 'must be one line of text'],
  [Array(60).fill('data.ok').join('&&'), 'is not valid: Exceeded maxAstNodes (100)'],
  [`${'('.repeat(100)}data.ok${')'.repeat(100)}`, 'is not valid: Exceeded maxDepth (16)'],
  [`data.km in [${Array(21).fill(1).join(',')}]`, 'is not valid: Exceeded maxListElements (20)'],
])('%s: %s', (text, fault) => {
  expect(expressionFault(text)).toBe(fault)
  expect(holdsTrue(text, data)).toBe(false)
})

describe('the most costly that may be', () => {
  const many = Array(50).fill(1)
  const repeat = (text: string, count: number, between: string) => Array(count).fill(text).join(between)
  test.each<[what: string, text: string, data: object]>([
    ['comparisons of lists', `data.a.all(x, [${repeat('data.a == data.b', 18, ',')}] == [] || true)`, { a: many, b: many }],
    ['looks into a list', repeat('data.a.all(x, x in data.a || true)', 9, ' && '), { a: many.map((_one, index) => index) }],
    [
      'searches in a text',
      `data.a.all(x, ${repeat('data.s.contains(data.t)', 12, '||')} || true)`,
      { a: many, s: 'a'.repeat(500), t: `${'a'.repeat(150)}b` },
    ],
  ])('%s', (_what, text, costly) => {
    expect(evidenceData.safeParse(costly).success).toBe(true)
    expect(expressionFault(text)).toBeUndefined()
    expect(processorTime(() => expect(holdsTrue(text, costly)).toBe(true))).toBeLessThan(100)
  })

  test('thousands of expressions are forgotten again, not wrong', () => {
    for (let index = 0; index < 2_000; index++) expect(holdsTrue(`data.km == ${index}`, data)).toBe(index === 5)
    expect(holdsTrue('data.km == 5', data)).toBe(true)
  })
})
