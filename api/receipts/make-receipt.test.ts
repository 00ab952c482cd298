import { beforeAll, describe, expect, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import type { Result } from '../test/harness.ts'
import { signerSeed } from '../test/sign.ts'
import { leafOf, openCheckpoint, rootOf } from '../test/signed/recompute.ts'
import { createTown, kinSeed, publicKeyOf, type Town } from '../test/signed/town.ts'
import { verifyReceipt } from './verify-receipt.ts'

const jpy = (from: string, to: string, amount: number) => ({ from, to, asset: 'JPY', amount })
const fundBy = '2099-03-01T09:00:00Z'
const dvp = {
  delivery: { from: demo.guest, asset: 'USD', amount: 1, fundBy },
  payment: { from: demo.restaurant, asset: 'JPY', amount: 10, fundBy },
  settleBefore: '2099-03-01T15:00:00Z',
}
/** What nobody but the restaurant and the sandbox itself may learn. */
const fortune = 7_654_321

let town: Town
let guestKey: string
/** What each receipt is about, by what happened to it; with the wallets that signed for it. */
const subjects = new Map<string, { path: string; signers: readonly string[]; records: number }>()
const receiptOf = async (path: string, key = town.key, query = '') => (await town.app.get(`${path}/receipt${query}`, key)).body

beforeAll(async () => {
  town = await createTown()
  const { app, key, made, sign } = town
  const post = (path: string, body: object, headers = {}) => made(app.post(path, body, key, headers))
  const about = (name: string, path: string, signers: readonly string[], records: number) => void subjects.set(name, { path, signers, records })
  guestKey = (await post('/v1/api-keys', { name: 'app', scopes: ['read', 'write'], wallet: demo.guest })).apiKey
  await post('/v1/assets/JPY/issue', { to: demo.restaurant, amount: fortune })

  const transfer = await post('/v1/transfers', jpy(demo.guest, demo.restaurant, 30))
  about('a transfer', `/v1/transfers/${transfer.id}`, [demo.guest], 1)
  const { refunds } = await post(`/v1/transfers/${transfer.id}/refund`, { amount: 10 })
  about('a refund', `/v1/transfers/${refunds[0]}`, [demo.restaurant], 1)
  const own = jpy(demo.signer, demo.guest, 5)
  about('a transfer signed by the client', `/v1/transfers/${(await post('/v1/transfers', own, sign('createTransfer', own))).id}`, [demo.signer], 1)

  const group = [
    (await post('/v1/holds', jpy(demo.guest, demo.restaurant, 40))).id,
    (await post('/v1/holds', jpy(demo.guest, demo.restaurant, 41))).id,
  ]
  await post('/v1/hold-groups/capture', { holds: group.map((id) => ({ id })) })
  about('a hold captured with another', `/v1/holds/${group[1]}`, [demo.guest], 2)

  const { id: exchange } = await post('/v1/holds', { template: 'dvp', parameters: dvp })
  for (const payer of [demo.guest, demo.restaurant]) await post(`/v1/holds/${exchange}/accept`, {}, { 'Act-As': payer })
  about('delivery versus payment', `/v1/holds/${exchange}`, [demo.guest, demo.restaurant], 4)

  const kept = jpy(demo.signer, demo.guest, 60)
  const { id } = await post('/v1/holds', kept, sign('createHold', kept))
  await post(`/v1/holds/${id}/adjust`, { amount: 70 }, sign('adjustHold', { amount: 70 }, id))
  const order = { publicKey: publicKeyOf(kinSeed) }
  await post(`/v1/wallets/${demo.signer}/rotate-key`, order, sign('rotateKey', order, demo.signer))
  await post(`/v1/holds/${id}/adjust`, { amount: 80 }, sign('adjustHold', { amount: 80 }, id, { seed: kinSeed }))
  await post(`/v1/holds/${id}/capture`, {})
  about('a hold over a change of keys', `/v1/holds/${id}`, [demo.signer], 4)

  const before = await post('/v1/transfers', jpy(demo.guest, demo.taxi, 3))
  await post(`/v1/wallets/${demo.guest}/rotate-key`, {})
  await post(`/v1/wallets/${demo.guest}/revoke-key`, {})
  about('a transfer of before a key was revoked', `/v1/transfers/${before.id}`, [demo.guest], 1)
})

const names = [
  ...['a transfer', 'a refund', 'a transfer signed by the client', 'a hold captured with another', 'delivery versus payment'],
  ...['a hold over a change of keys', 'a transfer of before a key was revoked'],
]

describe.each(names)('the receipt of %s', (name) => {
  test('is proved and signed for', async () => {
    const { path, signers, records } = subjects.get(name)!
    const receipt = await receiptOf(path)
    const { verifierKey } = (await town.app.get('/v1/journal/checkpoint', town.key)).body
    const { ok, checks } = verifyReceipt(receipt, { verifierKey })
    expect(checks.filter((check) => check.ok === false)).toEqual([])
    expect(ok).toBe(true)
    expect(checks.filter(({ ok: one, name }) => one === null && name !== 'ordered' && name !== 'order')).toEqual([])
    expect(receipt.entries.length).toBeGreaterThanOrEqual(records - 1)
    const signed = receipt.entries.flatMap(({ record }: Result['body']) => record.signatures ?? [])
    expect([...new Set(signed.map(({ body }: Result['body']) => body.wallet))].sort()).toEqual([...signers].sort())
    const known = new Set(receipt.keys.map(({ record }: Result['body']) => record.key.id))
    for (const { kid } of signed) expect(known).toContain(kid)
    // The records are those of the journal, and the checkpoint is over all of it.
    const all = await town.records()
    for (const { record } of receipt.entries) expect(record).toEqual(all[record.seq - 1].record)
    const head = openCheckpoint(receipt.checkpoint, verifierKey)
    expect(rootOf(all.slice(0, head.size).map(({ record }) => leafOf(record))).toString('base64')).toBe(head.root)
  })

  test('does not hold when a word of it is changed', async () => {
    const { path } = subjects.get(name)!
    const receipt = await receiptOf(path)
    const other = structuredClone(receipt)
    other.entries[0].record.at += 1
    expect(verifyReceipt(other, {}).ok).toBe(false)
    const unsigned = structuredClone(receipt)
    const signed = unsigned.entries.find(({ record }: Result['body']) => record.signatures)
    signed.record.signatures = []
    expect(verifyReceipt(unsigned, {}).ok).toBe(false)
  })

  test('shows a wallet its own balances, and nothing that others own or are called', async () => {
    const { path } = subjects.get(name)!
    const receipt = await receiptOf(path, guestKey)
    const text = JSON.stringify(receipt)
    for (const secret of [/"posted":7[67]\d{5}\b/, /Sakaba|Ran Mori|Minato|Hana/, /prefecture|attributes/]) expect(text).not.toMatch(secret)
    const entries = receipt.entries.flatMap(({ record }: Result['body']) => record.entries)
    expect(entries.filter((entry: unknown) => typeof entry !== 'string').every(({ wallet }: { wallet: string }) => wallet === demo.guest)).toBe(true)
    expect(entries.some((entry: unknown) => typeof entry === 'string')).toBe(true)
    const { ok, checks } = verifyReceipt(receipt, { verifierKey: receipt.verifierKey })
    expect(checks.filter((check) => check.ok === false)).toEqual([])
    expect(ok).toBe(true)
    const whole = JSON.stringify(await receiptOf(path))
    if (name !== 'a transfer signed by the client' && !name.includes('keys') && !name.includes('revoked'))
      expect(whole).toMatch(/"posted":7[67]\d{5}\b/)
  })

  test('is there as a credential too', async () => {
    const { path } = subjects.get(name)!
    const credential = await receiptOf(path, town.key, '?as=credential')
    expect(verifyReceipt(credential.evidence[0].receipt, {}).ok).toBe(true)
    expect(credential.proof).toMatchObject({ type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022' })
  })
})

test('a receipt is for those whom it is about', async () => {
  const { path } = subjects.get('a transfer')!
  const stranger = await town.made(town.app.post('/v1/api-keys', { name: 'cab', scopes: ['read'], wallet: demo.taxi }, town.key))
  expect((await town.app.get(`${path}/receipt`, stranger.apiKey)).body.code).toBe('not_permitted')
  expect((await town.app.get(`${path}/receipt`, town.key, { 'Act-As': demo.taxi })).body.code).toBe('not_permitted')
  expect((await town.app.get(`${path}/receipt`, town.key, { 'Act-As': demo.restaurant })).status).toBe(200)
})

test('a copy gives receipts of what happened before it was made, under its own journal', async () => {
  const fork = (await town.made(town.app.post('/v1/sandbox/fork', {}, town.key))).apiKey
  for (const { path } of subjects.values()) {
    const receipt = await receiptOf(path, fork)
    const { verifierKey } = (await town.app.get('/v1/journal/checkpoint', fork)).body
    const { ok, checks } = verifyReceipt(receipt, { verifierKey })
    expect(checks.filter((check) => check.ok === false)).toEqual([])
    expect(ok).toBe(true)
  }
})

test('after a reset, the demo payment has a receipt under the new journal, and the old receipt still holds under the old', async () => {
  const { app, key } = await createTown()
  const path = `/v1/transfers/${demo.payment}/receipt`
  const old = (await app.get(path, key)).body
  await app.post('/v1/sandbox/reset', {}, key)
  const fresh = (await app.get(path, key)).body
  expect(verifyReceipt(old, { verifierKey: old.verifierKey }).ok).toBe(true)
  expect(verifyReceipt(fresh, { verifierKey: fresh.verifierKey }).ok).toBe(true)
  expect(verifyReceipt(fresh, { verifierKey: old.verifierKey }).ok).toBe(false)
  expect(publicKeyOf(signerSeed)).toHaveLength(43)
})
