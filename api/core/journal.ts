import type { Signed } from './crypto/envelope.ts'
import type { Amounts } from './model.ts'

/** Every type of event, one a change. The feed, a hold's history and the audit read these and nothing else. */
export const eventTypes = [
  'sandbox.created',
  'sandbox.reset',
  'sandbox.forked',
  'sandbox.imported',
  'api_key.created',
  'api_key.revoked',
  'clock.frozen',
  'clock.advanced',
  'clock.resumed',
  'asset.created',
  'asset.issued',
  'asset.redeemed',
  'wallet.created',
  'wallet.frozen',
  'wallet.unfrozen',
  'wallet.closed',
  'wallet.key_rotated',
  'wallet.key_revoked',
  'transfer.completed',
  'transfer.refunded',
  'hold.proposed',
  'hold.accepted',
  'hold.declined',
  'hold.held',
  'hold.captured',
  'hold.released',
  'hold.cancelled',
  'hold.adjusted',
  'hold.extended',
  'hold.expired',
  'hold.signalled',
  'hold.disputed',
  'hold.dispute_withdrawn',
  'hold.resolved',
  'hold.assigned',
  'hold_template.created',
  'oracle.created',
  'webhook_endpoint.created',
  'webhook_endpoint.enabled',
  'webhook_endpoint.disabled',
  'webhook_endpoint.deleted',
  'webhook_endpoint.secret_rotated',
  'webhook_endpoint.tested',
  'webhook_delivery.resent',
] as const
export type EventType = (typeof eventTypes)[number]

/** The far side of issuing and redeeming: its `posted` is minus the supply, so every asset sums to zero. */
export const issuance = 'issuance'

/** Whoever acts when nobody does: time, terms, or the service that fills a sandbox. */
export const nobody: Actor = { key: null, wallet: null }

/** What one change did to one balance, with the balance before and after. */
export interface Entry {
  readonly wallet: string
  readonly asset: string
  readonly before: Amounts
  readonly after: Amounts
  /** The record that changed this balance last before this one: the chain that lists a wallet's entries. */
  readonly previous: number | null
  /** Set when it is sealed. */
  readonly salt?: string
}

export interface Actor {
  readonly key: string | null
  readonly wallet: string | null
}

/** One change, in the one order of everything. `seal-record.ts` says what of it is hashed. */
export interface JournalRecord {
  readonly seq: number
  readonly at: number
  readonly type: EventType
  /** Who caused it; both null for time itself. */
  readonly by: Actor
  /** The resource as it was right after the change, in the shape the API shows. */
  readonly data: object
  readonly entries: readonly Entry[]
  /** Who ordered it: of the client for a `self` wallet, of the signing backend for each `managed` one that spent. */
  readonly signatures?: readonly Signed[]
  /** The key that it made a wallet's, and the record that made the one before it. */
  readonly key?: { readonly id: string; readonly wallet: string; readonly previous: number | null }
  /** Of `data`. Set when it is sealed. */
  readonly salt?: string
}
