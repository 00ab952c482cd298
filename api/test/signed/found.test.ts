import { describe, expect, test } from 'vitest'
import { demo } from '../../core/demo-ids.ts'
import { createTestApp, type Result } from '../harness.ts'
import { sandboxOf, signatureHeader, signed } from '../sign.ts'
import { createMoodySigning } from './moody-signing.ts'

/** What was found wrong once. */

async function street() {
  const app = createTestApp()
  const key = await app.sandbox('demo')
  const sandbox = sandboxOf(key)
  const sign = (operation: string, body: unknown = {}, id = '', more: object = {}) => signatureHeader({ sandbox, operation, body, id, ...more })
  return { app, key, sandbox, sign }
}

const pay = (amount: number, from: string = demo.signer) => ({ from, to: demo.restaurant, asset: 'JPY', amount })

describe('signatures that were wrong once', () => {
  test('one that changed nothing is used up too', async () => {
    const { app, key, sign } = await street()
    const terms = pay(1000)
    const hold = await app.post('/v1/holds', terms, key, sign('createHold', terms))
    expect(hold.status).toBe(201)
    const { id } = hold.body
    const adjust = { amount: 1000 }
    const header = sign('adjustHold', adjust, id)
    expect((await app.post(`/v1/holds/${id}/adjust`, adjust, key, header)).status).toBe(200)
    expect((await app.post(`/v1/holds/${id}/adjust`, { amount: 400 }, key, { 'Act-As': demo.restaurant })).status).toBe(200)
    const again = await app.post(`/v1/holds/${id}/adjust`, adjust, key, header)
    expect(again.body).toMatchObject({ code: 'signature_replayed' })
  })

  test('a payer who signed for a hold need not sign again when its payee accepts', async () => {
    const { app, key, sign } = await street()
    const terms = { ...pay(1000), acceptances: ['payee'] }
    const hold = await app.post('/v1/holds', terms, key, sign('createHold', terms))
    expect(hold.body).toMatchObject({ status: 'proposed' })
    const accepted = await app.post(`/v1/holds/${hold.body.id}/accept`, {}, key)
    expect(accepted.body).toMatchObject({ status: 'held' })
  })

  test('a hold proposed for a payer without its signature can be accepted with it', async () => {
    const { app, key, sandbox } = await street()
    const terms = { ...pay(1000), acceptances: ['payee'] }
    const hold = await app.post('/v1/holds', terms, key)
    const { id } = hold.body
    const first = await app.post(`/v1/holds/${id}/accept`, {}, key)
    const second = await app.post(`/v1/holds/${id}/accept`, {}, key, signatureHeader({ sandbox, operation: 'acceptHold', id }))
    expect([hold.body.status ?? hold.body.code, first.body.code ?? first.body.status, second.body.code ?? second.body.status]).toEqual([
      'proposed',
      'proposed',
      'held',
    ])
  })

  test('a dispute of a wallet that keeps its own key is not withdrawn without its signature', async () => {
    const { app, key, sign } = await street()
    const terms = {
      ...pay(1000),
      rules: [{ name: 'take', action: 'capture', by: ['payee'] }],
      parties: { controller: demo.taxi },
      disputes: { by: ['payer', 'payee'], resolvers: ['controller'] },
    }
    const hold = await app.post('/v1/holds', terms, key, sign('createHold', terms))
    expect(hold.status, JSON.stringify(hold.body)).toBe(201)
    const { id } = hold.body
    expect((await app.post(`/v1/holds/${id}/dispute`, {}, key, sign('disputeHold', {}, id))).body).toMatchObject({
      status: 'disputed',
      dispute: { by: demo.signer },
    })
    expect((await app.post(`/v1/holds/${id}/dispute/withdraw`, {}, key)).body).toMatchObject({ code: 'signature_required' })
  })

  test('an operation without a body is signed as {}', async () => {
    const { app, key, sandbox } = await street()
    const terms = { from: demo.guest, to: demo.signer, asset: 'JPY', amount: 100 }
    const { id } = (await app.post('/v1/holds', terms, key)).body
    const operation = { op: 'captureHold', id, signature: signed({ sandbox, operation: 'captureHold', id }) }
    const { body } = await app.post('/v1/batches', { operations: [operation] }, key)
    expect(body.results[0]).toMatchObject({ status: 200 })
  })

  test.each([
    ['Act-As', { 'Act-As': demo.signer }],
    ['nobody', {}],
  ])('a batch of signed operations, acting as %s', async (_name, headers) => {
    const { app, key, sandbox } = await street()
    const body = pay(100)
    const operation = { op: 'createTransfer', body, signature: signed({ sandbox, operation: 'createTransfer', body }) }
    const answer = await app.post('/v1/batches', { operations: [operation] }, key, headers)
    expect(answer.body).toMatchObject({ results: [{ status: 201 }] })
  })

  test('a batch of signed operations with a key bound to their wallet', async () => {
    const { app, key, sandbox } = await street()
    const bound = (await app.post('/v1/api-keys', { name: 'own', scopes: ['read', 'write'], wallet: demo.signer }, key)).body.apiKey
    const body = pay(100)
    const operation = { op: 'createTransfer', body, signature: signed({ sandbox, operation: 'createTransfer', body }) }
    expect((await app.post('/v1/batches', { operations: [operation] }, bound)).body).toMatchObject({ results: [{ status: 201 }] })
  })

  test.each([
    ['Act-As', true],
    ['a bound key', false],
  ])('an operation in a batch is not signed by another wallet than %s', async (_name, byHeader) => {
    const { app, key, sandbox } = await street()
    const bound = (await app.post('/v1/api-keys', { name: 'own', scopes: ['read', 'write'], wallet: demo.guest }, key)).body.apiKey
    const body = pay(100)
    const operation = { op: 'createTransfer', body, signature: signed({ sandbox, operation: 'createTransfer', body }) }
    const answer = byHeader
      ? await app.post('/v1/batches', { operations: [operation] }, key, { 'Act-As': demo.guest })
      : await app.post('/v1/batches', { operations: [operation] }, bound)
    expect(answer.body).toMatchObject({ results: [{ status: 403, problem: { code: 'not_permitted' } }] })
  })

  test('what was refused for want of a signature succeeds with it under the same Idempotency-Key', async () => {
    const { app, key, sandbox } = await street()
    const body = pay(100)
    const ways: Record<string, Record<string, string>> = { plain: {}, acting: { 'Act-As': demo.signer } }
    for (const [name, headers] of Object.entries(ways)) {
      const idem = { 'Idempotency-Key': `${name}-key`, ...headers }
      expect((await app.post('/v1/transfers', body, key, idem)).body).toMatchObject({ code: 'signature_required' })
      const done = await app.post('/v1/transfers', body, key, { ...idem, ...signatureHeader({ sandbox, operation: 'createTransfer', body }) })
      expect([name, done.status]).toEqual([name, 201])
    }
  })

  test('a signed command is not good again after a reset', async () => {
    const { app, key, sign } = await street()
    const body = pay(100)
    const header = sign('createTransfer', body)
    expect((await app.post('/v1/transfers', body, key, header)).status).toBe(201)
    for (const fixture of ['demo', null, 'demo']) {
      expect((await app.post('/v1/sandbox/reset', { fixture }, key)).status).toBe(200)
      while (await app.store.tidy(app.time.now));
      expect((await app.post('/v1/transfers', body, key, header)).body.code).toMatch(/^signature_/)
    }
  })
})

