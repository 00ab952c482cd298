import { expect, test } from 'vitest'
import { encodeBase64url } from '../../core/base64url.ts'
import { ed25519 } from '../../core/crypto/ed25519.ts'
import { demo } from '../../core/demo-ids.ts'
import { verifyReceipt } from '../../receipts/verify-receipt.ts'
import { createTestApp } from '../harness.ts'
import { sandboxOf, signatureHeader, signerSeed } from '../sign.ts'

/** What an attack found. */

async function street() {
  const app = createTestApp()
  const key = await app.sandbox('demo')
  const sign = (operation: string, body: object, id = '', more: object = {}) =>
    signatureHeader({ sandbox: sandboxOf(key), operation, body, id, ...more })
  const verdict = async (path: string) => verifyReceipt((await app.get(`${path}/receipt`, key)).body, {})
  return { app, key, sign, verdict }
}

const faults = (verdict: Awaited<ReturnType<Awaited<ReturnType<typeof street>>['verdict']>>) =>
  verdict.checks.filter(({ ok }) => ok === false).map(({ text }) => text.en)

test('a redemption is an act of the wallet that signed it', async () => {
  const { app, key, sign } = await street()
  const body = { from: demo.signer, amount: 5 }
  expect((await app.post('/v1/assets/JPY/redeem', body, key, sign('redeemAsset', body, 'JPY'))).status).toBe(200)
  const { data } = (await app.get('/v1/journal/entries?limit=100', key)).body
  expect(data.at(-1).record).toMatchObject({ type: 'asset.redeemed', by: { wallet: demo.signer } })
})

test.each([
  ['that is managed', demo.guest],
  ['that keeps its own key', demo.signer],
])('a key that was revoked stops what a capture takes beyond the hold of a wallet %s', async (_name, from) => {
  const { app, key, sign } = await street()
  const body = { from, to: demo.restaurant, asset: 'JPY', amount: 100, limits: { overcapture: 500 } }
  const { id } = (await app.post('/v1/holds', body, key, from === demo.signer ? sign('createHold', body) : {})).body
  await app.post(`/v1/wallets/${from}/revoke-key`, {}, key)
  expect((await app.post(`/v1/holds/${id}/capture`, { amount: 101 }, key)).body).toMatchObject({ code: 'key_revoked' })
  expect((await app.post(`/v1/holds/${id}/capture`, { amount: 100 }, key)).body).toMatchObject({ status: 'captured' })
})

test('a policy counts what the terms of a hold may take beyond it', async () => {
  const { app, key } = await street()
  await app.post(`/v1/wallets/${demo.guest}/rotate-key`, { keyPolicy: { maxAmounts: { JPY: 100 } } }, key)
  const body = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 60 }
  expect((await app.post('/v1/holds', { ...body, limits: { overcapture: 41 } }, key)).body).toMatchObject({ code: 'signing_refused' })
  expect((await app.post('/v1/holds', { ...body, limits: { overcapture: 40 } }, key)).body).toMatchObject({ status: 'held' })
})

test('an order is not shown to the readers of another hold that it set off', async () => {
  const { app, key, sign } = await street()
  const pay = { from: demo.guest, asset: 'JPY', amount: 50 }
  const first = (await app.post('/v1/holds', { ...pay, to: demo.signer }, key)).body.id
  const rules = [{ action: 'capture', when: { holdStatus: { hold: first, is: ['captured'] } } }]
  const second = (await app.post('/v1/holds', { ...pay, to: demo.restaurant, rules }, key)).body.id
  const body = { memo: 'private words' }
  expect((await app.post(`/v1/holds/${first}/capture`, body, key, sign('captureHold', body, first))).status).toBe(200)
  const { body: receipt } = await app.get(`/v1/holds/${second}/receipt`, key, { 'Act-As': demo.restaurant })
  expect(receipt.entries.at(-1).record.type).toBe('hold.captured')
  expect(JSON.stringify(receipt)).not.toContain('private words')
  expect(faults(verifyReceipt(receipt, {}))).toEqual([])
})

test('however often a key is rotated, the receipts of before are good', async () => {
  const { app, key, verdict } = await street()
  const pay = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 5 }
  const ids = [(await app.post('/v1/transfers', pay, key)).body.id]
  await app.post('/v1/batches', { operations: Array.from({ length: 101 }, () => ({ op: 'rotateKey', id: demo.guest })) }, key)
  ids.push((await app.post('/v1/transfers', pay, key)).body.id)
  for (const id of ids) expect(faults(await verdict(`/v1/transfers/${id}`))).toEqual([])
})

test('a key that comes back leaves the receipts of its first time good', async () => {
  const { app, key, sign, verdict } = await street()
  const [first, second] = [signerSeed, new Uint8Array(32).fill(7)]
  const pay = { from: demo.signer, to: demo.restaurant, asset: 'JPY', amount: 5 }
  const ids: string[] = []
  for (const [seed, next] of [
    [first, second],
    [second, first],
    [first, second],
  ] as const) {
    ids.push((await app.post('/v1/transfers', pay, key, sign('createTransfer', pay, '', { seed }))).body.id)
    const body = { publicKey: encodeBase64url(ed25519.publicKey(next)) }
    const rotated = await app.post(`/v1/wallets/${demo.signer}/rotate-key`, body, key, sign('rotateKey', body, demo.signer, { seed }))
    expect(rotated.status).toBe(200)
  }
  for (const id of ids) expect(faults(await verdict(`/v1/transfers/${id}`))).toEqual([])
})
