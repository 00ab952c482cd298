import type { Actor } from '../../api/core/journal.ts'
import type { PathStep } from './merkle-path.ts'

/** Whether a link of the chain holds: it does, it does not, or nobody can tell from here. */
export type LinkState = 'good' | 'bad' | 'open'

/** An order that a wallet's key signed. */
export interface SignedOrder {
  readonly wallet: string
  readonly kid: string
  /** Who keeps the key: the signing backend of the service, or the wallet's owner. */
  readonly keeper: 'service' | 'owner' | 'unknown'
  readonly operation: string
  /** The record that made the key the wallet's, if the receipt proves it. */
  readonly keyRecord: number | undefined
  /** Is the key the wallet's? */
  readonly key: LinkState
  /** Did the key sign the order? */
  readonly signature: LinkState
  /** Is what was recorded what was ordered? */
  readonly order: LinkState
}

/** From whoever ordered one journal record to whoever signed the head of the journal. */
export interface Chain {
  readonly seq: number
  readonly type: string
  readonly orders: readonly SignedOrder[]
  /** Who caused it where nobody signed. */
  readonly by: Actor
  /** Was everything that it spends ordered? */
  readonly ordered: LinkState
  /** Is what it says right in itself? */
  readonly content: LinkState
  readonly leaf: Uint8Array
  /** Undefined where the proof leads nowhere. */
  readonly path: readonly PathStep[] | undefined
  /** Does the path arrive at the root that was signed? */
  readonly inclusion: LinkState
  readonly head: Head
}

/** The head of the journal as the note in a receipt says it. */
export interface HeadText {
  readonly origin: string
  readonly size: string
  /** Base64. */
  readonly root: string
}

export interface Head extends HeadText {
  readonly verifierKey: string
  /** Did that key sign it? */
  readonly signature: LinkState
  /** Is it the key that the reader trusts? */
  readonly trust: LinkState
}
