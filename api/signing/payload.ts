import canonicalize from 'canonicalize'
import { signedBytes } from '../core/crypto/envelope.ts'
import { sha256 } from '../core/crypto/sha256.ts'
import type { Payload } from '../core/signing.ts'

/** What a policy must name for a payload to be signed: the type of an envelope, else the form. */
export function purposeOf(payload: Payload): string {
  return payload.form === 'envelope' ? payload.type : payload.form
}

/** The operation that an envelope orders; undefined where its body has none. Of whatever type, as the body was sent. */
export function operationOf(payload: Payload): unknown {
  return payload.form === 'envelope' ? (Object(payload.body) as { operation?: unknown }).operation : undefined
}

/** Why a payload has no bytes that could be signed; undefined if it has. */
export function payloadFault(payload: Payload): string | undefined {
  switch (payload.form) {
    case 'envelope':
      return envelopeFault(payload)
    case 'note':
      return noteFault(payload)
    case 'credential':
      return credentialFault(payload)
    default:
      return 'the payload is none of envelope, note, credential'
  }
}

/** Exactly the bytes that are signed. Throws for what RFC 8785 cannot write, such as a lone surrogate. */
export function payloadBytes(payload: Payload): Uint8Array {
  switch (payload.form) {
    case 'envelope':
      return signedBytes(payload.type, payload.body)
    case 'note':
      return new TextEncoder().encode(payload.text)
    case 'credential':
      return Uint8Array.of(...jsonHash(payload.proof), ...jsonHash(payload.document))
  }
}

function jsonHash(value: object): Uint8Array {
  return sha256(canonicalize(value) as string)
}

const hasControl = (text: string) => /\p{Cc}/u.test(text)

/** An envelope ends in a brace, a note in a newline, and a hash is neither: no bytes are of two forms. */
function envelopeFault({ type, body }: Payload & { form: 'envelope' }): string | undefined {
  if (typeof type !== 'string' || type === '' || hasControl(type)) return 'the type of an envelope is a text without control characters'
  if (type === 'note' || type === 'credential') return `${type} is a form of its own and no type of an envelope`
  return isRecord(body) ? undefined : 'the body of an envelope is an object'
}

/** c2sp.org/signed-note: the text is UTF-8 without control characters other than newline, and ends in one. */
function noteFault({ text }: Payload & { form: 'note' }): string | undefined {
  const good = typeof text === 'string' && text.endsWith('\n') && text.isWellFormed() && !hasControl(text.replaceAll('\n', ''))
  return good ? undefined : 'a note is a text that ends in a newline and has no other control characters'
}

/** W3C vc-di-eddsa, 3.3.5: the configuration names this suite and holds no proof yet; the document has no `proof`. */
function credentialFault({ document, proof }: Payload & { form: 'credential' }): string | undefined {
  if (!isRecord(document) || Object.hasOwn(document, 'proof')) return 'the document of a credential is an object without proof'
  const { cryptosuite, type, proofValue } = (isRecord(proof) ? proof : {}) as Record<string, unknown>
  const good = type === 'DataIntegrityProof' && cryptosuite === 'eddsa-jcs-2022' && proofValue === undefined
  return good ? undefined : 'the proof of a credential is a DataIntegrityProof of eddsa-jcs-2022, without its value'
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
