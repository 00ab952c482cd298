/** The nouns of a hold. Amounts are integers in minor units, times are milliseconds since 1970 UTC. */

export type HoldStatus = 'proposed' | 'held' | 'disputed' | 'captured' | 'released' | 'cancelled' | 'expired' | 'declined'

/** Part of a payee's future receipt that goes to somebody else first: to a lender, say. */
export interface Assignment {
  readonly to: string
  readonly amount: number
  readonly paid: number
}

/** One amount of one asset that one wallet locks for another. */
export interface Leg {
  readonly from: string
  readonly to: string
  readonly asset: string
  /** amount = captured + released + remaining, at every instant. */
  readonly amount: number
  readonly captured: number
  readonly released: number
  readonly remaining: number
  /** When its value was locked; null while it is not. */
  readonly fundedAt: number | null
  /** Not funded by then, the hold expires. */
  readonly fundBy: number | null
  /** In the order in which they are paid. */
  readonly assignments: readonly Assignment[]
}

export interface Acceptance {
  /** `payer`, `payee` or a party of the terms. */
  readonly party: string
  readonly wallet: string
  readonly acceptedAt: number | null
}

/** An object with one field, whose name is the type of condition (`api/holds/conditions`). Plain JSON, as the API shows it. */
export type Condition = Readonly<Record<string, unknown>>

/** Who gets how much of a leg: a fixed amount, a share (`30%`, `1/3`), or all that is left. */
export interface Portion {
  /** `payer`, `payee` (those of the leg), a party of the terms, or a wallet. */
  readonly to: string
  /** Which leg; every leg if absent. */
  readonly leg?: number | undefined
  readonly amount?: number | undefined
  readonly share?: string | undefined
  readonly rest?: true | undefined
}

export type RuleAction = 'capture' | 'release' | 'cancel'

/** Which outcome follows, by whom and when. */
export interface Rule {
  readonly name: string
  readonly action: RuleAction
  /** Parties who may call for it; null: it acts by itself as soon as `when` is true. */
  readonly by: readonly string[] | null
  /** Null: at any time while the hold is held. */
  readonly when: Condition | null
  readonly outcome: string
  /** How much is settled: all that remains (null), so much, or what a field of a signal says. */
  readonly amount: number | { readonly signal: string; readonly field: string } | null
  /** False: what is not settled stays open. */
  readonly final: boolean
  /** Whoever calls for it may settle a part, and leave the rest open. */
  readonly partial: boolean
  /** Acts once for every signal it asks for, instead of once. */
  readonly repeat: boolean
}

export interface DisputeTerms {
  readonly by: readonly string[]
  readonly when: Condition | null
  readonly resolvers: readonly string[]
  /** Outcomes a resolver may choose; `split` allows any division between payer and payee. */
  readonly outcomes: readonly string[]
  /** Duration after which `otherwise` follows by itself. */
  readonly within: string
  readonly otherwise: string
}

export interface Limits {
  readonly perCapture?: number | undefined
  readonly perPeriod?: { readonly amount: number; readonly period: string } | undefined
  /** How far captures may go beyond the amount held, if the payer has it available. */
  readonly overcapture?: number | undefined
}

/** What was agreed, snapshotted into the hold: nothing that happens elsewhere changes it. */
export interface Terms {
  /** Wallets of the parties beside payer and payee, by role. */
  readonly parties: Readonly<Record<string, string>>
  readonly outcomes: Readonly<Record<string, readonly Portion[]>>
  readonly rules: readonly Rule[]
  readonly disputes: DisputeTerms | null
  readonly limits: Limits | null
  /** What an outcome that acts by itself does with what a receiver cannot take. */
  readonly fallback: 'releaseAll' | 'returnShare'
  readonly template: { readonly name: string; readonly version: number } | null
}

/** What was handed in for a condition: of each kind, name and giver the newest. */
export interface Evidence {
  readonly kind: 'signal' | 'approval' | 'attestation' | 'preimage'
  readonly name: string
  /** The wallet or oracle that gave it; null where it does not matter who. */
  readonly by: string | null
  readonly at: number
  /** Is it as a condition that asks for it wants it? One that is not is kept, but meets nothing. */
  readonly fits: boolean
  /** When the first of this kind, name and giver came that was as its condition wants it; null if none was. */
  readonly firstAt: number | null
  readonly data: unknown
}

export interface Dispute {
  readonly by: string | null
  readonly at: number
  /** `otherwise` follows by itself then. */
  readonly resolveBy: number
}

export interface Payment {
  readonly from: string
  readonly to: string
  readonly asset: string
  readonly amount: number
}

export interface HoldStep {
  readonly action:
    | ('propose' | 'hold' | 'accept' | 'decline' | 'capture' | 'release' | 'cancel' | 'adjust' | 'extend' | 'expire')
    | ('signal' | 'dispute' | 'withdraw' | 'resolve' | 'assign')
  readonly at: number
  /** The wallet acted as; null for the sandbox's own key and for what happens by itself. */
  readonly by: string | null
  /** It happened by itself: by time, or by what somebody handed in. */
  readonly automatic: boolean
  readonly amount: number | null
  /** The rule it followed; null where the hold's own nature allows it. */
  readonly rule: string | null
  /** The outcome that followed. */
  readonly outcome: string | null
  /** What the rule's conditions were met by, or what was handed in. */
  readonly evidence: readonly Pick<Evidence, 'kind' | 'name' | 'by' | 'data'>[]
  /** What was newly locked. */
  readonly locked: readonly Omit<Payment, 'to'>[]
  readonly payments: readonly Payment[]
  /** What a payer got back of what was locked. */
  readonly returned: readonly Omit<Payment, 'from'>[]
  readonly memo: string | null
}

export interface Hold {
  readonly id: string
  readonly status: HoldStatus
  /** At least one. All settle together or none. */
  readonly legs: readonly Leg[]
  readonly acceptances: readonly Acceptance[]
  readonly terms: Terms
  readonly expiresAt: number
  /** When all legs were funded and all acceptances in. */
  readonly heldAt: number | null
  /** The next instant at which time may act on it; null when it has ended. */
  readonly dueAt: number | null
  readonly dispute: Dispute | null
  readonly evidence: readonly Evidence[]
  /** Holds whose status a condition of this one asks for. */
  readonly watches: readonly string[]
  /** Holds with a condition on the status of this one. */
  readonly watchers: readonly string[]
  readonly memo: string | null
  readonly history: readonly HoldStep[]
  /** Journal records that are about it. */
  readonly records: readonly number[]
  readonly createdAt: number
}
