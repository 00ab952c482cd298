import { bytesToHex } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { portableSha256, sha256 } from './sha256.ts'

const providers = [
  ['of the runtime', sha256],
  ['portable', portableSha256],
] as const

test('here the runtime has its own', () => expect(sha256).not.toBe(portableSha256))

/** NIST CSRC, examples with intermediate values; the last two by sha256sum. */
const values: [what: string, data: string | Uint8Array, hash: string][] = [
  ['nothing', '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['abc in bytes', Uint8Array.of(0x61, 0x62, 0x63), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['two blocks', 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'],
  ['a part of other bytes', new TextEncoder().encode('xabcx').subarray(1, 4), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['仮押さえ', '仮押さえ', '02f5d53e81985c14992afbea5b003cfa989e8b7d26091792eb8288528f4cc419'],
  ['U+FFFD', '\ufffd', '83d544ccc223c057d2bf80d3f2a32982c32c3c0db8e2674820da5064783fb097'],
  ['a lone surrogate, as U+FFFD', '\ud800', '83d544ccc223c057d2bf80d3f2a32982c32c3c0db8e2674820da5064783fb097'],
]

test.each(providers.flatMap(([name, hash]) => values.map(([what, data, expected]) => [name, what, hash, data, expected] as const)))(
  '%s: SHA-256 of %s',
  (_name, _what, hash, data, expected) => {
    const digest = hash(data)
    expect(bytesToHex(digest)).toBe(expected)
    expect(digest.constructor).toBe(Uint8Array)
  },
)

test('both hash any text and any bytes alike', () => {
  const data = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 100 }))
  fc.assert(
    fc.property(data, (one) => {
      expect(sha256(one)).toEqual(portableSha256(one))
    }),
  )
})
