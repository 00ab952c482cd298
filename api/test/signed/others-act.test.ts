import { describe, expect, test } from 'vitest'
import { demo } from '../../core/demo-ids.ts'
import { verifyReceipt } from '../../receipts/verify-receipt.ts'
import { createTestApp, type Result } from '../harness.ts'
import { createTown, kinSeed, type Town } from './town.ts'

/** What others do with a hold of a wallet that keeps its own key was ordered with the hold, and needs no signature of it. */

const shared = createTestApp()
const terms = { from: demo.signer, to: demo.restaurant, asset: 'JPY', amount: 1000 }

async function held(town: Town, more: object = {}): Promise<Result['body']> {
  const body = { ...terms, ...more }
  return town.made(town.app.post('/v1/holds', body, town.key, town.sign('createHold', body)))
}
const act = ({ app, key }: Town, id: string, action: string, body: object = {}, headers = {}) =>
  app.post(`/v1/holds/${id}/${action}`, body, key, headers)
const balance = async ({ app, key }: Town, wallet: string = demo.signer) =>
  (await app.get(`/v1/wallets/${wallet}`, key)).body.balances.find(({ asset }: Result['body']) => asset === 'JPY')
const receiptHolds = async ({ app, key }: Town, id: string) => {
  const { body } = await app.get(`/v1/holds/${id}/receipt`, key)
  const { ok, checks } = verifyReceipt(body, { verifierKey: body.verifierKey })
  expect(checks.filter((check) => check.ok === false)).toEqual([])
  return ok
}

describe('without a signature of the payer', () => {
  test('its payee captures, all, in parts and beyond within the terms, and gives back', async () => {
    const town = await createTown(shared)
    expect((await act(town, (await held(town)).id, 'capture')).body).toMatchObject({ status: 'captured', captured: 1000 })
    const { id } = await held(town)
    expect((await act(town, id, 'capture', { amount: 10, final: false })).body).toMatchObject({ status: 'held', captured: 10 })
    expect((await act(town, id, 'adjust', { amount: 500 })).body).toMatchObject({ amount: 500 })
    expect((await act(town, id, 'release')).body).toMatchObject({ status: 'released' })
    const beyond = await held(town, { limits: { overcapture: 50 } })
    expect((await act(town, beyond.id, 'capture', { amount: 1050 })).body).toMatchObject({ status: 'captured', captured: 1050 })
    expect((await act(town, (await held(town)).id, 'capture', { amount: 1001 })).body.code).toBe('exceeds_hold')
    expect(await balance(town)).toMatchObject({ posted: 20_000 - 1000 - 10 - 1050, held: 1000 })
    for (const one of [id, beyond.id]) expect(await receiptHolds(town, one)).toBe(true)
  })

  test('time ends it, and rules act by themselves', async () => {
    const town = await createTown(createTestApp())
    const { id } = await held(town, { expiresAt: '2026-12-01T01:00:00Z' })
    const own = await held(town, {
      expiresAt: '2026-12-02T00:00:00Z',
      rules: [{ name: 'noon', action: 'capture', when: { after: '2026-12-01T12:00:00Z' } }],
    })
    const said = await held(town, { rules: [{ name: 'came', action: 'capture', when: { signal: { name: 'came', from: ['payee'] } } }] })
    expect((await act(town, said.id, 'signals', { signal: 'came' })).body).toMatchObject({ status: 'captured' })
    await town.app.post('/v1/clock/advance', { by: 'P1D' }, town.key)
    expect((await town.app.get(`/v1/holds/${id}`, town.key)).body.status).toBe('expired')
    expect((await town.app.get(`/v1/holds/${own.id}`, town.key)).body.status).toBe('captured')
    for (const one of [id, own.id, said.id]) expect(await receiptHolds(town, one)).toBe(true)
  })

  test('an arbiter decides', async () => {
    const town = await createTown(shared)
    const { id } = await held(town, {
      disputes: { by: ['payee'], resolvers: ['controller'], outcomes: ['split'] },
      parties: { controller: demo.taxi },
    })
    expect((await act(town, id, 'dispute')).body).toMatchObject({ status: 'disputed' })
    expect((await act(town, id, 'resolve', { split: [300] })).body).toMatchObject({ captured: 300 })
    expect(await receiptHolds(town, id)).toBe(true)
  })

  test('the service issues to it, refuses it, freezes and closes it', async () => {
    const town = await createTown(shared)
    for (const [path, body] of [
      ['/v1/assets/JPY/issue', { to: demo.signer, amount: 5 }],
      [`/v1/wallets/${demo.signer}/freeze`, {}],
      [`/v1/wallets/${demo.signer}/unfreeze`, {}],
      [`/v1/wallets/${demo.signer}/close`, {}],
    ] as const)
      expect([path, (await town.app.post(path, body, town.key)).status]).toEqual([path, 200])
  })
})

