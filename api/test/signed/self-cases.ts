import { demo } from '../../core/demo-ids.ts'
import { kinSeed, publicKeyOf } from './town.ts'

/** One call that a wallet that keeps its own key must sign, and what must have happened before. */
export interface SelfCase {
  readonly op: string
  readonly id?: string
  /** `$id` stands for what the last step created, `$kin` for another wallet that keeps its own key. */
  readonly body?: object
  /** Another could do it too, so the key of the sandbox must say as whom it acts. */
  readonly onlyAs?: true
  readonly before?: readonly { readonly op: string; readonly body?: object; readonly actAs?: string; readonly signed?: true }[]
}

const jpy = { asset: 'JPY', amount: 1000 }
const expiresAt = '2099-01-01T00:00:00Z'
const pays = { from: demo.signer, to: demo.restaurant, ...jpy }
const isPaid = { from: demo.guest, to: demo.signer, ...jpy }
const made = (body: object) => ({ op: 'createHold', body })
const signed = (body: object) => ({ op: 'createHold', body, signed: true as const })
const delivered = (when: object) => ({ rules: [{ name: 'take', action: 'capture', when }] })
const disputed = { disputes: { by: ['payer'], resolvers: ['controller'] }, parties: { controller: demo.taxi } }
const judged = { disputes: { by: ['payer'], resolvers: ['controller'] }, parties: { controller: demo.signer } }
const dispute = (actAs: string) => ({ op: 'disputeHold', actAs })

/** Everything by which the demo wallet that keeps its own key spends, commits itself, gives up or says something. */
export const selfCases: Readonly<Record<string, SelfCase>> = {
  'redeem from it': { op: 'redeemAsset', id: 'JPY', body: { from: demo.signer, amount: 100 } },
  'rotate its key': { op: 'rotateKey', id: demo.signer, body: { publicKey: publicKeyOf(kinSeed) } },
  transfer: { op: 'createTransfer', body: pays },
  refund: { op: 'refundTransfer', id: '$id', body: { amount: 10 }, before: [{ op: 'createTransfer', body: isPaid }] },
  'plain hold': { op: 'createHold', body: pays },
  'hold with legs of two payers': {
    op: 'createHold',
    body: { legs: [{ ...pays }, { from: demo.restaurant, to: demo.signer, asset: 'JPY', amount: 5 }] },
  },
  'hold with legs of two payers, itself the second': {
    op: 'createHold',
    body: { legs: [{ from: demo.restaurant, to: demo.signer, asset: 'JPY', amount: 5 }, { ...pays }] },
  },
  'hold by a template': {
    op: 'createHold',
    body: { template: 'hashLock', parameters: { payer: demo.signer, payee: demo.restaurant, ...jpy, sha256: '00'.repeat(32), expiresAt } },
  },
  'accept as payer': { op: 'acceptHold', id: '$id', before: [{ ...made(pays), actAs: demo.restaurant }] },
  'accept as payee': { op: 'acceptHold', id: '$id', before: [made({ ...isPaid, acceptances: ['payee'] })] },
  'accept as another party': {
    op: 'acceptHold',
    id: '$id',
    before: [made({ ...isPaid, to: demo.restaurant, parties: { controller: demo.signer }, acceptances: ['controller'] })],
  },
  'decline as payer': { op: 'declineHold', id: '$id', before: [signed({ ...pays, to: '$kin', acceptances: ['payee'] })] },
  'capture as payee': { op: 'captureHold', id: '$id', body: { amount: 10, final: false }, before: [made(isPaid)] },
  'release as payee': { op: 'releaseHold', id: '$id', body: { amount: 10 }, before: [made(isPaid)] },
  'release as controller': {
    op: 'releaseHold',
    id: '$id',
    onlyAs: true,
    before: [signed({ ...pays, to: '$kin', parties: { controller: demo.signer } })],
  },
  'cancel as payer': { op: 'cancelHold', id: '$id', before: [signed({ ...pays, cancelUntil: '2026-12-02T00:00:00Z' })] },
  'raise as payer': { op: 'adjustHold', id: '$id', body: { amount: 1500 }, before: [signed(pays)] },
  'lower as payee': { op: 'adjustHold', id: '$id', body: { amount: 500 }, before: [made(isPaid)] },
  'extend as payer': { op: 'extendHold', id: '$id', body: { expiresAt }, before: [signed(pays)] },
  'signal as payer': {
    op: 'sendSignal',
    id: '$id',
    body: { signal: 'delivered' },
    before: [signed({ ...pays, ...delivered({ signal: { name: 'delivered', from: ['payer'] } }) })],
  },
  'approve as payer': {
    op: 'sendSignal',
    id: '$id',
    body: { approval: '' },
    before: [signed({ ...pays, ...delivered({ approvedBy: { parties: ['payer'] } }) })],
  },
  dispute: { op: 'disputeHold', id: '$id', before: [signed({ ...pays, ...disputed })] },
  'withdraw its dispute': {
    op: 'withdrawDispute',
    id: '$id',
    before: [signed({ ...pays, ...disputed }), { op: 'disputeHold', signed: true }],
  },
  'resolve as arbiter': {
    op: 'resolveHold',
    id: '$id',
    body: { outcome: 'refund' },
    before: [made({ ...isPaid, to: demo.restaurant, ...judged }), dispute(demo.guest)],
  },
  'assign its receipt': { op: 'assignHold', id: '$id', body: { to: demo.taxi, amount: 10 }, before: [made(isPaid)] },
  'capture in a group': { op: 'captureHolds', body: { holds: [{ id: '$id', amount: 10 }] }, before: [made(isPaid)] },
  'release in a group': { op: 'releaseHolds', body: { holds: [{ id: '$id' }] }, before: [made(isPaid)] },
}
