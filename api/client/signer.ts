import { decodeBase64url, encodeBase64url } from '../core/base64url.ts'
import { toDidKey } from '../core/crypto/did-key.ts'
import { ed25519 } from '../core/crypto/ed25519.ts'

/** A key that signs and does not come out: neither its seed nor a CryptoKey is a property of it, so nothing that prints it shows one. */
export interface Signer {
  /** 32 bytes, base64url: what `createWallet` and `rotateKey` take. */
  readonly publicKey: string
  /** The same as a did:key: how signatures name it. */
  readonly keyId: string
  /** Ed25519 (RFC 8032): 64 bytes. */
  sign(message: Uint8Array): Promise<Uint8Array<ArrayBuffer>>
}

/**
 * A signer with this seed, the private key of 32 bytes, as bytes or as text in hex or base64url; without one, with a new
 * seed from the platform's CSPRNG that lives as long as the signer. Throws RangeError where it is no seed.
 */
export function createSigner(seed: Uint8Array | string = crypto.getRandomValues(new Uint8Array(32))): Signer {
  const own = typeof seed === 'string' ? readSeed(seed.trim()) : seed.slice()
  // The text is not quoted: it may be a key with one character too many.
  if (own?.length !== 32) throw new RangeError('a seed is 32 bytes: 64 hex digits, or 43 characters of base64url')
  return named(ed25519.publicKey(own), async (message) => ed25519.sign(message, own).slice())
}

/**
 * A signer whose key no script of the page can read: a non-extractable key of the Web Cryptography API, new or one that the
 * page has kept (an IndexedDB holds CryptoKeys). Where the platform has no Ed25519, a new one as `createSigner` makes it.
 */
export async function createPlatformSigner(pair?: CryptoKeyPair): Promise<Signer> {
  const { subtle } = crypto
  const keys = pair ?? (await subtle?.generateKey('Ed25519', false, ['sign', 'verify']).catch(() => undefined))
  if (!keys) return createSigner()
  if (!('privateKey' in keys) || keys.privateKey.extractable) throw new TypeError('the pair must have a private key that is not extractable')
  const { privateKey, publicKey } = keys
  const raw = new Uint8Array(await subtle.exportKey('raw', publicKey))
  return named(raw, async (message) => new Uint8Array(await subtle.sign('Ed25519', privateKey, message.slice())))
}

function named(publicKey: Uint8Array, sign: Signer['sign']): Signer {
  return Object.freeze({ publicKey: encodeBase64url(publicKey), keyId: toDidKey(publicKey), sign })
}

function readSeed(text: string): Uint8Array | undefined {
  if (!/^[0-9a-f]{64}$/i.test(text)) return decodeBase64url(text)
  return Uint8Array.from(text.match(/../g)!, (pair) => Number.parseInt(pair, 16))
}
