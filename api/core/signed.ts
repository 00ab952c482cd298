import { z } from '@hono/zod-openapi'
import { ed25519 } from '@noble/curves/ed25519.js'
import canonicalize from 'canonicalize'
import { decodeBase64url } from './base64url.ts'

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

/** The envelope around one type of body. */
export function signedSchema<B extends z.ZodType<object>>(type: string, body: B, kid: z.ZodType<string>) {
  return z.strictObject({
    type: z.literal(type),
    body,
    kid: kid.openapi({ description: 'Whose key signed' }),
    alg: z.literal('Ed25519'),
    sig: z
      .string()
      .refine((text) => decodeBase64url(text)?.length === 64, 'must be a signature: 64 bytes in base64url')
      .openapi({ description: 'Over utf8(type) ‖ 0x00 ‖ JCS(body), RFC 8785; base64url', example: 'A'.repeat(86) }),
  })
}

/** A public key that can be trusted to stand for one signer. */
export const publicKey = z
  .string()
  .refine((text) => isStrictKey(decodeBase64url(text)), 'must be an Ed25519 public key: 32 bytes in base64url, canonical and not of small order')
  .openapi({ description: 'Ed25519, 32 bytes, base64url', example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })

/** Exactly the bytes that are signed. */
export function signedBytes(type: string, body: object): Uint8Array {
  return new TextEncoder().encode(`${type}\0${canonicalize(body)}`)
}

export function verifySigned({ type, body, sig }: Signed, key: string): boolean {
  const [signature, point] = [decodeBase64url(sig), decodeBase64url(key)]
  return signature !== undefined && point !== undefined && verifyEd25519(signature, signedBytes(type, body), point)
}

/** Strict: encodings are canonical, S is below the group order, the key is not of small order. */
export function verifyEd25519(signature: Uint8Array, message: Uint8Array, key: Uint8Array): boolean {
  return signature.length === 64 && key.length === 32 && ed25519.verify(signature, message, key, { zip215: false })
}

/**
 * Under a key of small order one signature fits any message; one with a part of small order can be made to verify here and
 * not elsewhere (Chalkias, Garillot, Nikolaenko: Taming the many EdDSAs, 2020). No honest key is either.
 */
function isStrictKey(bytes: Uint8Array | undefined): boolean {
  if (bytes?.length !== 32) return false
  try {
    const point = ed25519.Point.fromBytes(bytes, false)
    return !point.isSmallOrder() && point.isTorsionFree()
  } catch {
    return false
  }
}
