import type { Receipt } from '../core/receipt.ts'

/** A receipt as a verifiable credential (W3C VC Data Model 2.0), before it is signed. */
export interface Credential {
  readonly '@context': readonly (string | object)[]
  readonly type: readonly string[]
  /** The did:key of the service's credential key. */
  readonly issuer: string
  /** When it was so: RFC 3339. */
  readonly validFrom: string
  readonly credentialSubject: object
  readonly evidence: readonly object[]
}

export const credentialType = 'KariosaeReceipt'

/** The terms of a receipt are this service's own, and the receipt itself is taken as it stands: its hashes are over its JSON. */
const context = [
  'https://www.w3.org/ns/credentials/v2',
  { '@vocab': 'https://kariosae.local/terms#', receipt: { '@id': 'https://kariosae.local/terms#receipt', '@type': '@json' } },
] as const

/** A receipt and what it says in plain members. */
export function credentialOf(receipt: Receipt, issuer: string): Credential {
  const credentialSubject = subjectOf(receipt)
  return {
    '@context': context,
    type: ['VerifiableCredential', credentialType],
    issuer,
    validFrom: credentialSubject.at,
    credentialSubject,
    evidence: [{ type: ['JournalProof'], receipt }],
  }
}

type Shown = Readonly<Record<string, unknown>>

/** What happened, by the last record of a receipt. */
export function subjectOf({ sandbox, subject, entries }: Receipt) {
  const { data, at } = entries.at(-1)!.record
  const shown = data as Shown
  const { from, to, asset, amount, status } = shown
  const what = Array.isArray(shown['legs'])
    ? {
        kind: 'hold',
        legs: (shown['legs'] as unknown[]).map((leg) => {
          const { from, to, asset, amount, captured, released } = Object(leg) as Shown
          return { from, to, asset, amount, captured, released }
        }),
      }
    : { kind: 'transfer', from, to, asset, amount }
  return { id: `urn:kariosae:${sandbox}:${subject}`, ...what, status, at: new Date(at).toISOString() }
}
