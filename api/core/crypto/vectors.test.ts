import { ed25519 as noble } from '@noble/curves/ed25519.js'
import { bytesToNumberLE } from '@noble/curves/utils.js'
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { readVectors, whySkipped } from '../../test/published-vectors.ts'
import { native } from './native.ts'
import { portable } from './portable.ts'
import { strictPoint } from './strict-key.ts'

const providers = [
  ['native', native!],
  ['portable', portable],
] as const

/** What the strict definition says against it, from the library's view of the points; the equation itself is not judged here. */
function objection(key: Uint8Array, signature: Uint8Array): string | undefined {
  let point: InstanceType<typeof noble.Point>
  try {
    point = noble.Point.fromBytes(key, false)
  } catch {
    return 'A is not canonical'
  }
  if (point.isSmallOrder()) return 'A is of small order'
  if (!point.isTorsionFree()) return 'A has a part of small order'
  return bytesToNumberLE(signature.subarray(32)) < noble.Point.Fn.ORDER ? undefined : 'S is not below L'
}

const skipped = whySkipped('ed25519/')
describe.skipIf(skipped)(`published vectors of Ed25519${skipped ? ` (${skipped})` : ''}`, () => {
  const lines = skipped ? [] : readVectors('ed25519/rfc8032-first256.txt').split('\n').slice(0, -1)

  test.each(providers)('%s: the first 256 of the author of RFC 8032 come out, and none verifies with a bit changed', (_name, provider) => {
    expect(lines.length).toBe(256)
    for (const [index, line] of lines.entries()) {
      const [secret, pub, text, signed] = line.split(':').map(hexToBytes) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
      const [seed, signature] = [secret.slice(0, 32), signed.slice(0, 64)]
      expect(provider.publicKey(seed)).toEqual(pub)
      expect(provider.sign(text, seed)).toEqual(signature)
      expect(provider.verify(signature, text, pub)).toBe(true)
      signature[index % 64]! ^= 1 << (index % 8)
      expect(provider.verify(signature, text, pub)).toBe(false)
    }
  })

  test('ZIP-215: it takes all 196; each key is of small order, canonical or not, so none is taken here', () => {
    const vectors = JSON.parse(skipped ? '[]' : readVectors('ed25519/zip215.json')) as {
      vk_bytes: string
      sig_bytes: string
      valid_zip215: boolean
    }[]
    expect(vectors.filter((vector) => vector.valid_zip215).length).toBe(196)
    for (const { vk_bytes, sig_bytes } of vectors) {
      const [key, signature] = [hexToBytes(vk_bytes), hexToBytes(sig_bytes)]
      expect(noble.Point.fromBytes(key, true).isSmallOrder()).toBe(true)
      expect(objection(key, signature)).toMatch(/^A is (not canonical|of small order)$/)
      expect(strictPoint(key)).toBeUndefined()
      for (const [, provider] of providers) expect(provider.verify(signature, utf8ToBytes('Zcash'), key)).toBe(false)
    }
  })

  /** In the order of the file: Chalkias, Garillot, Nikolaenko: Taming the many EdDSAs, section 5. */
  test.each<[index: number, why: string]>([
    [0, 'A is of small order'],
    [1, 'A is of small order'],
    [2, 'A has a part of small order'],
    [3, 'A has a part of small order'],
    [4, 'A has a part of small order'],
    [5, 'A has a part of small order'],
    [6, 'S is not below L'],
    [7, 'S is not below L'],
    [8, 'A has a part of small order'],
    [9, 'A has a part of small order'],
    [10, 'A is not canonical'],
    [11, 'A is not canonical'],
  ])('Taming the many EdDSAs, vector %i: %s', (index, why) => {
    const vectors = JSON.parse(readVectors('ed25519/edge-cases.json')) as { message: string; pub_key: string; signature: string }[]
    expect(vectors.length).toBe(12)
    const { message, pub_key, signature } = vectors[index]!
    const [key, signed, text] = [hexToBytes(pub_key), hexToBytes(signature), hexToBytes(message)]
    expect(objection(key, signed)).toBe(why)
    for (const [, provider] of providers) expect(provider.verify(signed, text, key)).toBe(false)
  })
})
