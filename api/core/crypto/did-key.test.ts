import { hexToBytes } from '@noble/hashes/utils.js'
import { base58 } from '@scure/base'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromDidKey, toDidKey } from './did-key.ts'
import { decodeMultibase, encodeMultibase } from './multibase.ts'

/** The key of the example in Data Integrity EdDSA Cryptosuites v1.0, appendix B. */
const name = 'did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2'
const key = hexToBytes('b00d8d938e7f773d51565aad36a623f5344f7f5d1960f9cf3e8e12620ea2810f')
const coded = (...bytes: number[]) => `did:key:z${base58.encode(Uint8Array.from(bytes))}`

test('a key has one name, and the name has the key', () => {
  expect(toDidKey(key)).toBe(name)
  expect(fromDidKey(name)).toEqual(key)
})

test.each<[what: string, text: string]>([
  ['nothing', ''],
  ['another method', name.replace('key', 'web')],
  ['capitals', name.replace('did', 'DID')],
  ['no multibase', name.replace(':z6', ':6')],
  ['another multibase', name.replace(':z6', ':m6')],
  ['a version', name.replace('did:key:', 'did:key:1:')],
  ['a fragment', `${name}#${name.slice(8)}`],
  ['a space after it', `${name} `],
  ['a zero before it', name.replace(':z', ':z1')],
  ['a character that base58 has not', name.replace('6Mk', '6Ml0')],
  ['a key of 31 bytes', coded(0xed, 0x01, ...key.slice(1))],
  ['a key of 33 bytes', coded(0xed, 0x01, ...key, 0)],
  ['a key of X25519', coded(0xec, 0x01, ...key)],
  ['the codec as a longer varint', coded(0xed, 0x81, 0x00, ...key)],
  ['no codec', coded(...key)],
  ['a megabyte', `did:key:z6Mk${'2'.repeat(1 << 20)}`],
])('%s is no name of a key', (_what, text) => {
  expect(fromDidKey(text)).toBeUndefined()
  expect(fromDidKey(text), 'asked again').toBeUndefined()
})

test('who changes a key that was read changes nothing for the next', () => {
  fromDidKey(name)!.fill(0)
  expect(fromDidKey(name)).toEqual(key)
})

test('only 32 bytes have a name', () => {
  expect(() => toDidKey(key.slice(1))).toThrow(RangeError)
})

test('any key comes back from its name, which has 56 characters', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      const text = toDidKey(bytes)
      expect(text).toMatch(/^did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/)
      expect(fromDidKey(text)).toEqual(bytes)
    }),
  )
})

test('any bytes come back from multibase, for their own length only', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 70 }),
    fc.nat(70).map((length) => new Uint8Array(length).fill(0xff)),
  )
  fc.assert(
    fc.property(bytes, (one) => {
      const text = encodeMultibase(one)
      expect(decodeMultibase(text, one.length)).toEqual(one)
      expect(decodeMultibase(text, one.length + 1)).toBeUndefined()
      expect(decodeMultibase(`z1${text.slice(1)}`, one.length)).toBeUndefined()
    }),
  )
})
