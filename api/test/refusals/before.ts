import { encodeBase64url } from '../../core/base64url.ts'
import { ed25519 } from '../../core/crypto/ed25519.ts'
import { signEnvelope } from '../../core/crypto/envelope.ts'
import { demo } from '../../core/demo-ids.ts'
import { keyAttestationType } from '../../wallets/key.ts'
import { signerSeed } from '../sign.ts'
import { nowhere, type Scenario, type Step } from './scenario.ts'

/** What may have happened before a call that is refused. In the demo, 81,000 of Hana's 97,000 JPY are free. */

export const terms = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 1000 }
/** A hold on these terms and more. */
export const made = (more: object = {}): Step => ({ op: 'createHold', body: { ...terms, ...more } })
/** Two legs settle together, so there is no part of them to settle. */
export const twoLegs = made({ from: undefined, to: undefined, asset: undefined, amount: undefined, legs: [terms, { ...terms, to: demo.taxi }] })
export const frozen = (id: string): Step => ({ op: 'freezeWallet', id })
export const closed = (id: string): Step => ({ op: 'closeWallet', id })
/** Hana has 1,000 JPY left. */
export const poor: Step = { op: 'redeemAsset', id: 'JPY', body: { from: demo.guest, amount: 80_000 } }
/** Neither may own one JPY more, what is promised to them included. */
export const full: Step = { op: 'issueAsset', id: 'JPY', body: { to: demo.restaurant, amount: 9_931_000 } }
export const fullTaxi: Step = { op: 'issueAsset', id: 'JPY', body: { to: demo.taxi, amount: 10_000_000 } }
export const ruled: Step = { op: 'createAsset', body: { code: 'RULED', scale: 0, rules: { maxAmount: 1000 } } }
export const ruledFunds: Step = { op: 'issueAsset', id: 'RULED', body: { to: demo.guest, amount: 5000 } }

/** A hundred steps of the same party: the first made it, the others change its amount to and fro. */
export function worn(id: string, amount: number): Step {
  const to = (index: number) => (index % 2 === 0 ? amount + 1 : amount)
  return {
    op: 'createBatch',
    body: { operations: Array.from({ length: 99 }, (_, index) => ({ op: 'adjustHold', id, body: { amount: to(index) } })) },
  }
}

/** A hundred steps of the payee, who makes the hold smaller with each. */
export function wornByPayee(id: string, amount: number): Step {
  const lowered = Array.from({ length: 100 }, (_, index) => ({ op: 'adjustHold', id, body: { amount: amount - index - 1 } }))
  return { op: 'createBatch', body: { operations: lowered }, actAs: demo.restaurant }
}

type Endings = Record<'hold_not_found' | 'already_captured' | 'already_released' | 'hold_expired', Scenario>

/** However a hold ended, nothing else can be done with it. */
export function onceEnded(id: string, more: object = {}): Endings {
  const after = (ending: Step): Scenario => ({ id, before: [ending], ...more })
  return {
    hold_not_found: { id: nowhere.hold, ...more },
    already_captured: after({ op: 'captureHold', id, body: {} }),
    already_released: after({ op: 'releaseHold', id, body: {} }),
    hold_expired: after({ op: 'advanceClock', body: { by: 'P365D' } }),
  }
}

/** From now on the signing backend signs no payment for it. */
export const signsNothing = (id: string): Step => ({ op: 'rotateKey', id, body: { keyPolicy: { maxAmounts: { NOTHING: 1 } } } })

/** RFC 8032 section 7.1, test 1: the key of the demo's oracle. */
const registrySeed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex')
const publicKey = encodeBase64url(ed25519.publicKey(signerSeed))

/** What an oracle says of how the demo wallet that keeps its own key does so. */
export function attested(more: { oracle?: string; notAfter?: string } = {}): object {
  const { oracle = demo.oracle, notAfter = null } = more
  const body = { publicKey, platform: 'smartphone', logic: ['TEE'], keys: 'HSM', notAfter }
  return { publicKey, attestation: signEnvelope(keyAttestationType, body, oracle, registrySeed) }
}

/** An asset that only hardware may spend; one wallet of the demo has such a key, and a hundred of it. */
export const kept: readonly Step[] = [
  { op: 'createAsset', body: { code: 'KEPT', scale: 0, rules: { senderKeys: ['HSM'] } } },
  { op: 'rotateKey', id: demo.signer, body: attested(), signed: true },
  { op: 'issueAsset', id: 'KEPT', body: { to: demo.signer, amount: 100 } },
]
