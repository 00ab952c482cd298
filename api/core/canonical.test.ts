import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical } from './canonical.ts'

const values: readonly [string, object][] = [
  ['keys out of order', { b: 1, a: { d: [{ f: 1, e: null }], c: 'x' } }],
  ['keys by UTF-16 code unit', { '\ufb33': 1, '😀': 2, ö: 3, '\r': 4, '': 5 }],
  ['keys that are array indices', { b: 1, 10: 1, 9: 1, 1.5: 1, '01': 2 }],
  ['a key inside that is one', { b: { 10: 1, 9: 1 }, a: [{ 2: 1, 1: 1 }] }],
  ['a key __proto__', JSON.parse('{"b":1,"__proto__":{"z":1,"a":2}}')],
  ['what is left out', { b: undefined, a: 1 }],
  ['numbers', { list: [1e21, 1e-7, -0, 0.1, 9007199254740991, 333333333.3333333] }],
  ['text that looks like an escape', { a: '\\ud800' }],
  ['toJSON', { b: new Date(0), a: 1 }],
  ['an empty list', []],
]
test.each(values)('%s are written as the library writes them', (_name, value) => {
  expect(canonical(value)).toBe(canonicalize(value))
})

test.each([{ a: '\ud800' }, { '\ud800': 1 }, { a: Number.NaN }, { a: [Number.POSITIVE_INFINITY] }])(
  'what has no canonical form is refused',
  (value) => {
    expect(() => canonical(value)).toThrow()
  },
)

test('so is any JSON', () => {
  const anything = fc.oneof(fc.object({ maxDepth: 4 }), fc.array(fc.jsonValue()))
  fc.assert(
    fc.property(anything, (value) => {
      expect(canonical(plain(value))).toBe(canonicalize(plain(value)))
    }),
  )
})

/** As it would come in: no undefined, no symbols. */
function plain(value: object): object {
  return JSON.parse(JSON.stringify(value))
}
