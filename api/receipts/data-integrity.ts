import canonicalize from 'canonicalize'
import { fromDidKey } from '../core/crypto/did-key.ts'
import { ed25519 } from '../core/crypto/ed25519.ts'
import { decodeMultibase } from '../core/crypto/multibase.ts'
import { sha256 } from '../core/crypto/sha256.ts'

/** Who signed a document, and when, by a proof that is good. */
export interface Proven {
  /** The did:key that the verification method is of. */
  readonly signer: string
  readonly purpose: unknown
}

type Members = Readonly<Record<string, unknown>>

/**
 * Verifies the proof of a document that is secured with eddsa-jcs-2022 by a did:key (W3C Data Integrity EdDSA Cryptosuites
 * v1.0, section 3.3.2), or says what is wrong with it. Throws where it has no canonical form.
 */
export function verifyDataIntegrity(secured: Members): Proven | string {
  const { proof, ...document } = secured
  if (!isRecord(proof)) return 'it has no proof, or several'
  const { proofValue, ...options } = proof
  if (options['type'] !== 'DataIntegrityProof' || options['cryptosuite'] !== 'eddsa-jcs-2022')
    return 'its proof is not a DataIntegrityProof of eddsa-jcs-2022'
  const signature = typeof proofValue === 'string' ? decodeMultibase(proofValue, 64) : undefined
  if (!signature) return 'its proofValue is not a signature in multibase'
  const { created } = options
  if (created !== undefined && (typeof created !== 'string' || Number.isNaN(Date.parse(created)))) return 'its proof was created at no time'
  const context = options['@context']
  if (context !== undefined && !beginsWith(document['@context'], context)) return 'its @context does not begin with that of its proof'
  const method = options['verificationMethod']
  const [signer = '', fragment, ...rest] = typeof method === 'string' ? method.split('#') : []
  const publicKey = fromDidKey(signer)
  if (!publicKey || signer !== `did:key:${fragment}` || rest.length > 0) return 'its verificationMethod is not that of a did:key of Ed25519'
  const unsecured = context === undefined ? document : { ...document, '@context': context }
  const bytes = Uint8Array.of(...sha256(canonicalize(options)!), ...sha256(canonicalize(unsecured)!))
  if (!ed25519.verify(signature, bytes, publicKey)) return `it is not what ${signer} signed`
  return { signer, purpose: options['proofPurpose'] }
}

function beginsWith(value: unknown, start: unknown): boolean {
  const [all, first] = [value, start].map((one) => (Array.isArray(one) ? one : [one])) as [unknown[], unknown[]]
  return first.every((one, index) => canonicalize(one) === canonicalize(all[index]))
}

function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
