import { z } from '@hono/zod-openapi'
import { decodeBase64url } from './base64url.ts'
import { fromDidKey } from './crypto/did-key.ts'
import { type Signed, signedBytes } from './crypto/envelope.ts'
import { encodeBase64 } from './note/base64.ts'
import { walletId } from './schemas.ts'

/** The type of the envelope around everything a wallet orders. */
export const commandType = 'kariosae.command.v1'

/** The longest a signed command may be good for, from the moment it comes in. */
export const longestValidity = 24 * 3600 * 1000

/**
 * What a client sends beside a command, as JSON in the header `Kariosae-Signature`, or as `signature` of an operation in a
 * batch. The rest of the envelope is the command itself, so nothing is said twice.
 */
export const commandSignature = z
  .strictObject({
    wallet: walletId.openapi({ description: 'Who orders it; the request acts as this wallet' }),
    kid: z
      .string()
      .refine((text) => fromDidKey(text) !== undefined, 'must be a did:key of an Ed25519 public key')
      .openapi({ description: 'The key of the wallet, as a did:key', example: 'did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw' }),
    alg: z.literal('Ed25519'),
    nonce: z
      .string()
      .regex(/^[\w-]{16,64}$/, 'must be 16 to 64 letters, digits, - or _')
      .openapi({ description: 'Used once by this key', example: 'k3vQx0mYp2fWc8Zb' }),
    validUntil: z.iso
      .datetime({ error: 'must be an RFC 3339 time in UTC like 2026-12-24T19:00:00Z' })
      .openapi({ description: 'By the real clock, at most 24 hours from now', example: '2026-11-21T09:05:00Z' }),
    sig: z
      .string()
      .refine((text) => decodeBase64url(text)?.length === 64, 'must be a signature: 64 bytes in base64url')
      .openapi({ description: 'Over utf8(type) ‖ 0x00 ‖ JCS(body), base64url', example: 'A'.repeat(86) }),
  })
  .openapi('CommandSignature')
export type CommandSignature = z.output<typeof commandSignature>

/** What is signed: the whole command, for one sandbox, once, for a while. */
export interface CommandBody {
  readonly sandbox: string
  readonly wallet: string
  readonly operation: string
  /** The resource acted on, as in the path; null where the path names none. */
  readonly id: string | null
  /** The JSON body as it was sent; `{}` where there is none. */
  readonly request: unknown
  readonly nonce: string
  readonly validUntil: string
}

/** One command as it came in. */
export interface SentCommand {
  readonly sandbox: string
  readonly operation: string
  readonly id: string
  readonly request: unknown
  /** Is it an operation in a batch? Then its signature stands beside it, else in a header. */
  readonly inBatch?: boolean
}

export function commandBody(
  { sandbox, operation, id, request }: SentCommand,
  { wallet, nonce, validUntil }: Pick<CommandSignature, 'wallet' | 'nonce' | 'validUntil'>,
): CommandBody {
  return { sandbox, wallet, operation, id: id === '' ? null : id, request: request ?? {}, nonce, validUntil }
}

/** The whole envelope, as the journal keeps it. */
export function commandEnvelope(sent: SentCommand, signature: CommandSignature): Signed<CommandBody> {
  const { kid, alg, sig } = signature
  return { type: commandType, body: commandBody(sent, signature), kid, alg, sig }
}

/** For a refusal: what would have to be signed, with the exact bytes of it as a text and in base64. */
export function toSign(sent: SentCommand, parts: Pick<CommandSignature, 'wallet' | 'nonce' | 'validUntil'> & { readonly kid: string | null }) {
  const body = commandBody(sent, parts)
  const signed = signedBytes(commandType, body)
  const bytes = new TextDecoder().decode(signed)
  const place = sent.inBatch ? { header: null, field: 'signature' } : { header: 'Kariosae-Signature', field: null }
  return { ...place, wallet: parts.wallet, kid: parts.kid, type: commandType, body, bytes, base64: encodeBase64(signed) }
}