describe('a hold that is only proposed', () => {
  test('is locked when its payee accepts, by what its payer signed before; a revoked key has signed nothing', async () => {
    const town = await createTown(shared)
    const { id } = await held(town, { acceptances: ['payee'] })
    expect(await balance(town)).toMatchObject({ held: 0 })
    expect((await act(town, id, 'accept')).body).toMatchObject({ status: 'held' })
    expect(await balance(town)).toMatchObject({ held: 1000 })
    expect(await receiptHolds(town, id)).toBe(true)
    const other = await held(town, { acceptances: ['payee'] })
    await town.made(town.app.post(`/v1/wallets/${demo.signer}/revoke-key`, {}, town.key))
    expect((await act(town, other.id, 'accept')).body.code).toBe('key_revoked')
    expect(await balance(town)).toMatchObject({ held: 1000 })
  })

  test.each([[['payee']], [['payer']], [['payer', 'payee']], [['controller']]])(
    'without the signature of its payer, %j named: it locks only what the payer accepts',
    async (acceptances) => {
      const town = await createTown(shared)
      const { id, status } = await town.made(town.app.post('/v1/holds', { ...terms, acceptances, parties: { controller: demo.taxi } }, town.key))
      expect(status).toBe('proposed')
      // Whoever else can accept does.
      for (let time = 0; time < 3; time++) await act(town, id, 'accept')
      for (const as of [demo.restaurant, demo.taxi]) await act(town, id, 'accept', {}, { 'Act-As': as })
      expect((await town.app.get(`/v1/holds/${id}`, town.key)).body.status).toBe('proposed')
      expect(await balance(town)).toMatchObject({ held: 0 })
      expect((await act(town, id, 'accept')).body.code).toBe('signature_required')
      expect((await act(town, id, 'accept', {}, town.sign('acceptHold', {}, id))).body).toMatchObject({ status: 'held' })
      expect(await balance(town)).toMatchObject({ held: 1000 })
      expect(await receiptHolds(town, id)).toBe(true)
    },
  )

  test('of two payers who keep their own keys each funds its own leg', async () => {
    const town = await createTown(shared)
    const { app, key, kin } = town
    const legs = [
      { from: demo.signer, to: demo.restaurant, asset: 'JPY', amount: 10 },
      { from: kin, to: demo.restaurant, asset: 'JPY', amount: 20 },
    ]
    const first = await town.made(app.post('/v1/holds', { legs }, key, town.sign('createHold', { legs })))
    expect(first.status).toBe('proposed')
    expect([(await balance(town)).held, (await balance(town, kin)).held]).toEqual([10, 0])
    expect((await act(town, first.id, 'accept')).body.code).toBe('signature_required')
    expect((await act(town, first.id, 'accept', {}, town.sign('acceptHold', {}, first.id))).body.code).toBe('not_permitted')
    const accepted = await act(town, first.id, 'accept', {}, town.sign('acceptHold', {}, first.id, { wallet: kin, seed: kinSeed }))
    expect(accepted.body).toMatchObject({ status: 'held' })
    expect([(await balance(town)).held, (await balance(town, kin)).held]).toEqual([10, 20])
    expect((await act(town, first.id, 'capture')).body).toMatchObject({ status: 'captured' })
    expect(await receiptHolds(town, first.id)).toBe(true)
  })

  test('nobody is bound by another: an extension for several payers is refused, whoever signs', async () => {
    const town = await createTown(shared)
    const legs = [terms, { ...terms, from: demo.guest, amount: 1 }]
    const { id } = await town.made(town.app.post('/v1/holds', { legs }, town.key, town.sign('createHold', { legs })))
    await town.made(act(town, id, 'accept', {}, { 'Act-As': demo.guest }))
    const body = { expiresAt: '2099-01-01T00:00:00Z' }
    for (const headers of [{}, town.sign('extendHold', body, id), { 'Act-As': demo.guest }])
      expect((await act(town, id, 'extend', body, headers)).body.code).toMatch(/^(not_permitted|signature_required)$/)
    expect((await town.app.get(`/v1/holds/${id}`, town.key)).body.expiresAt).toBe('2026-12-08T00:00:00.000Z')
  })
})
