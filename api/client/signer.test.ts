import { expect, test, vi } from 'vitest'
import { decodeBase64url, encodeBase64url } from '../core/base64url.ts'
import { fromDidKey } from '../core/crypto/did-key.ts'
import { ed25519 } from '../core/crypto/ed25519.ts'
import { createPlatformSigner, createSigner } from './client.ts'

const hex = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'
const message = Uint8Array.of(0x72)
/** RFC 8032, section 7.1, test 2. */
const expected = '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'

test.each([
  { form: 'bytes', seed: Uint8Array.from(Buffer.from(hex, 'hex')) },
  { form: 'hex', seed: hex },
  { form: 'hex in capitals, with a line break', seed: `${hex.toUpperCase()}\n` },
  { form: 'base64url', seed: Buffer.from(hex, 'hex').toString('base64url') },
])('a seed given as $form signs as RFC 8032 says', async ({ seed }) => {
  const signer = createSigner(seed)
  if (typeof seed !== 'string') seed.fill(0)
  expect(Buffer.from(await signer.sign(message)).toString('hex')).toBe(expected)
})

test.each(['', hex.slice(1), `${hex}0`, `${hex.slice(1)}g`, Buffer.from(hex, 'hex').toString('base64'), new Uint8Array(31), new Uint8Array(64)])(
  '%s is no seed, and is not repeated in the error',
  (seed) => {
    expect(() => createSigner(seed)).toThrow(RangeError)
    expect(() => createSigner(seed)).not.toThrow(/4ccd|g$/)
  },
)

const { subtle } = crypto
const withoutEd25519 = { generateKey: () => Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError')) }

test.each([
  { name: 'of the platform', given: subtle },
  { name: 'where the platform has no Ed25519', given: withoutEd25519 },
  { name: 'where the page is not in a secure context', given: undefined },
])('a new key $name: another each time, and what it signs is good', async ({ given }) => {
  const getter = vi.spyOn(crypto, 'subtle', 'get').mockReturnValue(given as SubtleCrypto)
  const signers = [await createPlatformSigner(), await createPlatformSigner(), createSigner(), createSigner()]
  getter.mockReturnValue(subtle)
  for (const { publicKey, keyId, sign } of signers) {
    expect(encodeBase64url(fromDidKey(keyId)!)).toBe(publicKey)
    expect(ed25519.verify(await sign(message), message, decodeBase64url(publicKey)!)).toBe(true)
  }
  getter.mockRestore()
  expect(new Set(signers.map(({ keyId }) => keyId)).size).toBe(4)
})

test('a pair that the page has kept signs on; one that could be taken out is not used', async () => {
  const pair = await subtle.generateKey('Ed25519', false, ['sign', 'verify'])
  const [first, second] = [await createPlatformSigner(pair), await createPlatformSigner(pair)]
  expect(second.keyId).toBe(first.keyId)
  const open = await subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  await expect(createPlatformSigner(open)).rejects.toThrow(TypeError)
})
