/**
 * The language in which the model test speaks of requests: the API's own operations and bodies, but with labels instead
 * of IDs (`w0` for the first wallet, `t3` for the fourth transfer, `h1` for the second hold), so that the oracle can
 * foretell them and a failing sequence can be read.
 */
export type Kind = 'person' | 'business' | 'system'
export type Party = 'payer' | 'payee'
type Nothing = Record<string, never>

interface Bodies {
  createWallet: { name: string; kind: Kind }
  freezeWallet: Nothing
  unfreezeWallet: Nothing
  closeWallet: Nothing
  createAsset: {
    code: string
    scale: number
    maxHolding?: number
    maxSupply?: number
    rules?: { maxAmount?: number; senders?: Kind[]; receivers?: Kind[] }
  }
  issueAsset: { to: string; amount: number }
  redeemAsset: { from: string; amount: number }
  createTransfer: { from: string; to: string; asset: string; amount: number }
  refundTransfer: { amount?: number }
  createHold: { from: string; to: string; asset: string; amount: number; expiresAt?: string; cancelUntil?: string; acceptances: Party[] }
  acceptHold: Nothing
  declineHold: Nothing
  captureHold: { amount?: number; final: boolean }
  releaseHold: { amount?: number }
  cancelHold: Nothing
  adjustHold: { amount: number }
  extendHold: { expiresAt: string }
  freezeClock: Nothing
  resumeClock: Nothing
  advanceClock: { by: string } | { to: string }
}

type OperationOf<O extends keyof Bodies> = { readonly op: O; readonly id: string; readonly body: Bodies[O] }
/** One operation on the resource `id` (empty where there is none). */
export type Operation = { [O in keyof Bodies]: OperationOf<O> }[keyof Bodies]
export type Named<O extends keyof Bodies> = OperationOf<O>
export type Name = keyof Bodies

export interface BatchOperation {
  readonly op: 'createBatch'
  readonly id: ''
  readonly body: { readonly atomic: boolean; readonly operations: readonly (Operation & { readonly idempotencyKey?: string })[] }
}

/** Who sends it and under which Idempotency-Key. */
export type Request = (Operation | BatchOperation) & { readonly as: string | null; readonly key: string | null }

/** What came of a request: foretold by the oracle, or seen. */
export interface Outcome {
  readonly status: number
  readonly code: string | null
  readonly replayed: boolean
  /** The label of what was made. */
  readonly created: string | null
  /** Of a batch, in order. */
  readonly results: readonly Outcome[]
}
