import { expect, test } from 'vitest'
import type { Attestation, KeyPolicy, KeyView, Payload } from '../core/signing.ts'
import { policyRefusal } from './policy.ts'

const now = Date.parse('2026-11-21T09:00:00Z')
const attestation: Attestation = { platform: 'server', logic: ['isolated', 'attestation'], keys: 'HSM' }
const policy: KeyPolicy = {
  purposes: ['order.v1', 'note'],
  operations: ['pay', 'refund'],
  maxAmounts: { JPY: 100, EUR: 5 },
  rate: { count: 3, seconds: 60 },
  attestation: { keys: ['eSE', 'HSM'], logic: ['isolated'] },
}
const key = { keyId: 'did:key:z6Mk1', status: 'active', rotatedTo: null, policy, attestation } as const
const order = (body: object, type = 'order.v1'): Payload => ({ form: 'envelope', type, body })
const spend = (...items: unknown[]): Payload => order({ operation: 'pay', spends: items })
const jpy = (amount: unknown) => ({ asset: 'JPY', amount })
const note: Payload = { form: 'note', text: 'a\n' }
const credential: Payload = { form: 'credential', document: {}, proof: { type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022' } }

test.each<[what: string, payload: Payload, refused: string | undefined]>([
  ['an operation that is named', order({ operation: 'pay' }), undefined],
  ['the other one', order({ operation: 'refund' }), undefined],
  ['an operation that is not', order({ operation: 'close' }), 'operation'],
  ['an operation that is no text', order({ operation: ['pay'] }), 'operation'],
  ['no operation', order({}), undefined],
  ['another type', order({ operation: 'pay' }, 'order.v2'), 'purpose'],
  ['a form that is named', note, undefined],
  ['a form that is not', credential, 'purpose'],
  ['all of an asset', spend(jpy(100)), undefined],
  ['one more', spend(jpy(101)), 'amount'],
  ['all in two parts', spend(jpy(40), jpy(60)), undefined],
  ['one more in two parts', spend(jpy(40), jpy(61)), 'amount'],
  ['two assets', spend(jpy(100), { asset: 'EUR', amount: 5 }), undefined],
  ['two assets, one too much', spend(jpy(100), { asset: 'EUR', amount: 6 }), 'amount'],
  ['an asset that is not named', spend({ asset: 'USD', amount: 1 }), 'amount'],
  ['an asset by a name of every object', spend({ asset: 'constructor', amount: 1 }), 'amount'],
  ['nothing', spend(), undefined],
  ['zero', spend(jpy(0)), 'amount'],
  ['less than nothing', spend(jpy(-1)), 'amount'],
  ['a fraction', spend(jpy(1.5)), 'amount'],
  ['an amount that is a text', spend(jpy('1')), 'amount'],
  ['an item that is none', spend(null), 'amount'],
  ['spends that is no list', order({ operation: 'pay', spends: { asset: 'JPY', amount: 1 } }), 'amount'],
])('%s', (_what, payload, refused) => {
  expect(policyRefusal(key, payload, { now, recent: 0 })?.refused).toBe(refused)
})

type Guarded = Pick<KeyView, 'keyId' | 'status' | 'rotatedTo' | 'policy' | 'attestation'>
const good = spend(jpy(1))
test.each<[what: string, change: Partial<Guarded>, recent: number, refused: string | undefined]>([
  ['a key as it should be', {}, 0, undefined],
  ['a revoked one', { status: 'revoked' }, 0, 'revoked'],
  ['a rotated one', { status: 'rotated', rotatedTo: 'did:key:z6Mk2' }, 0, 'revoked'],
  ['room for one more', {}, 2, undefined],
  ['no room', {}, 3, 'rate'],
  ['no room and no rate', { policy: { ...policy, rate: undefined } }, 3, undefined],
  ['no maximum', { policy: { ...policy, maxAmounts: undefined } }, 0, undefined],
  ['a maximum for nothing', { policy: { ...policy, maxAmounts: {} } }, 0, 'amount'],
  ['no operations', { policy: { ...policy, operations: [] } }, 0, 'operation'],
  ['no purposes', { policy: { ...policy, purposes: [] } }, 0, 'purpose'],
  ['the other protection that is demanded', { attestation: { ...attestation, keys: 'eSE' } }, 0, undefined],
  ['a weaker one', { attestation: { ...attestation, keys: 'software' } }, 0, 'attestation'],
  ['logic that is not protected', { attestation: { ...attestation, logic: ['attestation'] } }, 0, 'attestation'],
  ['an attestation to its last moment', { attestation: { ...attestation, notAfter: '2026-11-21T09:00:00.001Z' } }, 0, undefined],
  ['an attestation that ended', { attestation: { ...attestation, notAfter: '2026-11-21T09:00:00Z' } }, 0, 'attestation'],
  ['an attestation that ends at no known time', { attestation: { ...attestation, notAfter: 'soon' } }, 0, 'attestation'],
  [
    'an attestation that nobody demands',
    { attestation: { ...attestation, notAfter: 'soon' }, policy: { ...policy, attestation: undefined } },
    0,
    undefined,
  ],
])('%s', (_what, change, recent, refused) => {
  expect(policyRefusal({ ...key, ...change }, good, { now, recent })?.refused).toBe(refused)
})

test('of several refusals the first in the list is given', () => {
  const bad = order({ operation: 'close', spends: [jpy(101)] }, 'order.v2')
  const weak = { ...attestation, keys: 'software' } as const
  const given = (change: Partial<Guarded>, payload: Payload, recent: number) =>
    policyRefusal({ ...key, attestation: weak, ...change }, payload, { now, recent })?.refused
  expect(given({ status: 'revoked' }, bad, 3)).toBe('revoked')
  expect(given({}, bad, 3)).toBe('purpose')
  expect(given({}, order({ operation: 'close', spends: [jpy(101)] }), 3)).toBe('operation')
  expect(given({}, spend(jpy(101)), 3)).toBe('amount')
  expect(given({}, good, 3)).toBe('rate')
  expect(given({}, good, 2)).toBe('attestation')
})
