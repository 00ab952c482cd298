import canonicalize from 'canonicalize'
import type { Receipt } from '../core/receipt.ts'
import { type Credential, credentialOf, credentialType, subjectOf } from './credential.ts'
import { verifyDataIntegrity } from './data-integrity.ts'
import { jsonFault } from './json-fault.ts'
import { type Check, failed, isOwnFault, ownFault, passed, type Trusted, unknown, type Verdict, verdictOf } from './verdict.ts'
import { verifyReceipt } from './verify-receipt.ts'

/** Whom the caller trusts, also to issue credentials. */
export interface TrustedIssuer extends Trusted {
  /** A did:key. None where it is absent, null or empty. */
  readonly issuer?: string | null | undefined
}

/**
 * Checks a receipt that came as a verifiable credential: its proof, the receipt inside, and that both tell the same. Takes any
 * JSON and never throws, as `verifyReceipt`. Knows no runtime.
 */
export function verifyCredential(credential: unknown, trusted?: TrustedIssuer | null): Verdict {
  try {
    if (typeof credential === 'string') return notCredential('it is a text; give what JSON.parse makes of it')
    const fault = jsonFault(credential)
    if (fault !== undefined) return notCredential(fault)
    const receipt = receiptIn(credential)
    if (receipt === undefined) return notCredential(`it is not a credential of the type ${credentialType} with one receipt`)
    if (typeof (credential as Partial<Credential>).issuer !== 'string') return notCredential('it has no issuer')
    return verifyBoth(credential as Credential, receipt, trusted ?? {})
  } catch (fault) {
    return ownFault(fault)
  }
}

function verifyBoth(credential: Credential, receipt: unknown, trusted: TrustedIssuer): Verdict {
  const inside = verifyReceipt(receipt, trusted)
  if (isOwnFault(inside)) return inside
  const content = inside.receipt ? [checkContent(credential, inside.receipt)] : []
  const verdict = verdictOf([...checkProof(credential, trusted), ...content, ...inside.checks], inside.receipt)
  return { ...verdict, issuer: credential.issuer }
}

/** Does it say that it is such a credential, right or wrong? What it is not may be a receipt by itself. */
export function isCredential(value: unknown): boolean {
  const { type } = Object(value) as Partial<Credential>
  return Array.isArray(type) && type.includes(credentialType)
}

function notCredential(fault: string): Verdict {
  return verdictOf([failed('credential', `This is no credential: ${fault}.`, `クレデンシャルではありません: ${fault}`)])
}

function receiptIn(value: unknown): unknown {
  const { evidence } = Object(value) as Partial<Credential>
  if (!isCredential(value) || !Array.isArray(evidence) || evidence.length !== 1) return undefined
  return (Object(evidence[0]) as { receipt?: unknown }).receipt
}

function checkProof(credential: Credential, { issuer: trusted }: TrustedIssuer): Check[] {
  const { issuer } = credential
  const proven = verifyDataIntegrity(credential as unknown as Record<string, unknown>)
  if (typeof proven === 'string')
    return [failed('proof', `The credential is not signed: ${proven}.`, `クレデンシャルの署名を確認できません: ${proven}`)]
  if (proven.purpose !== 'assertionMethod')
    return [failed('proof', 'The proof is not for assertions.', '署名の目的が assertionMethod ではありません。')]
  if (proven.signer !== issuer)
    return [failed('proof', `It is issued by ${issuer} and signed by ${proven.signer}.`, `発行者 ${issuer} と署名者 ${proven.signer} が異なります。`)]
  return [passed('proof', `The credential is signed by its issuer, ${issuer}.`, `発行者 ${issuer} の署名があります。`), checkIssuer(issuer, trusted)]
}

function checkIssuer(issuer: string, given: TrustedIssuer['issuer']): Check {
  const trusted = String(given ?? '').trim()
  if (trusted === '')
    return unknown(
      'issuer',
      'No trusted issuer was given: who signed the credential is not known. What it tells is shown by the receipt inside.',
      '信頼する発行者が指定されていません。内容は中の受領証が示します。',
    )
  return issuer === trusted
    ? passed('issuer', 'The issuer is the one that you trust.', '発行者は、信頼すると指定されたものです。')
    : failed('issuer', `It is issued by ${issuer}, not by the trusted ${trusted}.`, `発行者は、信頼する ${trusted} ではなく ${issuer} です。`)
}

/** What the credential says in plain members is what the receipt proves, and there is nothing else in it. */
function checkContent(credential: Credential, receipt: Receipt): Check {
  const { proof: _proof, ...document } = credential as Credential & { proof?: unknown }
  if (canonicalize(document) === canonicalize(credentialOf(receipt, credential.issuer)))
    return passed('content', 'The credential says what the receipt proves.', 'クレデンシャルの内容は受領証と一致します。')
  const isSubject = canonicalize(document.credentialSubject) === canonicalize(subjectOf(receipt))
  return isSubject
    ? failed('content', 'The credential says more or other things than the receipt proves.', 'クレデンシャルに、受領証が示さない内容があります。')
    : failed('content', 'The subject of the credential is not what the receipt proves.', 'クレデンシャルの対象が受領証と一致しません。')
}
