import { describe, expect, test } from 'vitest'
import { useCases } from '../catalogue.ts'
import { demo } from '../core/demo-ids.ts'
import { createTestApp, type Result } from '../test/harness.ts'
import { attested } from '../test/refusals/before.ts'
import { createMoodySigning } from '../test/signed/moody-signing.ts'
import { createTown, kinSeed, publicKeyOf, type Town } from '../test/signed/town.ts'
import { spending } from './key.ts'

const shared = createTestApp()
const pay = { from: demo.guest, to: demo.taxi, asset: 'JPY', amount: 5 }
const keyOf = async ({ app, key }: Town, wallet: string = demo.guest) => (await app.get(`/v1/wallets/${wallet}/key`, key)).body
const uses = async ({ app, key }: Town, query = '', wallet: string = demo.guest) =>
  (await app.get(`/v1/wallets/${wallet}/key-uses${query}`, key)).body
const rotate = ({ app, key }: Town, body: object = {}, headers = {}, wallet: string = demo.guest) =>
  app.post(`/v1/wallets/${wallet}/rotate-key`, body, key, headers)
const revoke = ({ app, key }: Town, headers = {}, wallet: string = demo.guest) => app.post(`/v1/wallets/${wallet}/revoke-key`, {}, key, headers)
const statusOf = async ({ app }: Town, id: string) => (await app.signing.publicKey(id))?.status

