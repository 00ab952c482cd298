import { bytesToHex } from '@noble/hashes/utils.js'
import { expect, test } from 'vitest'
import { parseVerifierKey, verifierKey } from './verifier-key.ts'

/** The key of the Go checksum database, and that of the example in C2SP signed-note, "Verifier keys". */
const published = [
  ['sum.golang.org', '033de0ae', 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'],
  ['example.com/foo', '530d903a', 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'],
] as const

test.each(published)('the published key of %s is read, and written again', (name, id, text) => {
  const key = parseVerifierKey(text)
  if (typeof key === 'string') throw new Error(key)
  expect(key).toMatchObject({ name, id })
  expect(key.publicKey.length).toBe(32)
  expect(verifierKey(key.name, key.publicKey)).toBe(text)
})

const good = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const [shape, badName, badId, badKey, otherType, otherId] = [
  'a verifier key is <name>+<key ID>+<base64>',
  'the name of a key is not empty and has no spaces',
  'a key ID is 8 lower-case hexadecimal digits',
  'the key must be canonical base64',
  'the key must be of type 1, Ed25519, with 32 bytes',
  'the key ID is not that of the name and the key',
]
test.each<[what: string, text: string, fault: string]>([
  ['that is empty', '', shape],
  ['without its key', 'example.com/foo+530d903a', shape],
  ['without a name', good.replace('example.com/foo', ''), badName],
  ['with a space in its name', good.replace('foo', 'f o'), badName],
  ['with an ideographic space in its name', good.replace('foo', 'f\u3000o'), badName],
  ['with a newline in its name', good.replace('foo', 'f\no'), badName],
  ['with half a character in its name', good.replace('foo', '\ud800'), badName],
  ['with another name', good.replace('foo', 'fop'), otherId],
  ['with another ID', good.replace('530d903a', '530d903b'), otherId],
  ['with an ID in capitals', good.replace('530d903a', '530D903A'), badId],
  ['with a short ID', good.replace('530d903a', '30d903a'), badId],
  ['with another key', good.replace('Aeky', 'Aekz'), otherId],
  ['of another type', good.replace('Aeky', 'Auky'), otherType],
  ['of 31 bytes', good.replace('U2k', 'U2'), badKey],
  ['of 30 bytes', good.slice(0, -4), otherType],
  ['with no bytes', 'example.com/foo+530d903a+', otherType],
  ['in base64url', good.replace('AekyeRrm', 'Aeky_Rrm'), badKey],
  ['with a newline after it', `${good}\n`, badKey],
  ['with more after it', `${good}+`, badKey],
])('a verifier key %s is refused', (_what, text, fault) => {
  expect(parseVerifierKey(text)).toBe(fault)
})

test.each(['', 'a b', 'a+b', 'a\nb', 'a\u0001b', 'a\u00a0b', '\udfff'])('no verifier key has the name "%s"', (name) => {
  expect(() => verifierKey(name, new Uint8Array(32))).toThrow(/no name/)
})

test.each([0, 31, 33])('no verifier key is over %i bytes', (length) => {
  expect(() => verifierKey('a', new Uint8Array(length))).toThrow(/none of Ed25519/)
})

test('a name may have letters of any script', () => {
  const key = parseVerifierKey(verifierKey('例え.example/仮押さえ', new Uint8Array(32).fill(1)))
  if (typeof key === 'string') throw new Error(key)
  expect([key.name, bytesToHex(key.publicKey)]).toEqual(['例え.example/仮押さえ', '01'.repeat(32)])
})
