import { describe, expect, test } from 'vitest'
import { verifySigned } from './core/crypto/envelope.ts'
import { demo } from './core/demo-ids.ts'
import { createTestApp, type Result } from './test/harness.ts'
import { createMoodySigning } from './test/signed/moody-signing.ts'
import { createTown, type Town } from './test/signed/town.ts'

const pay = (from: string, amount: number, to: string = demo.taxi) => ({ from, to, asset: 'JPY', amount })

async function walletWith(town: Town, keyPolicy: object | undefined, amount = 1000): Promise<string> {
  const { id } = await town.made(town.app.post('/v1/wallets', { name: 'Managed', ...(keyPolicy && { keyPolicy }) }, town.key))
  await town.made(town.app.post('/v1/assets/JPY/issue', { to: id, amount }, town.key))
  return id
}
const available = async ({ app, key }: Town, wallet: string) =>
  (await app.get(`/v1/wallets/${wallet}`, key)).body.balances.find(({ asset }: Result['body']) => asset === 'JPY')?.available ?? 0
const keyOf = async ({ app, key }: Town, wallet: string) => (await app.get(`/v1/wallets/${wallet}/key`, key)).body.key

describe('what a managed wallet spends', () => {
  test('is signed for: each record has the signature of each wallet that has less after it', async () => {
    const town = await createTown()
    const { app, key, made } = town
    const before = (await town.records()).length
    const sent = await made(app.post('/v1/transfers', pay(demo.guest, 10), key))
    await made(app.post(`/v1/transfers/${sent.id}/refund`, { amount: 4 }, key))
    await made(app.post('/v1/assets/JPY/redeem', { from: demo.guest, amount: 3 }, key))
    const hold = await made(app.post('/v1/holds', { ...pay(demo.guest, 100), acceptances: ['payee'] }, key))
    await made(app.post(`/v1/holds/${hold.id}/accept`, {}, key, { 'Act-As': demo.taxi }))
    await made(app.post(`/v1/holds/${hold.id}/adjust`, { amount: 150 }, key))
    await made(app.post(`/v1/holds/${hold.id}/capture`, { amount: 20, final: false }, key))
    await made(app.post(`/v1/holds/${hold.id}/release`, {}, key))
    const legs = [pay(demo.guest, 7), pay(demo.restaurant, 8), { ...pay(demo.guest, 9), asset: 'USD' }]
    await made(app.post('/v1/holds', { legs }, key))
    const operations = [1, 2, 3].map((amount) => ({ op: 'createTransfer', body: pay(demo.restaurant, amount) }))
    await made(app.post('/v1/batches', { atomic: true, operations }, key))

    const records = (await town.records()).slice(before).map(({ record }) => record)
    expect(records.map(({ type }) => type)).toEqual([
      ...['transfer.completed', 'transfer.refunded', 'asset.redeemed', 'hold.proposed', 'hold.held', 'hold.adjusted', 'hold.captured'],
      ...['hold.released', 'hold.held', 'transfer.completed', 'transfer.completed', 'transfer.completed'],
    ])
    const orders = new Set<string>()
    for (const { type, entries, signatures = [] } of records) {
      const drops = new Map<string, object[]>()
      for (const { wallet, asset, before: was, after } of entries) {
        const amount = was.posted - was.held - after.posted + after.held
        if (amount > 0 && type !== 'hold.captured' && wallet !== 'issuance') drops.set(wallet, [...(drops.get(wallet) ?? []), { asset, amount }])
      }
      expect(Object.fromEntries(signatures.map(({ body }: Result['body']) => [body.wallet, body.spends]))).toEqual(Object.fromEntries(drops))
      for (const signature of signatures) {
        const { id, publicKey } = await keyOf(town, signature.body.wallet)
        expect([signature.type, signature.kid, verifySigned(signature, publicKey)]).toEqual(['kariosae.spend.v1', id, true])
        expect([signature.body.sandbox, signature.body.at]).toEqual([town.sandbox, '2026-12-01T00:00:00.000Z'])
        orders.add(signature.body.order)
      }
    }
    expect(orders.size).toBe(9)
  })

  const policies: readonly (readonly [string, object, object, string | null])[] = [
    ['operations, with it', { operations: ['createTransfer'] }, {}, null],
    ['operations, without it', { operations: ['createHold'] }, {}, 'signing_refused'],
    ['amounts, at most', { maxAmounts: { JPY: 100 } }, {}, null],
    ['amounts, one more', { maxAmounts: { JPY: 100 } }, { amount: 101 }, 'signing_refused'],
    ['amounts, of another asset', { maxAmounts: { USD: 100 } }, {}, 'signing_refused'],
    ['attestation, as it is', { attestation: { keys: ['software'] } }, {}, null],
  ]
  test.each(policies)('policy: %s', async (_name, keyPolicy, more, code) => {
    const town = await createTown()
    const wallet = await walletWith(town, keyPolicy)
    const before = (await town.records()).length
    const { status, body } = await town.app.post('/v1/transfers', { ...pay(wallet, 100), ...more }, town.key)
    expect([status, body.code]).toEqual(code === null ? [201, undefined] : [403, code])
    expect((await town.records()).length).toBe(before + (code === null ? 1 : 0))
    expect(await available(town, wallet)).toBe(code === null ? 900 : 1000)
    const [use] = (await town.app.get(`/v1/wallets/${wallet}/key-uses`, town.key)).body.data
    expect([use.event, use.purpose, use.operation]).toEqual([code === null ? 'signed' : 'refused', 'kariosae.spend.v1', 'createTransfer'])
  })

  test('policy: an attestation that the provider cannot give', async () => {
    const town = await createTown()
    const before = (await town.records()).length
    const { status, body } = await town.app.post('/v1/wallets', { name: 'Vault', keyPolicy: { attestation: { keys: ['HSM'] } } }, town.key)
    expect([status, body.code]).toEqual([403, 'signing_refused'])
    expect((await town.records()).length).toBe(before)
  })

  test('policy: a rate, whatever else is sent at the same time', async () => {
    const town = await createTown()
    const rated = await walletWith(town, { rate: { count: 5, seconds: 60 } })
    const small = await walletWith(town, { maxAmounts: { JPY: 1 } })
    const sends = Array.from({ length: 50 }, (_, index) => [rated, small, demo.guest, demo.restaurant, demo.guest][index % 5]!)
    const answers = await Promise.all(sends.map((from) => town.app.post('/v1/transfers', pay(from, 2), town.key)))
    const through = (wallet: string) => answers.filter(({ status }, index) => status === 201 && sends[index] === wallet).length
    expect([rated, small, demo.guest, demo.restaurant].map(through)).toEqual([5, 0, 20, 10])
    expect(answers.filter(({ body }) => body.code === 'signing_refused')).toHaveLength(15)
    expect([await available(town, rated), await available(town, small)]).toEqual([990, 1000])
    expect((await town.app.get('/v1/audit', town.key)).body.ok).toBe(true)
    expect(
      (await town.app.get(`/v1/wallets/${rated}/key-uses?limit=100`, town.key)).body.data.filter(({ event }: Result['body']) => event === 'signed'),
    ).toHaveLength(5)
    town.app.time.now += 60_001
    expect((await town.app.post('/v1/transfers', pay(rated, 2), town.key)).status).toBe(201)
  })

  test.each([true, false])('a batch of which one operation is not signed, atomic: %s', async (atomic) => {
    const town = await createTown()
    const small = await walletWith(town, { maxAmounts: { JPY: 1 } })
    const operations = [pay(demo.guest, 5), pay(small, 2), pay(small, 1), pay(demo.restaurant, 5)].map((body) => ({ op: 'createTransfer', body }))
    const before = (await town.records()).length
    const { body } = await town.app.post('/v1/batches', { atomic, operations }, town.key)
    if (atomic) expect([body.code, body.results[0].index, body.results[0].problem.code]).toEqual(['batch_rejected', 1, 'signing_refused'])
    else expect(body.results.map(({ status }: Result['body']) => status)).toEqual([201, 403, 201, 201])
    expect((await town.records()).length).toBe(before + (atomic ? 0 : 3))
    expect(await available(town, small)).toBe(atomic ? 1000 : 999)
  })

  test('what is not signed is not there for what comes after it in the same batch', async () => {
    const town = await createTown()
    const small = await walletWith(town, { maxAmounts: { JPY: 1 } })
    const empty = await walletWith(town, undefined, 1)
    const operations = [pay(small, 500, empty), pay(empty, 400)].map((body) => ({ op: 'createTransfer', body }))
    const { body } = await town.app.post('/v1/batches', { operations }, town.key)
    expect(body.results.map(({ problem }: Result['body']) => problem?.code)).toEqual(['signing_refused', 'insufficient_funds'])
  })

  test('policy: amounts, of a hold that can be captured beyond itself', async () => {
    const town = await createTown()
    const small = await walletWith(town, { maxAmounts: { JPY: 100 } })
    const terms = (amount: number, overcapture: number) => ({ ...pay(small, amount), limits: { overcapture } })
    expect((await town.app.post('/v1/holds', terms(60, 40), town.key)).status).toBe(201)
    const { status, body } = await town.app.post('/v1/holds', terms(60, 41), town.key)
    if (status === 201) await town.app.post(`/v1/holds/${body.id}/capture`, { amount: 101 }, town.key)
    // The first locked 60; this one may take 100 in all, whichever step is refused.
    expect(await available(town, small)).toBeGreaterThanOrEqual(840)
  })

  test('of two payers in one hold, one refusal refuses the whole', async () => {
    const town = await createTown()
    const small = await walletWith(town, { maxAmounts: { JPY: 1 } })
    const before = await available(town, demo.guest)
    const { body } = await town.app.post('/v1/holds', { legs: [pay(demo.guest, 5), pay(small, 2)] }, town.key)
    expect(body.code).toBe('signing_refused')
    expect(await available(town, demo.guest)).toBe(before)
  })
})

