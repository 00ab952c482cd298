import fc from 'fast-check'
import type { Name, Party } from './requests.ts'

/**
 * What a random step wants, in terms that fit any world: which of the wallets there are, how far from the limit. So a
 * sequence from which steps are taken away still makes sense.
 */
export interface Intent {
  readonly op: Name | 'host' | 'repeat' | 'reuseKey' | 'batch'
  /** Places in the lists of wallets, assets, transfers and holds; 9 means one that is not there. */
  readonly pick: number
  readonly other: number
  readonly asset: number
  readonly amount: AmountIntent
  /** Place in the list of interesting instants or spans, and a step beside it. */
  readonly time: number
  readonly beside: -1 | 0 | 1
  readonly as: 'none' | 'payer' | 'payee' | 'stranger'
  readonly keyed: boolean
  /** `final` of a capture, `atomic` of a batch, `to` instead of `by`, … */
  readonly flag: boolean
  readonly parties: readonly Party[]
  readonly inner: readonly Intent[]
  /** Ends the commit here, so that the next step is decided on what was written. */
  readonly commit: boolean
}
export type AmountIntent =
  | { readonly kind: 'small'; readonly value: number }
  /** At one of the limits that matter to the operation, or just beside it. */
  | { readonly kind: 'edge'; readonly edge: number; readonly beside: -1 | 0 | 1 }
  | { readonly kind: 'absent' }
  | { readonly kind: 'huge' }

const weights: Record<Intent['op'], number> = {
  createTransfer: 8,
  createHold: 16,
  captureHold: 12,
  releaseHold: 7,
  acceptHold: 7,
  declineHold: 3,
  cancelHold: 5,
  adjustHold: 8,
  extendHold: 4,
  refundTransfer: 4,
  issueAsset: 7,
  redeemAsset: 3,
  freezeWallet: 3,
  unfreezeWallet: 5,
  closeWallet: 2,
  createWallet: 1,
  createAsset: 1,
  advanceClock: 7,
  freezeClock: 3,
  resumeClock: 2,
  host: 6,
  repeat: 6,
  reuseKey: 2,
  batch: 5,
}
/** What may stand in a batch. */
const single: readonly Intent['op'][] = Object.keys(weights).filter((op) => !/Clock|host|repeat|reuseKey|batch/.test(op)) as Intent['op'][]
const beside = fc.constantFrom(0 as const, 1 as const, -1 as const)

const amount: fc.Arbitrary<AmountIntent> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('small' as const), value: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('edge' as const), edge: fc.nat(3), beside }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'absent' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'huge' as const }) },
)

function repeated<T>(value: T, times: number): T[] {
  return Array.from({ length: times }, () => value)
}

function intent(ops: readonly Intent['op'][], inner: fc.Arbitrary<readonly Intent[]>): fc.Arbitrary<Intent> {
  return fc.record({
    op: fc.constantFrom(...ops.flatMap((op) => repeated(op, weights[op]))),
    pick: fc.nat(9),
    other: fc.nat(9),
    asset: fc.nat(9),
    amount,
    time: fc.nat(9),
    beside,
    as: fc.constantFrom(...repeated('none' as const, 9), 'payer', 'payer', 'payee', 'payee', 'stranger'),
    keyed: fc.boolean(),
    flag: fc.boolean(),
    parties: fc.constantFrom<(readonly Party[])[]>(...repeated([], 6), ['payee'], ['payer'], ['payer', 'payee'], ['payee', 'payer']),
    inner,
    commit: fc.boolean(),
  })
}

const nothing: fc.Arbitrary<readonly Intent[]> = fc.constant([])

/** Without a bias to the extremes, which would make most steps refusals; `shortest` does the shrinking. */
function plain<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.noShrink(fc.noBias(arbitrary))
}

/** A sequence of about so many steps. */
export function intents(least: number, most: number): fc.Arbitrary<Intent[]> {
  const inner = fc.array(intent(single, nothing), { minLength: 1, maxLength: 4, size: 'max' })
  const ops = Object.keys(weights) as Intent['op'][]
  return plain(fc.array(intent(ops, inner), { minLength: least, maxLength: most, size: 'max' }))
}

/** Single operations that can run side by side: none moves time. */
export function parallelIntents(least: number, most: number): fc.Arbitrary<Intent[]> {
  return plain(fc.array(intent(single, nothing), { minLength: least, maxLength: most, size: 'max' }))
}
