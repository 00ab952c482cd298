import { type CommandSignature, commandBody, commandType } from '../core/command-signature.ts'
import { toDidKey } from '../core/crypto/did-key.ts'
import { ed25519 } from '../core/crypto/ed25519.ts'
import { signEnvelope } from '../core/crypto/envelope.ts'
import { demo } from '../core/demo-ids.ts'

/** RFC 8032 section 7.1, test 2: the key of the demo wallet that keeps its own. */
export const signerSeed = Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex')

interface ToSign {
  readonly sandbox: string
  readonly operation: string
  readonly id?: string
  readonly body?: unknown
  readonly wallet?: string
  readonly seed?: Uint8Array
  readonly nonce?: string
  readonly validUntil?: string
}

let nonces = 0

/** A command signed as a client would; by the demo wallet that keeps its own key, until a minute after tests begin, unless said. */
export function signed({ sandbox, operation, id = '', body = {}, wallet = demo.signer, seed = signerSeed, ...rest }: ToSign): CommandSignature {
  const { nonce = `nonce-of-a-test-${nonces++}`, validUntil = '2026-12-01T00:01:00Z' } = rest
  const envelope = commandBody({ sandbox, operation, id, request: body }, { wallet, nonce, validUntil })
  const kid = toDidKey(ed25519.publicKey(seed))
  return { wallet, kid, alg: 'Ed25519', nonce, validUntil, sig: signEnvelope(commandType, envelope, kid, seed).sig }
}

export function signatureHeader(toSign: ToSign): { 'Kariosae-Signature': string } {
  return { 'Kariosae-Signature': JSON.stringify(signed(toSign)) }
}

export function sandboxOf(apiKey: string): string {
  return `sbx_${apiKey.slice(4, 30)}`
}
