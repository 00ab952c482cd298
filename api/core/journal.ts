import canonicalize from 'canonicalize'
import type { Amounts } from './model.ts'

/** Every type of event, one a change. The feed, a hold's history and the audit read these and nothing else. */
export const eventTypes = [
  'sandbox.created',
  'sandbox.reset',
  'sandbox.forked',
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
] as const
export type EventType = (typeof eventTypes)[number]

/** The far side of issuing and redeeming: its `posted` is minus the supply, so every asset sums to zero. */
export const issuance = 'issuance'

/** What one change did to one balance, with the balance before and after. */
export interface Entry {
  readonly wallet: string
  readonly asset: string
  readonly before: Amounts
  readonly after: Amounts
  /** The record that changed this balance last before this one: the chain that lists a wallet's entries. */
  readonly previous: number | null
}

export interface Actor {
  readonly key: string | null
  readonly wallet: string | null
}

/** One change, in the one order of everything. Its canonical form is what a later proof will commit to. */
export interface JournalRecord {
  readonly seq: number
  readonly at: number
  readonly type: EventType
  /** Who caused it; both null for time itself. */
  readonly by: Actor
  /** The resource as it was right after the change, in the shape the API shows. */
  readonly data: object
  readonly entries: readonly Entry[]
}

/** RFC 8785 form of a record: the exact bytes the journal stores, and the leaf of the coming Merkle tree. */
export function canonicalRecord({ at, by, data, entries, seq, type }: JournalRecord): string {
  // Only `data` has members that are not known here. The rest is written in order, which is twice as fast as sorting it.
  const parts = entries.map(({ after, asset, before, previous, wallet }) => ({
    after: inOrder(after),
    asset,
    before: inOrder(before),
    previous,
    wallet,
  }))
  const actor = JSON.stringify({ key: by.key, wallet: by.wallet })
  return `{"at":${at},"by":${actor},"data":${canonicalize(data)},"entries":${JSON.stringify(parts)},"seq":${seq},"type":"${type}"}`
}

function inOrder({ held, incoming, posted }: Amounts): Amounts {
  return { held, incoming, posted }
}
