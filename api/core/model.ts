/** The nouns of the ledger. Amounts are integers in minor units, times are milliseconds since 1970 UTC. */

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
  /** No open hold expires before this; null when no hold is open. A lower bound, so waking too early is harmless. */
  readonly nextExpiry: number | null
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
}

export interface Wallet {
  readonly id: string
  readonly name: string
  readonly kind: WalletKind
  readonly custody: 'managed'
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  readonly status: 'active' | 'frozen' | 'closed'
  readonly createdAt: number
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
  readonly createdAt: number
}

export type HoldStatus = 'proposed' | 'held' | 'captured' | 'released' | 'cancelled' | 'expired' | 'declined'
export type Party = 'payer' | 'payee'

export interface Leg {
  readonly from: string
  readonly to: string
  readonly asset: string
  /** amount = captured + released + remaining, at every instant. */
  readonly amount: number
  readonly captured: number
  readonly released: number
  readonly remaining: number
}

export interface Acceptance {
  readonly party: Party
  readonly acceptedAt: number | null
}

export interface HoldStep {
  readonly action: 'propose' | 'hold' | 'accept' | 'decline' | 'capture' | 'release' | 'cancel' | 'adjust' | 'extend' | 'expire'
  readonly at: number
  /** The wallet acted as; null for the sandbox's own key and for time. */
  readonly by: string | null
  readonly amount: number | null
}

export interface Hold {
  readonly id: string
  readonly status: HoldStatus
  readonly legs: readonly [Leg]
  readonly acceptances: readonly Acceptance[]
  readonly expiresAt: number
  /** The payer may cancel before this instant; null when the terms do not allow it. */
  readonly cancelUntil: number | null
  readonly memo: string | null
  readonly history: readonly HoldStep[]
  readonly createdAt: number
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
