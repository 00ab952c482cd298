import { z } from '@hono/zod-openapi'
import { decodeBase64url } from './base64url.ts'
import { strictPoint } from './crypto/strict-key.ts'

/** The envelope (`crypto/envelope.ts`) around one type of body. */
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
  .refine(
    (text) => decodeBase64url(text)?.length === 32,
    'must be an Ed25519 public key: its 32 bytes in base64url, 43 characters (no PEM, DER or hex)',
  )
  .refine(
    (text) => decodeBase64url(text)?.length !== 32 || isStrictKey(decodeBase64url(text)),
    'is no Ed25519 public key that an honest program makes',
  )
  .openapi({ description: 'Ed25519, 32 bytes, base64url', example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })

function isStrictKey(bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && strictPoint(bytes) !== undefined
}
