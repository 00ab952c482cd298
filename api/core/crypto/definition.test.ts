import { ed25519 as noble } from '@noble/curves/ed25519.js'
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { native } from './native.ts'
import { portable } from './portable.ts'
import { strictPoint } from './strict-key.ts'

/** What the definition in `ed25519.ts` says, from both providers. Whatever is refused here is made so that somebody else accepts it. */
const providers = [
  ['native', native!],
  ['portable', portable],
] as const

const { Point } = noble
const seed = new Uint8Array(32).fill(7)
const { scalar: a, point: A } = noble.utils.getExtendedPublicKey(seed)
const key = A.toBytes()
const message = utf8ToBytes('a message')
const good = noble.sign(message, seed)
/** Of order 8, and its multiple of order 2. */
const T = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')
const T2 = T.multiplyUnsafe(4n)
const nonce = 12_345n

/** S = r + k·a for these encodings of R and of the key: it fits [S]B = R + [k]A but for what is of small order. */
function signWith(given: Uint8Array, r: bigint, claimed: Uint8Array = key, text: Uint8Array = message): Uint8Array {
  const k = Point.Fn.create(bytesToNumberLE(sha512(concatBytes(given, claimed, text))))
  return concatBytes(given, numberToBytesLE(Point.Fn.create(r + k * a), 32))
}

function addOrder(signature: Uint8Array): Uint8Array {
  return concatBytes(signature.subarray(0, 32), numberToBytesLE(bytesToNumberLE(signature.subarray(32)) + Point.Fn.ORDER, 32))
}

function changed(bytes: Uint8Array, at: number, mask: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ mask : byte))
}

/** A message for which k is a multiple of eight, so that what is of small order in the key falls out of the equation. */
function messageFor(given: Uint8Array, claimed: Uint8Array): Uint8Array {
  const fits = (text: Uint8Array) => Point.Fn.create(bytesToNumberLE(sha512(concatBytes(given, claimed, text)))) % 8n === 0n
  return Array.from({ length: 200 }, (_, index) => utf8ToBytes(`${index}`)).find(fits)!
}

const R = Point.BASE.multiply(nonce).toBytes()
const mixedKey = A.add(T).toBytes()
const lucky = messageFor(R, mixedKey)
const zeros = new Uint8Array(32)
const neutral = concatBytes(Uint8Array.of(1), zeros.slice(1))
/** y = p + 1 stands for the neutral point too, and so does its x = 0 with the sign of one that is negative. */
const neutralAboveP = hexToBytes(`ee${'ff'.repeat(30)}7f`)
const neutralNegative = changed(neutral, 31, 0x80)

type Case = [what: string, signature: Uint8Array, text: Uint8Array, publicKey: Uint8Array, verdict: boolean]
const cases: Case[] = [
  ['a signature', good, message, key, true],
  ['one with a nonce of our own', signWith(R, nonce), message, key, true],
  ['another message', good, message.slice(1), key, false],
  ['no message', good, new Uint8Array(), key, false],
  ['the key of another', good, message, Point.BASE.toBytes(), false],
  ['the key negated', good, message, A.negate().toBytes(), false],
  ['S + L', addOrder(good), message, key, false],
  ['S + 2L', addOrder(addOrder(good)), message, key, false],
  ['a high bit of S', changed(good, 63, 0x80), message, key, false],
  ['S = L', concatBytes(good.subarray(0, 32), numberToBytesLE(Point.Fn.ORDER, 32)), message, key, false],
  ['the sign of R', changed(good, 31, 0x80), message, key, false],
  ['R with a part of order 8', signWith(Point.BASE.multiply(nonce).add(T).toBytes(), nonce), message, key, false],
  ['R with a part of order 2', signWith(Point.BASE.multiply(nonce).add(T2).toBytes(), nonce), message, key, false],
  ['R of order 8', signWith(T.toBytes(), 0n), message, key, false],
  ['R of order 4', signWith(zeros, 0n), message, key, false],
  ['R of order 2', signWith(T2.toBytes(), 0n), message, key, false],
  ['R of order 1', signWith(neutral, 0n), message, key, false],
  ['R of order 1 with y above p', signWith(neutralAboveP, 0n), message, key, false],
  ['R of order 1 with a sign', signWith(neutralNegative, 0n), message, key, false],
  ['R that is no point', signWith(changed(zeros, 0, 2), nonce), message, key, false],
  ['A with a part of order 8, where it falls out', signWith(R, nonce, mixedKey, lucky), lucky, mixedKey, false],
  ['A with a part of order 8', signWith(R, nonce, mixedKey), message, mixedKey, false],
  ['A of order 1, S = r', concatBytes(R, numberToBytesLE(nonce, 32)), message, neutral, false],
  ['A of order 1 with y above p, S = r', concatBytes(R, numberToBytesLE(nonce, 32)), message, neutralAboveP, false],
  ['A of order 1 with a sign, S = r', concatBytes(R, numberToBytesLE(nonce, 32)), message, neutralNegative, false],
  ['A of order 2', concatBytes(T2.toBytes(), zeros), message, T2.toBytes(), false],
  ['A of order 4, all zero', concatBytes(zeros, zeros), message, zeros, false],
  ['A of order 8', concatBytes(T.toBytes(), zeros), message, T.toBytes(), false],
  ['A that is no point', good, message, changed(zeros, 0, 2), false],
  ['A of ones', good, message, zeros.map(() => 0xff), false],
  ['an all-zero signature', new Uint8Array(64), message, key, false],
  ['no signature', new Uint8Array(), message, key, false],
  ['63 bytes of it', good.slice(0, 63), message, key, false],
  ['one byte more', concatBytes(good, zeros.slice(31)), message, key, false],
  ['31 bytes of the key', good, message, key.slice(0, 31), false],
  ['one byte more of the key', good, message, concatBytes(key, zeros.slice(31)), false],
  ['no key', good, message, new Uint8Array(), false],
  ['a megabyte of key and of signature', new Uint8Array(1 << 20), message, new Uint8Array(1 << 20), false],
]

