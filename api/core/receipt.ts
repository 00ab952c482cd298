import type { PartialRecord } from './seal-record.ts'

export const receiptType = 'kariosae.receipt.v1'

/**
 * One record of a journal, with what proves that it is there: SHA-256 hashes, RFC 6962 section 2.1.1, in base64. What its
 * reader may not see of it stands as a digest.
 */
export interface ProvenRecord {
  readonly record: PartialRecord
  readonly proof: readonly string[]
}

/**
 * All that is needed to check, without the service, that something is in a journal and who ordered it. `leafOf` gives the
 * leaf of a record; its place in the tree is `seq - 1`; the tree is as large as the checkpoint says.
 */
export interface Receipt {
  readonly type: typeof receiptType
  readonly sandbox: string
  /** The transfer or hold it is about. */
  readonly subject: string
  /** What happened to it, oldest first. */
  readonly entries: readonly ProvenRecord[]
  /** The records that made the signing keys those of their wallets. */
  readonly keys: readonly ProvenRecord[]
  /** The signed head of the journal: a C2SP checkpoint. */
  readonly checkpoint: string
  /** The key that signed it: to be compared with the one that the reader trusts. */
  readonly verifierKey: string
}
