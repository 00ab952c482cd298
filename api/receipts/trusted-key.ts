import { decodeBase64url } from '../core/base64url.ts'
import { fromDidKey } from '../core/crypto/did-key.ts'
import { parseVerifierKey } from '../core/note/verifier-key.ts'

/** A key that somebody trusts to sign journals. */
export interface TrustedKey {
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array
  /** The one journal it is trusted for; absent where it is trusted for all journals of its service. */
  readonly name?: string
}

/** What is taken as one. */
export const keyForms = {
  en: 'a verifier key (name+ID+base64), a public key of 32 bytes in base64url, or a did:key',
  ja: '検証鍵（名前+ID+base64）、32バイトの公開鍵（base64url）、または did:key',
} as const

/** What was given as a trusted key: none where nothing was, undefined where it is no key. White space around it does not count. */
export function readTrustedKey(given: unknown): TrustedKey | 'none' | undefined {
  if (given === undefined || given === null) return 'none'
  if (typeof given !== 'string') return undefined
  const text = given.trim()
  if (text === '') return 'none'
  const parsed = parseVerifierKey(text)
  if (typeof parsed !== 'string') return { publicKey: parsed.publicKey, name: parsed.name }
  const publicKey = fromDidKey(text) ?? decodeBase64url(text)
  return publicKey?.length === 32 ? { publicKey } : undefined
}