test.each(providers.flatMap(([name, provider]) => cases.map(([what, ...rest]) => [name, what, provider, ...rest] as const)))(
  '%s: %s',
  async (_name, _what, provider, signature, text, publicKey, verdict) => {
    expect(provider.verify(signature, text, publicKey)).toBe(verdict)
    expect(await provider.verifyLater(signature, text, publicKey)).toBe(verdict)
    expect(provider.verify(signature, text, publicKey), 'when the key is known').toBe(verdict)
  },
)

test.each([
  ['R with a part of order 8', key, message],
  ['R of order 1', key, message],
  ['A with a part of order 8, where it falls out', mixedKey, lucky],
])('%s is accepted by a verifier that multiplies by the cofactor, so the table tests our rule and no slip', (name, publicKey, text) => {
  const [, signature] = cases.find(([what]) => what === name)!
  expect(noble.verify(signature, text, publicKey, { zip215: false })).toBe(true)
})

test('a key is taken for its bytes, not for the array that held them', () => {
  const array = key.slice()
  expect(strictPoint(array)?.toBytes()).toEqual(key)
  for (const [, provider] of providers) {
    array.set(key)
    expect(provider.verify(good, message, array)).toBe(true)
    array.set(zeros)
    expect(provider.verify(good, message, array)).toBe(false)
  }
})

test.each(providers)(
  '%s: what is verified later is what was given, and a seed that is wiped is not remembered by its array',
  async (_name, provider) => {
    const [text, array] = [message.slice(), seed.slice()]
    const verdict = provider.verifyLater(good, text, key)
    text.fill(0)
    expect(await verdict).toBe(true)
    expect(provider.sign(message, array)).toEqual(good)
    array.fill(8)
    expect(provider.publicKey(array)).toEqual(noble.getPublicKey(new Uint8Array(32).fill(8)))
  },
)

test.each(providers)('%s: a seed has 32 bytes', (_name, provider) => {
  for (const length of [0, 31, 33, 64]) {
    expect(() => provider.sign(message, new Uint8Array(length))).toThrow(RangeError)
    expect(() => provider.publicKey(new Uint8Array(length))).toThrow(RangeError)
  }
})

test('both sign alike, and judge alike whatever bits are flipped', () => {
  const flips = fc.array(fc.record({ part: fc.constantFrom('signature', 'text', 'publicKey'), at: fc.nat(), bit: fc.nat(7) }), { maxLength: 3 })
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
  fc.assert(
    fc.property(bytes(32), fc.uint8Array({ minLength: 1, maxLength: 200 }), flips, (secret, text, flipped) => {
      const signature = native!.sign(text, secret)
      const publicKey = native!.publicKey(secret)
      expect([portable.sign(text, secret), portable.publicKey(secret)]).toEqual([signature, publicKey])
      const parts = { signature, text, publicKey }
      for (const { part, at, bit } of flipped) parts[part]![at % parts[part]!.length]! ^= 1 << bit
      const verdicts = providers.map(([, provider]) => provider.verify(parts.signature, parts.text, parts.publicKey))
      expect(verdicts[0]).toBe(verdicts[1])
      if (flipped.length <= 1) expect(verdicts[0]).toBe(flipped.length === 0)
    }),
  )
})

test('any bytes whatever are judged, alike', () => {
  const any = fc.oneof(
    fc.uint8Array({ maxLength: 70 }),
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.uint8Array({ minLength: 64, maxLength: 64 }),
  )
  fc.assert(
    fc.property(any, any, any, (signature, text, publicKey) => {
      for (const [, provider] of providers) expect(provider.verify(signature, text, publicKey)).toBe(false)
    }),
  )
})
