/** The nouns of the ledger. Amounts are integers in minor units, times are milliseconds since 1970 UTC. */

import type { Webhooks } from './webhook-model.ts'

export type * from './hold-model.ts'
export type * from './webhook-model.ts'

type WalletKind = 'person' | 'business' | 'system'
type AssetKind = 'money' | 'security' | 'voucher' | 'ticket' | 'points'
export type Scope = 'read' | 'write' | 'admin'

/** The head of one sandbox: where its journal ends, and what its clock shows. */
export interface Sandbox {
  readonly id: string
  readonly fixture: 'demo' | null
  readonly forkedFrom: string | null
  readonly createdAt: number
  readonly clock: Clock
  /** Sequence number of the newest journal record; 0 before the first. */
  readonly seq: number
  /** Time of the newest record: no later record may be earlier. */
  readonly lastAt: number
  /** Time acts on no hold before this; null when no hold is open. A lower bound, so waking too early is harmless. */
  readonly nextDue: number | null
  /** Names the journal of this life of the sandbox: a reset or a fork begins another. */
  readonly journal: string
  /** Roots of the complete subtrees of the journal's Merkle tree, largest first: all that appending to it takes. */
  readonly frontier: readonly Uint8Array[]
  /** It is a fork or was forked: another sandbox uses keys of its managed wallets too. */
  readonly sharesKeys: boolean
  /** Keys that signed its checkpoints where it was before it moved here, oldest first. */
  readonly formerKeys: readonly FormerKey[]
  /** What is to be told to webhook endpoints; null where there never was one. */
  readonly webhooks: Webhooks | null
}

export interface FormerKey {
  /** The last record under a checkpoint of it. */
  readonly size: number
  /** Ed25519, 32 bytes, base64url. */
  readonly key: string
}

export interface Clock {
  /** The instant it stands at, or null while it runs. */
  readonly frozenAt: number | null
  /** Milliseconds that a running clock is ahead of real time. */
  readonly offset: number
}

export interface ApiKey {
  readonly id: string
  readonly name: string | null
  readonly scopes: readonly Scope[]
  /** The one wallet this key acts as; null for a key of the whole sandbox. */
  readonly wallet: string | null
  /** SHA-256 of the secret, hex. The secret itself is never stored. */
  readonly hash: string
  readonly createdAt: number
  readonly revokedAt: number | null
}

export interface Asset {
  readonly code: string
  readonly scale: number
  readonly kind: AssetKind
  /** Most that one wallet may own, incoming value included; null for no limit of its own. */
  readonly maxHolding: number | null
  readonly maxSupply: number
  readonly rules: AssetRules
  /** Issued less redeemed. */
  readonly supply: number
  readonly createdAt: number
}

export interface AssetRules {
  readonly maxAmount?: number | undefined
  readonly senders?: readonly WalletKind[] | undefined
  readonly receivers?: readonly WalletKind[] | undefined
  /** How the key of whoever sends it must be kept, as its attestation says. */
  readonly senderKeys?: readonly KeyAttestation['keys'][] | undefined
}

export interface Wallet {
  readonly id: string
  readonly name: string
  readonly kind: WalletKind
  /** Who keeps the key: this service, or the client. What a `self` wallet does it must have signed. */
  readonly custody: 'managed' | 'self'
  /** Null only for a wallet of before wallets had keys, until its key is rotated. */
  readonly key: WalletKey | null
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  readonly status: 'active' | 'frozen' | 'closed'
  readonly createdAt: number
}

export interface WalletKey {
  /** The public key as a did:key. */
  readonly id: string
  /** Ed25519, 32 bytes, base64url. */
  readonly publicKey: string
  /** Where it is kept, as somebody says who was believed when it was registered. */
  readonly attestation: KeyAttestation | null
  readonly revokedAt: number | null
  /** The journal record that made it the wallet's. */
  readonly seq: number
  /** The newest of the keys before it, oldest first. The journal has all. */
  readonly former: readonly { readonly id: string; readonly seq: number }[]
}

/** What protects a key and the program that uses it (systems.md 1.8). */
export interface KeyAttestation {
  readonly platform: 'smartphone' | 'server'
  readonly logic: readonly ('RASP' | 'TEE' | 'AVF' | 'attestation' | 'isolated')[]
  readonly keys: 'software' | 'eSE' | 'HSM'
  /** Milliseconds since 1970; null for no end. */
  readonly notAfter: number | null
  /** The oracle that signed it; null for the signing backend itself. */
  readonly by: string | null
}

export interface Amounts {
  /** Owned. */
  readonly posted: number
  /** Of `posted`, locked by holds. */
  readonly held: number
  /** Promised by holds of others, not yet owned and never spendable. */
  readonly incoming: number
}

export interface Balance extends Amounts {
  readonly wallet: string
  readonly asset: string
  /** The journal record that last changed it: the head of this balance's chain of entries. */
  readonly lastSeq: number | null
}

export interface Attachment {
  readonly name: string
  readonly mediaType: string
  readonly content: string
}

export interface Transfer {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly asset: string
  readonly amount: number
  readonly memo: string | null
  readonly attachments: readonly Attachment[]
  readonly refunded: number
  /** IDs of the transfers that refunded it. */
  readonly refunds: readonly string[]
  readonly refundOf: string | null
  /** Journal records that are about it. */
  readonly records: readonly number[]
  readonly createdAt: number
}

/** One version of a template that a user stored. */
export interface HoldTemplate {
  /** `name` for the newest version, `name@version` for each. */
  readonly key: string
  readonly name: string
  readonly version: number
  readonly title: { readonly en: string; readonly ja: string }
  readonly parameters: Readonly<Record<string, { readonly type: string }>>
  readonly example: Readonly<Record<string, unknown>>
  /** The body of a hold, with `{ "$": "parameter" }` where a parameter goes. */
  readonly terms: unknown
  readonly createdAt: number
}

/** A public key whose attestations conditions can ask for. */
export interface Oracle {
  readonly id: string
  readonly name: string
  /** Ed25519, 32 bytes, base64url. */
  readonly publicKey: string
  readonly createdAt: number
}

/** A signature that has ordered something: it orders nothing else. */
export interface UsedSignature {
  /** Hash of key and nonce, hex. */
  readonly id: string
  /** Real time: after it the signature is refused for its age, and need not be remembered. */
  readonly validUntil: number
}

/** The answer stored under an idempotency key, to be given again. */
export interface StoredAnswer {
  /** Hash of caller and Idempotency-Key, hex. */
  readonly key: string
  /** Hash of what was asked, hex: the same key with another fingerprint is a conflict. */
  readonly fingerprint: string
  readonly status: number
  readonly body: string
  /** Real time, not the sandbox's: it bounds how long a client may retry. */
  readonly storedAt: number
}