describe('managed keys that were wrong once', () => {
  test('a refused operation does not hand its key to the next', async () => {
    const { app, key } = await street()
    const operations = [
      { op: 'rotateKey', id: 'wal_0000000000000000000000n0wh', body: {} },
      { op: 'createWallet', body: { name: 'Careful', keyPolicy: { maxAmounts: { JPY: 10 } } } },
    ]
    const { body } = await app.post('/v1/batches', { operations }, key)
    const wallet = body.results[1].result.id
    expect((await app.get(`/v1/wallets/${wallet}/key`, key)).body.managed.policy).toEqual({ maxAmounts: { JPY: 10 } })
  })

  test.each(['rotate-key', 'revoke-key'])('%s in a fork leaves the original its key, and the other way round', async (action) => {
    const { app, key } = await street()
    const fork = (await app.post('/v1/sandbox/fork', {}, key)).body.apiKey
    expect((await app.post(`/v1/wallets/${demo.guest}/${action}`, {}, fork)).status).toBe(200)
    expect((await app.post('/v1/transfers', pay(10, demo.guest), key)).body).toMatchObject({ amount: 10 })
    expect((await app.post(`/v1/wallets/${demo.restaurant}/${action}`, {}, key)).status).toBe(200)
    expect((await app.post('/v1/transfers', { ...pay(10), from: demo.restaurant, to: demo.taxi }, fork)).body).toMatchObject({ amount: 10 })
  })

  test('two resets at once, of which the second follows the fixture of the first', async () => {
    const { signing, mood } = createMoodySigning()
    const app = createTestApp({ signing })
    const key = await app.sandbox()
    let second: Promise<{ status: number }> | undefined
    // While the first is being committed, the second comes in.
    mood.before = async (call) => {
      if (call !== 'sign' || second) return
      second = app.post('/v1/sandbox/reset', {}, key)
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    }
    expect((await app.post('/v1/sandbox/reset', { fixture: 'demo' }, key)).status).toBe(200)
    expect((await second)?.status).toBe(200)
  })

  test('a key that was rotated or forgotten signs no more', async () => {
    const { app, key } = await street()
    const before = (await app.get(`/v1/wallets/${demo.guest}/key`, key)).body.key.id
    await Promise.all([1, 2].map(() => app.post(`/v1/wallets/${demo.guest}/rotate-key`, {}, key)))
    const now = (await app.get(`/v1/wallets/${demo.guest}/key`, key)).body.key.id
    const entries = (await app.get('/v1/journal/entries?limit=100', key)).body.data
    const made = entries
      .filter(({ record }: Result['body']) => record.type === 'wallet.key_rotated')
      .map(({ record }: Result['body']) => record.key.id)
    expect(made).toHaveLength(2)
    for (const id of [before, ...made]) expect([id, (await app.signing.publicKey(id))?.status]).toEqual([id, id === now ? 'active' : 'revoked'])
  })

  test('a wallet does not lift the policy of its own managed key, nor replace one that was revoked', async () => {
    const { app, key } = await street()
    const bound = (await app.post('/v1/api-keys', { name: 'own', scopes: ['read', 'write'], wallet: demo.guest }, key)).body.apiKey
    const path = `/v1/wallets/${demo.guest}/rotate-key`
    const policy = { maxAmounts: { JPY: 10 } }
    expect((await app.post(path, { keyPolicy: policy }, key)).status).toBe(200)
    for (const [by, headers] of [
      [bound, {}],
      [key, { 'Act-As': demo.guest }],
    ] as const)
      expect((await app.post(path, { keyPolicy: {} }, by, headers)).status).toBe(403)
    expect(
      (await app.post('/v1/batches', { operations: [{ op: 'rotateKey', id: demo.guest, body: { keyPolicy: {} } }] }, bound)).body.results[0].status,
    ).toBe(403)
    // A new key under the policy that it had is its own affair, until an admin ends it.
    expect((await app.post(path, {}, bound)).status).toBe(200)
    expect((await app.get(`/v1/wallets/${demo.guest}/key`, key)).body.managed.policy).toEqual(policy)
    expect((await app.post(`/v1/wallets/${demo.guest}/revoke-key`, {}, key)).status).toBe(200)
    expect((await app.post(path, {}, bound)).status).toBe(403)
    expect((await app.post('/v1/transfers', pay(5, demo.guest), bound)).body.code).toBe('key_revoked')
  })
})
