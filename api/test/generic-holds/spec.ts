/** Random holds and steps as the oracle reads them: wallets and holds by their labels, times in milliseconds. `wire.ts` makes requests of them. */

export type Moment = number | { readonly since: string; readonly plus: number }
export interface Where {
  readonly op: '<' | '>=' | '=='
  readonly than: number
}
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly atLeast: { readonly count: number; readonly of: readonly Condition[] } }
  | { readonly after: Moment }
  | { readonly before: Moment }
  | { readonly approvedBy: { readonly parties: readonly string[]; readonly count?: number; readonly topic?: string } }
  | { readonly signal: { readonly name: string; readonly from: readonly string[]; readonly where?: Where } }
  | { readonly attestedBy: { readonly statement: string; readonly where?: Where } }
  /** The number of the secret. */
  | { readonly preimage: number }
  | { readonly holdStatus: { readonly hold: string; readonly is: readonly string[] } }

export interface Portion {
  readonly to: string
  readonly leg?: number
  readonly amount?: number
  readonly share?: string
  readonly rest?: true
}
export interface Rule {
  readonly action: 'capture' | 'release' | 'cancel'
  readonly by: readonly string[] | null
  readonly when: Condition | null
  readonly outcome: string
  /** `signal`: what the field `n` of the signal with that name says. */
  readonly amount: number | { readonly signal: string } | null
  readonly final: boolean
  /** Whoever calls for it may settle a part; absent: the default of the terms. */
  readonly partial?: boolean
  readonly repeat: boolean
}
interface Disputes {
  readonly by: readonly string[]
  readonly when: Condition | null
  readonly resolvers: readonly string[]
  readonly outcomes: readonly string[]
  readonly within: number
  readonly otherwise: string
}
interface Limits {
  readonly perCapture?: number
  readonly perPeriod?: { readonly amount: number; readonly period: number }
  readonly overcapture?: number
}
export interface LegSpec {
  readonly from: string
  readonly to: string
  readonly asset: string
  readonly amount: number
  readonly fundBy?: number
}
export interface HoldSpec {
  readonly legs: readonly LegSpec[]
  readonly expiresAt?: number
  readonly cancelUntil?: number
  readonly acceptances?: readonly string[]
  readonly parties: Readonly<Record<string, string>>
  readonly outcomes: Readonly<Record<string, readonly Portion[]>>
  readonly rules?: readonly Rule[]
  readonly disputes?: Disputes
  readonly limits?: Limits
  readonly fallback?: 'releaseAll' | 'returnShare'
}

/** What is handed in. `wrong` spoils the signature or the preimage. */
export type Piece =
  | { readonly signal: string; readonly n?: number }
  | { readonly approval: string }
  | { readonly attestation: string; readonly n?: number; readonly wrong?: true }
  | { readonly preimage: number }

/** One thing that somebody does to a hold. */
export type Deed =
  | { readonly do: 'accept' | 'decline' | 'cancel' | 'dispute' | 'withdraw' }
  | { readonly do: 'capture'; readonly amount?: number; readonly final?: boolean }
  | { readonly do: 'release'; readonly amount?: number }
  | { readonly do: 'adjust'; readonly amount: number }
  | { readonly do: 'extend'; readonly expiresAt: number }
  | { readonly do: 'assign'; readonly to: string; readonly amount: number }
  | { readonly do: 'resolve'; readonly outcome: string }
  | { readonly do: 'resolve'; readonly split: readonly number[] }
  | { readonly do: 'signal'; readonly piece: Piece }

export type Step =
  | { readonly create: HoldSpec; readonly as: string | null }
  | { readonly deed: Deed; readonly hold: string; readonly as: string | null }
  | { readonly wallet: string; readonly to: 'freeze' | 'unfreeze' | 'close' }
  | { readonly issue: number; readonly asset: string; readonly to: string }
  | { readonly until: number }
