/** A spend from a managed wallet that its caller was entitled to, before the signing backend has signed for it. */
export interface UnsignedOrder {
  /** Names the command among all that are decided together. */
  readonly order: string
  readonly keyId: string
  readonly body: object
  /** The records it made. */
  readonly seqs: readonly number[]
}