describe('a signing backend that is gone', () => {
  async function gone() {
    const moody = createMoodySigning()
    const town = await createTown(createTestApp({ signing: moody.signing }))
    return { ...moody, town }
  }

  test('changes nothing while it is, and nothing is missing later', async () => {
    const { mood, town } = await gone()
    const before = await town.records()
    mood.gone.add('sign')
    const keyed = { 'Idempotency-Key': 'through-the-dark' }
    const down = await town.app.post('/v1/transfers', pay(demo.guest, 5), town.key, keyed)
    expect([down.status, down.body.code, down.headers.get('retry-after')]).toEqual([503, 'unavailable', '1'])
    mood.calls.length = 0
    const many = await Promise.all(Array.from({ length: 10 }, () => town.app.post('/v1/transfers', pay(demo.guest, 5), town.key)))
    expect(many.map(({ status }) => status)).toEqual(Array(10).fill(503))
    // All together, then two by themselves: after that the others are told at once.
    expect(mood.calls).toEqual(['sign', 'sign', 'sign'])
    mood.gone.clear()
    expect(await town.records()).toEqual(before)
    const up = await town.app.post('/v1/transfers', pay(demo.guest, 5), town.key, keyed)
    expect([up.status, up.headers.get('idempotency-replayed')]).toEqual([201, null])
  })

  test('between the payment and the checkpoint, a payment is not made', async () => {
    const { mood, town } = await gone()
    const before = await town.records()
    mood.gone.add('sign')
    mood.until = 1
    expect((await town.app.post('/v1/transfers', pay(demo.guest, 5), town.key)).status).toBe(503)
    mood.gone.clear()
    expect(await town.records()).toEqual(before)
    expect((await town.app.post('/v1/transfers', pay(demo.guest, 5), town.key)).status).toBe(201)
    expect((await town.app.get('/v1/audit', town.key)).body.ok).toBe(true)
  })

  test('a signature of a client is good still after it', async () => {
    const { mood, town } = await gone()
    const body = pay(demo.signer, 5)
    const header = town.sign('createTransfer', body)
    mood.gone.add('sign')
    expect((await town.app.post('/v1/transfers', body, town.key, header)).status).toBe(503)
    mood.gone.clear()
    expect((await town.app.post('/v1/transfers', body, town.key, header)).status).toBe(201)
  })

  test('reads still work', async () => {
    const { mood, town } = await gone()
    for (const call of ['sign', 'createKeys', 'publicKey', 'uses'] as const) mood.gone.add(call)
    expect((await town.app.get(`/v1/wallets/${demo.guest}`, town.key)).status).toBe(200)
    expect((await town.app.get(`/v1/transfers/${demo.payment}`, town.key)).status).toBe(200)
    expect((await town.app.get('/v1/journal/entries', town.key)).status).toBe(200)
    expect((await town.app.get(`/v1/wallets/${demo.guest}/key`, town.key)).status).toBe(503)
    expect((await town.app.get(`/v1/transfers/${demo.payment}/receipt`, town.key)).status).toBe(200)
  })
})

test('a rate that the operations of a rejected batch did not use is there for others in the same commit', async () => {
  const moody = createMoodySigning()
  const town = await createTown(createTestApp({ signing: moody.signing }))
  const rated = await walletWith(town, { rate: { count: 1, seconds: 60 } })
  const small = await walletWith(town, { maxAmounts: { JPY: 1 } })
  const operations = [pay(rated, 5), pay(small, 2)].map((body) => ({ op: 'createTransfer', body }))
  // While the first commit waits for its signature, the others gather for the next.
  let open = () => {}
  const gate = new Promise<void>((resolve) => (open = resolve))
  moody.mood.before = () => gate
  moody.mood.calls.length = 0
  const first = town.app.post('/v1/transfers', pay(demo.guest, 1), town.key)
  while (!moody.mood.calls.includes('sign')) await new Promise((resolve) => setImmediate(resolve))
  const batch = town.app.post('/v1/batches', { atomic: true, operations }, town.key)
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  const single = town.app.post('/v1/transfers', pay(rated, 5), town.key)
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  open()
  expect((await first).status).toBe(201)
  expect((await batch).body.code).toBe('batch_rejected')
  expect((await single).body).toMatchObject({ amount: 5 })
})
