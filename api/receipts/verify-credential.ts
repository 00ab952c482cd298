import canonicalize from 'canonicalize'
import type { Receipt } from '../core/receipt.ts'
import { type Credential, credentialOf, credentialType, subjectOf } from './credential.ts'
import { verifyDataIntegrity } from './data-integrity.ts'
import { type Check, failed, passed, type Trusted, unknown, type Verdict, verdictOf } from './verdict.ts'
import { verifyReceipt } from './verify-receipt.ts'

/** Whom the caller trusts, also to issue credentials. */
export interface TrustedIssuer extends Trusted {
  /** A did:key. */
  readonly issuer?: string
}

/**
 * Checks a receipt that came as a verifiable credential: its proof, the receipt inside, and that both tell the same. Takes any
 * JSON and never throws. Knows no runtime.
 */
export function verifyCredential(credential: unknown, trusted: TrustedIssuer): Verdict {
  try {
    const receipt = receiptIn(credential)
    if (receipt === undefined) return notCredential(`it is not a credential of the type ${credentialType} with one receipt`)
    const inside = verifyReceipt(receipt, trusted)
    const checks = [
      ...checkProof(credential as Credential, trusted),
      ...(inside.receipt ? [checkContent(credential as Credential, inside.receipt)] : []),
      ...inside.checks,
    ]
    return verdictOf(checks, inside.receipt)
  } catch {
    return notCredential('it is nested too deeply, or has no canonical form')
  }
}

/** Is this such a credential, right or wrong? What it is not may be a receipt by itself. */
export function isCredential(value: unknown): boolean {
  return receiptIn(value) !== undefined
}

function notCredential(fault: string): Verdict {
  return verdictOf([failed('credential', `This is no credential: ${fault}.`, `クレデンシャルではありません: ${fault}`)])
}

function receiptIn(value: unknown): unknown {
  const { type, evidence } = Object(value) as Partial<Credential>
  if (!Array.isArray(type) || !type.includes(credentialType) || !Array.isArray(evidence) || evidence.length !== 1) return undefined
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

function checkIssuer(issuer: string, trusted: string | undefined): Check {
  if (trusted === undefined)
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