describe('a managed key', () => {
  test('is rotated: the old one signs no more, the new one has the same policy', async () => {
    const town = await createTown(shared)
    const limited = { operations: ['createTransfer'], maxAmounts: { JPY: 5 }, rate: { count: 9, seconds: 60 }, attestation: { keys: ['software'] } }
    expect((await rotate(town, { keyPolicy: limited })).status).toBe(200)
    const before = await keyOf(town)
    expect(before.managed).toEqual({ status: 'active', provider: 'embedded', policy: limited })
    expect((await rotate(town)).status).toBe(200)
    const after = await keyOf(town)
    expect(after.key.id).not.toBe(before.key.id)
    expect(after.managed).toEqual(before.managed)
    expect([await statusOf(town, before.key.id), await statusOf(town, after.key.id)]).toEqual(['revoked', 'active'])
    expect((await town.app.post('/v1/transfers', pay, town.key)).status).toBe(201)
    expect((await town.app.post('/v1/transfers', { ...pay, amount: 6 }, town.key)).body.code).toBe('signing_refused')
    expect((await rotate(town, { keyPolicy: {} })).status).toBe(200)
    expect((await town.app.post('/v1/transfers', { ...pay, amount: 6 }, town.key)).status).toBe(201)
  })

  test('is revoked: nothing is spent, everything else goes on, and a new one spends again', async () => {
    const town = await createTown(shared)
    const { key } = await keyOf(town)
    expect((await revoke(town)).body.key.revokedAt).toBe('2026-12-01T00:00:00.000Z')
    expect(await statusOf(town, key.id)).toBe('revoked')
    for (const [path, body] of [
      ['/v1/transfers', pay],
      ['/v1/holds', pay],
      ['/v1/assets/JPY/redeem', { from: demo.guest, amount: 1 }],
    ] as const)
      expect((await town.app.post(path, body, town.key)).body.code).toBe('key_revoked')
    expect((await town.app.post('/v1/transfers', { ...pay, from: demo.restaurant, to: demo.guest }, town.key)).status).toBe(201)
    expect((await town.app.post(`/v1/holds/${demo.seat}/capture`, { amount: 1 }, town.key)).status).toBe(200)
    const again = await revoke(town)
    expect([again.status, again.body.key.revokedAt]).toEqual([200, '2026-12-01T00:00:00.000Z'])
    expect((await rotate(town)).status).toBe(200)
    expect((await town.app.post('/v1/transfers', pay, town.key)).status).toBe(201)
  })

  test('is rotated, revoked or made once for an Idempotency-Key', async () => {
    const town = await createTown(shared)
    const first = await rotate(town, {}, { 'Idempotency-Key': 'r1' })
    const retried = await rotate(town, {}, { 'Idempotency-Key': 'r1' })
    expect([retried.status, retried.body.key.id, retried.headers.get('idempotency-replayed')]).toEqual([200, first.body.key.id, 'true'])
    expect([(await keyOf(town)).key.id, await statusOf(town, first.body.key.id)]).toEqual([first.body.key.id, 'active'])
    expect((await town.app.post('/v1/transfers', pay, town.key)).status).toBe(201)

    expect((await revoke(town, { 'Idempotency-Key': 'v1' })).status).toBe(200)
    const renewed = await rotate(town, {}, { 'Idempotency-Key': 'r2' })
    // The retry of an older request ends no newer key.
    expect((await revoke(town, { 'Idempotency-Key': 'v1' })).headers.get('idempotency-replayed')).toBe('true')
    expect((await rotate(town, {}, { 'Idempotency-Key': 'r1' })).body.key.id).toBe(first.body.key.id)
    expect([(await keyOf(town)).key.id, await statusOf(town, renewed.body.key.id)]).toEqual([renewed.body.key.id, 'active'])
    expect((await town.app.post('/v1/transfers', pay, town.key)).status).toBe(201)

    const wallet = { name: 'Once', keyPolicy: { maxAmounts: { JPY: 1 } } }
    const made = await town.app.post('/v1/wallets', wallet, town.key, { 'Idempotency-Key': 'w1' })
    const again = await town.app.post('/v1/wallets', wallet, town.key, { 'Idempotency-Key': 'w1' })
    expect([again.body.id, again.body.key.id]).toEqual([made.body.id, made.body.key.id])
  })

  test.each(['rotate-key', 'revoke-key'])('is not touched by %s with a key bound to another wallet', async (action) => {
    const town = await createTown(shared)
    const before = await keyOf(town)
    const taxi = await town.made(town.app.post('/v1/api-keys', { name: 'cab', scopes: ['read', 'write'], wallet: demo.taxi }, town.key))
    for (const [key, headers] of [
      [taxi.apiKey, {}],
      [town.key, { 'Act-As': demo.taxi }],
    ] as const)
      expect((await town.app.post(`/v1/wallets/${demo.guest}/${action}`, {}, key, headers)).body.code).toBe('not_permitted')
    expect((await town.app.get(`/v1/wallets/${demo.guest}/key`, taxi.apiKey)).body.code).toBe('not_permitted')
    expect((await town.app.get(`/v1/wallets/${demo.guest}/key-uses`, taxi.apiKey)).body.code).toBe('not_permitted')
    expect(await keyOf(town)).toEqual(before)
    expect((await town.app.post('/v1/transfers', pay, town.key)).status).toBe(201)
  })

  test('has a trail: who asked for what, newest first, page by page', async () => {
    const town = await createTown(shared)
    await rotate(town, { keyPolicy: { maxAmounts: { JPY: 5 } } })
    await town.app.post('/v1/transfers', pay, town.key)
    await town.app.post('/v1/transfers', { ...pay, amount: 6 }, town.key)
    await town.app.post('/v1/holds', pay, town.key)
    const { data, nextCursor } = await uses(town)
    expect(nextCursor).toBeNull()
    expect(data.map(({ event, operation }: Result['body']) => [event, operation])).toEqual([
      ['signed', 'createHold'],
      ['refused', 'createTransfer'],
      ['signed', 'createTransfer'],
      // Of the key before it.
      ['revoked', null],
      ['created', null],
      ['created', null],
    ])
    expect(new Set(data.map(({ keyId }: Result['body']) => keyId)).size).toBe(2)
    const seen = []
    for (let after = ''; ; ) {
      const page = await uses(town, `?limit=1${after === '' ? '' : `&after=${after}`}`)
      seen.push(...page.data)
      if (page.nextCursor === null) break
      after = page.nextCursor
    }
    expect(seen).toEqual(data)
    expect((await uses(town, '?after=x')).code).toBe('invalid_request')
    expect((await uses(town, '', demo.signer)).data).toEqual([])
  })

  test('that a wish for a wallet that is not there made is used by nobody', async () => {
    const town = await createTown(shared)
    const nowhere = 'wal_0000000000000000000000n0wh'
    for (const action of ['rotate-key', 'revoke-key'])
      expect((await town.app.post(`/v1/wallets/${nowhere}/${action}`, {}, town.key)).body.code).toBe('wallet_not_found')
  })
})

