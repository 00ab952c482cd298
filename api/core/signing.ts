/** What signing is asked for. The backend makes the bytes itself, so no form can pass for another. */
export type Payload =
  /** utf8(type) ‖ 0x00 ‖ JCS(body): the envelope of design.md 6. */
  | { readonly form: 'envelope'; readonly type: string; readonly body: object }
  /** A C2SP signed note: the text itself, which ends in a newline. */
  | { readonly form: 'note'; readonly text: string }
  /** eddsa-jcs-2022: SHA-256(JCS(proof configuration)) ‖ SHA-256(JCS(document)) (W3C vc-di-eddsa, 3.3.4). */
  | { readonly form: 'credential'; readonly document: object; readonly proof: object }

export interface SigningRequest {
  readonly keyId: string
  readonly payload: Payload
}

/** What a key may be used for. What a member does not name is not allowed where the member is there. */
export interface KeyPolicy {
  /** Types of envelopes, or `note`, `credential`. */
  readonly purposes: readonly string[]
  /** For envelopes whose body has `operation`: which. */
  readonly operations?: readonly string[]
  /** Per signature and asset, in minor units, against `body.spends: [{ asset, amount }]`; an asset not named may not be spent. */
  readonly maxAmounts?: Readonly<Record<string, number>>
  /** At most `count` signatures in any window of so many seconds of host time. */
  readonly rate?: { readonly count: number; readonly seconds: number }
  /** What the key's attestation must show. */
  readonly attestation?: { readonly keys?: readonly KeyProtection[]; readonly logic?: readonly LogicProtection[] }
}

export type KeyProtection = 'software' | 'eSE' | 'HSM'
export type LogicProtection = 'RASP' | 'TEE' | 'AVF' | 'attestation' | 'isolated'

/** How a key and the logic around it are protected. `notAfter` is an RFC 3339 instant; absent or null, it does not end. */
export interface Attestation {
  readonly platform: 'smartphone' | 'server'
  readonly logic: readonly LogicProtection[]
  readonly keys: KeyProtection
  readonly notAfter?: string | null
}

export interface KeyView {
  /** did:key */
  readonly keyId: string
  /** 32 bytes, base64url. */
  readonly publicKey: string
  readonly name: string
  readonly status: 'active' | 'rotated' | 'revoked'
  readonly policy: KeyPolicy
  readonly attestation: Attestation
  /** Host time in milliseconds. */
  readonly createdAt: number
  /** The successor's key ID. */
  readonly rotatedTo: string | null
  readonly provider: string
}

export interface SigningRefusal {
  readonly refused: 'unknown_key' | 'revoked' | 'purpose' | 'operation' | 'amount' | 'rate' | 'attestation'
  readonly detail: string
}

export type SigningAnswer = { readonly signatures: readonly string[] } | { readonly refusals: readonly (SigningRefusal | null)[] }

export interface KeyUse {
  readonly id: number
  /** Host time in milliseconds. */
  readonly at: number
  readonly event: 'created' | 'signed' | 'refused' | 'rotated' | 'revoked'
  readonly purpose: string | null
  readonly operation: string | null
  /** SHA-256 of the signed bytes, its first 16 bytes in hex. */
  readonly digest: string | null
  readonly detail: string | null
}

/** The narrow door to the private keys: they are encrypted at rest and never come out. */
export interface SigningBackend {
  /**
   * Idempotent by name: the same name gives the same key, whose policy is not changed. Durable when it resolves. Refused
   * if the policy demands an attestation that the provider cannot give.
   */
  createKeys(wanted: readonly { readonly name: string; readonly policy: KeyPolicy }[]): Promise<readonly (KeyView | SigningRefusal)[]>
  publicKey(keyId: string): Promise<KeyView | undefined>
  /**
   * All or none: if one is refused nothing is signed or counted, and the refusals come back at their places (null
   * elsewhere). Signatures are 64 bytes, base64url.
   */
  sign(requests: readonly SigningRequest[]): Promise<SigningAnswer>
  /**
   * A new key in place of the old one, which becomes `rotated` and signs no more: same name, same policy unless one is
   * given. Asked again for a key that was rotated, gives the same successor.
   */
  rotate(keyId: string, policy?: KeyPolicy): Promise<KeyView | SigningRefusal>
  revoke(keyId: string): Promise<KeyView | SigningRefusal>
  /** Audit trail of one key, newest first; `after` is the ID of the last one seen. */
  uses(keyId: string, page: { readonly after: number | null; readonly limit: number }): Promise<readonly KeyUse[]>
  close(): Promise<void>
}

/** Nobody signs just now: the signing process is gone or not there yet. Asking again later may succeed. */
export class SigningUnavailable extends Error {
  override readonly name = 'SigningUnavailable'
}
