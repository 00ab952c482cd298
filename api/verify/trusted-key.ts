import { decodeBase64url } from '../core/base64url.ts'
import { parseVerifierKey } from '../core/note/verifier-key.ts'

/** The Ed25519 public key, 32 bytes, of a verifier key or in base64url; undefined for any other text. One key signs all journals of a service. */
export function publicKeyOf(text: string): Uint8Array | undefined {
  const parsed = parseVerifierKey(text)
  if (typeof parsed !== 'string') return parsed.publicKey
  const bytes = decodeBase64url(text)
  return bytes?.length === 32 ? bytes : undefined
}