describe('the key of a wallet that keeps its own', () => {
  const give = (town: Town, body: object) => rotate(town, body, town.sign('rotateKey', body, demo.signer), demo.signer)

  test('needs a public key, and no policy or key of the service', async () => {
    const town = await createTown(shared)
    expect((await give(town, {})).body).toMatchObject({ code: 'invalid_request', field: 'publicKey' })
    expect((await rotate(town, { publicKey: publicKeyOf(kinSeed) })).body).toMatchObject({ code: 'invalid_request', field: 'publicKey' })
    expect((await town.app.post('/v1/wallets', { name: 'x', custody: 'self' }, town.key)).body).toMatchObject({
      code: 'invalid_request',
      field: 'publicKey',
    })
    expect((await keyOf(town, demo.signer)).managed).toBeNull()
  })

  const rows: readonly (readonly [string, object, string | null])[] = [
    ['as an oracle says', {}, null],
    ['until an instant to come', { notAfter: '2026-12-01T00:00:00.001Z' }, null],
    ['until now', { notAfter: '2026-12-01T00:00:00Z' }, 'attestation_invalid'],
    ['as an oracle says that nobody knows', { oracle: 'orc_0000000000000000000000n0wh' }, 'attestation_invalid'],
  ]
  test.each(rows)('is attested %s', async (_name, more, code) => {
    const town = await createTown(shared)
    const { status, body } = await give(town, attested(more))
    expect([status < 300, body.code ?? null]).toEqual([code === null, code])
    if (code === null) expect(body.key.attestation).toMatchObject({ keys: 'HSM', by: demo.oracle })
  })

  test('an attestation of another key, or with a word changed, is none', async () => {
    const town = await createTown(shared)
    const { attestation } = attested() as Result['body']
    const other = { publicKey: publicKeyOf(kinSeed), attestation }
    expect((await give(town, other)).body).toMatchObject({ code: 'attestation_invalid', field: 'attestation.body.publicKey' })
    const better = { ...attested(), attestation: { ...attestation, body: { ...attestation.body, keys: 'eSE' } } }
    expect((await give(town, better)).body).toMatchObject({ code: 'attestation_invalid', field: 'attestation.sig' })
  })
})

describe('a signing backend that is gone', () => {
  async function gone() {
    const moody = createMoodySigning()
    return { ...moody, town: await createTown(createTestApp({ signing: moody.signing })) }
  }

  test.each(['createKeys', 'publicKey', 'sign'] as const)('%s: a rotation has not happened, and can be tried again', async (call) => {
    const { mood, town } = await gone()
    const before = await keyOf(town)
    mood.gone.add(call)
    const failed = await rotate(town, {}, { 'Idempotency-Key': 'r1' })
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '1'])
    mood.gone.clear()
    expect(await keyOf(town)).toEqual(before)
    const done = await rotate(town, {}, { 'Idempotency-Key': 'r1' })
    expect(done.status).toBe(200)
    expect([await statusOf(town, before.key.id), await statusOf(town, done.body.key.id)]).toEqual(['revoked', 'active'])
  })

  test('revoke: what the ledger says holds, and the retry ends the key', async () => {
    const { mood, town } = await gone()
    const before = await keyOf(town)
    mood.gone.add('revoke')
    expect((await revoke(town, { 'Idempotency-Key': 'v1' })).status).toBe(200)
    mood.gone.clear()
    expect((await keyOf(town)).key.revokedAt).not.toBeNull()
    expect((await town.app.post('/v1/transfers', pay, town.key)).body.code).toBe('key_revoked')
    expect((await revoke(town, { 'Idempotency-Key': 'v1' })).status).toBe(200)
    expect(await statusOf(town, before.key.id)).toBe('revoked')
  })

  test('revoke: after a rotation, the retry ends the old key', async () => {
    const { mood, town } = await gone()
    const before = await keyOf(town)
    mood.gone.add('revoke')
    expect((await rotate(town, {}, { 'Idempotency-Key': 'r1' })).status).toBe(200)
    mood.gone.clear()
    expect((await rotate(town, {}, { 'Idempotency-Key': 'r1' })).status).toBe(200)
    expect(await statusOf(town, before.key.id)).toBe('revoked')
  })

  test('a wallet is not made without a key', async () => {
    const { mood, town } = await gone()
    const before = (await town.records()).length
    mood.gone.add('createKeys')
    expect((await town.app.post('/v1/wallets', { name: 'None' }, town.key)).status).toBe(503)
    mood.gone.clear()
    expect((await town.records()).length).toBe(before)
    expect((await town.app.post('/v1/wallets', { name: 'One' }, town.key)).body.key.id).toMatch(/^did:key:z6Mk/)
  })
})

test('a policy names operations that are signed for, and all of them can be named', () => {
  const signedFor = useCases
    .filter(({ refusals }) => (refusals as readonly string[]).includes('signing_refused'))
    .map(({ operationId }) => operationId)
  expect(new Set(signedFor)).toEqual(new Set([...spending, 'createWallet', 'rotateKey']))
})
