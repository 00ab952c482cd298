import { decodeBase64url, encodeBase64url } from '../base64url.ts'
import { canonical } from '../canonical.ts'
import { ed25519 } from './ed25519.ts'

/**
 * The one envelope of everything that is signed (design.md 6). `sig` is Ed25519 over utf8(type) ‖ 0x00 ‖ JCS(body)
 * (RFC 8032, RFC 8785): what was signed for one type is never taken for another.
 */
export interface Signed<B extends object = object> {
  readonly type: string
  readonly body: B
  /** Whose key it is. */
  readonly kid: string
  readonly alg: 'Ed25519'
  /** 64 bytes, base64url. */
  readonly sig: string
}

const encoder = new TextEncoder()

/** Exactly the bytes that are signed. Throws where the body has no canonical form: a lone surrogate, a number that is none. */
export function signedBytes(type: string, body: object): Uint8Array {
  return encoder.encode(`${type}\0${canonical(body)}`)
}

/** `seed` is the private key of 32 bytes; throws RangeError for another length. */
export function signEnvelope<B extends object>(type: string, body: B, kid: string, seed: Uint8Array): Signed<B> {
  return { type, body, kid, alg: 'Ed25519', sig: encodeBase64url(ed25519.sign(signedBytes(type, body), seed)) }
}

/** `key` is the public key in base64url. Whose it is, the caller knows: `kid` is not signed. A body without a canonical form is not signed either. */
export function verifySigned({ type, body, sig }: Signed, key: string): boolean {
  const [signature, point] = [decodeBase64url(sig), decodeBase64url(key)]
  const bytes = canonicalBytes(type, body)
  return signature !== undefined && point !== undefined && bytes !== undefined && ed25519.verify(signature, bytes, point)
}

function canonicalBytes(type: string, body: object): Uint8Array | undefined {
  try {
    return signedBytes(type, body)
  } catch {
    return undefined // nobody can have signed it
  }
}
