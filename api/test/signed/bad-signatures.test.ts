import { describe, expect, test } from 'vitest'
import { toDidKey } from '../../core/crypto/did-key.ts'
import { demo } from '../../core/demo-ids.ts'
import { createTestApp } from '../harness.ts'
import { sandboxOf, signatureHeader, signed, signerSeed } from '../sign.ts'
import { createTown, headerOf, kinSeed, publicKeyOf, type Town } from './town.ts'

/** Each row differs in one thing from a signed transfer that goes through. */

const shared = createTestApp()
const body = { from: demo.signer, to: demo.restaurant, asset: 'JPY', amount: 100, memo: 'Lunch' }
const good = (town: Town, more: object = {}) => signed({ sandbox: town.sandbox, operation: 'createTransfer', body, ...more })
type Row = readonly [name: string, code: string | null, signature: (town: Town) => object | string]

/** Another name that differs in its last letter, whatever that was: names of sandboxes are random. */
const neighbour = (sandbox: string) => sandbox.replace(/.$/, (last) => (last === 'q' ? 'r' : 'q'))
const tampered = (town: Town, place: number) => {
  const { sig, ...rest } = good(town)
  const bytes = Buffer.from(sig, 'base64url')
  bytes[place]! ^= 1
  return { ...rest, sig: bytes.toString('base64url') }
}
/** The neutral point and a point of order 8: keys under which anybody can sign anything. */
const smallOrder = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]

const rows: readonly Row[] = [
  ['as it should be', null, (town) => good(town)],
  ['for another sandbox', 'signature_invalid', (town) => good(town, { sandbox: neighbour(town.sandbox) })],
  ['for another operation', 'signature_invalid', (town) => good(town, { operation: 'createHold' })],
  ['for another resource', 'signature_invalid', (town) => good(town, { id: demo.payment })],
  ['for another amount', 'signature_invalid', (town) => good(town, { body: { ...body, amount: 101 } })],
  ['for another payee', 'signature_invalid', (town) => good(town, { body: { ...body, to: demo.taxi } })],
  ['with a field more', 'signature_invalid', (town) => good(town, { body: { ...body, attachments: [] } })],
  ['with a field less', 'signature_invalid', (town) => good(town, { body: { ...body, memo: undefined } })],
  ['with its fields in another order', null, (town) => good(town, { body: Object.fromEntries(Object.entries(body).reverse()) })],
  ['of another wallet with a key of its own', 'not_permitted', (town) => good(town, { wallet: town.kin, seed: kinSeed })],
  ['of a managed wallet', 'signature_invalid', (town) => good(town, { wallet: demo.guest })],
  ['of a wallet that is not there', 'signature_invalid', (town) => good(town, { wallet: 'wal_0000000000000000000000n0wh' })],
  ['by the key of another', 'signature_invalid', (town) => good(town, { seed: kinSeed })],
  ['by the key of another, under its own name', 'signature_invalid', (town) => ({ ...good(town, { seed: kinSeed }), kid: good(town).kid })],
  ['under the name of another key', 'signature_invalid', (town) => ({ ...good(town), kid: good(town, { seed: kinSeed }).kid })],
  ['that has just ended', 'signature_invalid', (town) => good(town, { validUntil: '2026-12-01T00:00:00Z' })],
  ['that is about to end', null, (town) => good(town, { validUntil: '2026-12-01T00:00:00.001Z' })],
  ['good for 24 hours', null, (town) => good(town, { validUntil: '2026-12-02T00:00:00Z' })],
  ['good for longer', 'signature_invalid', (town) => good(town, { validUntil: '2026-12-02T00:00:00.001Z' })],
  ['whose end was written otherwise', 'signature_invalid', (town) => ({ ...good(town), validUntil: '2026-12-01T00:01:00.000Z' })],
  ['until a leap second', 'invalid_request', (town) => good(town, { validUntil: '2026-12-01T00:00:60Z' })],
  ['until a time of another zone', 'invalid_request', (town) => good(town, { validUntil: '2026-12-01T09:01:00+09:00' })],
  ['until less than a millisecond from now', 'signature_invalid', (town) => good(town, { validUntil: '2026-12-01T00:00:00.0000001Z' })],
  ['whose nonce was changed', 'signature_invalid', (town) => ({ ...good(town), nonce: 'nonce-of-another' })],
  ['with one bit of R turned', 'signature_invalid', (town) => tampered(town, 0)],
  ['with one bit of S turned', 'signature_invalid', (town) => tampered(town, 63)],
  ['with a short nonce', 'invalid_request', (town) => good(town, { nonce: 'x'.repeat(15) })],
  ['with the shortest nonce', null, (town) => good(town, { nonce: 'x'.repeat(16) })],
  ['with the longest nonce', null, (town) => good(town, { nonce: 'x'.repeat(64) })],
  ['with a long nonce', 'invalid_request', (town) => good(town, { nonce: 'x'.repeat(65) })],
  ['of another algorithm', 'invalid_request', (town) => ({ ...good(town), alg: 'Ed448' })],
  ['without algorithm', 'invalid_request', (town) => ({ ...good(town), alg: undefined })],
  ['with a member nobody knows', 'invalid_request', (town) => ({ ...good(town), type: 'kariosae.command.v1' })],
  ['in plain base64', 'invalid_request', (town) => ({ ...good(town), sig: `${'+'.repeat(86)}==` })],
  ['of 63 bytes', 'invalid_request', (town) => ({ ...good(town), sig: 'A'.repeat(84) })],
  ['of nothing but zeros', 'signature_invalid', (town) => ({ ...good(town), sig: 'A'.repeat(86) })],
  ['that is no JSON', 'invalid_request', () => '{"wallet":'],
  ['that is a list', 'invalid_request', () => '[]'],
  ['that is null', 'invalid_request', () => 'null'],
  ['that is empty', 'invalid_request', () => ''],
  ['that is huge', 'invalid_request', () => `"${'x'.repeat(100_000)}"`],
  ['said twice', 'invalid_request', (town) => `${JSON.stringify(good(town))}, ${JSON.stringify(good(town))}`],
]

describe('a signature', () => {
  test.each(rows)('%s: %s', async (_name, code, signature) => {
    const town = await createTown(shared)
    const given = signature(town)
    const headers = typeof given === 'string' ? { 'Kariosae-Signature': given } : headerOf(given)
    const { status, body: answer } = await town.app.post('/v1/transfers', body, town.key, headers)
    expect([status, answer.code]).toEqual(code === null ? [201, undefined] : [code === 'invalid_request' ? 400 : 403, code])
    expect((await town.app.get(`/v1/wallets/${demo.signer}`, town.key)).body.balances[0].posted).toBe(code === null ? 19_900 : 20_000)
    // What was refused leaves the way free.
    if (code !== null) expect((await town.app.post('/v1/transfers', body, town.key, headerOf(good(town)))).status).toBe(201)
  })

  test.each(smallOrder)('a wallet cannot be given a key of small order: %s', async (hex) => {
    const town = await createTown(shared)
    const publicKey = Buffer.from(hex, 'hex').toString('base64url')
    const made = await town.app.post('/v1/wallets', { name: 'Anyone', custody: 'self', publicKey }, town.key)
    expect([made.status, made.body.code]).toEqual([400, 'invalid_request'])
    const rotated = await town.app.post(
      `/v1/wallets/${demo.signer}/rotate-key`,
      { publicKey },
      town.key,
      town.sign('rotateKey', { publicKey }, demo.signer),
    )
    expect([rotated.status, rotated.body.code]).toEqual([400, 'invalid_request'])
    const kid = (() => {
      try {
        return toDidKey(Buffer.from(hex, 'hex'))
      } catch {
        return 'did:key:z6Mk'
      }
    })()
    const asKid = await town.app.post('/v1/transfers', body, town.key, headerOf({ ...good(town), kid }))
    expect([asKid.status, asKid.body.code === 'invalid_request' || asKid.body.code === 'signature_invalid']).toEqual([asKid.status, true])
  })

  test('is not looked at where nothing is ordered', async () => {
    const town = await createTown(shared)
    for (const header of ['{', '', 'x'.repeat(50_000)])
      expect((await town.app.get('/v1/sandbox', town.key, { 'Kariosae-Signature': header })).status).toBe(200)
    expect((await town.app.get(`/v1/wallets/${demo.guest}`, town.key, headerOf(good(town)))).body.name).toBe('Hana Sato')
  })

  test.each([
    ['Act-As', 'key'],
    ['a bound key', 'bound'],
  ] as const)('of another wallet than %s', async (_name, which) => {
    const town = await createTown(shared)
    const other = { from: town.kin, to: demo.restaurant, asset: 'JPY', amount: 100 }
    const header = signatureHeader({ sandbox: town.sandbox, operation: 'createTransfer', body: other, wallet: town.kin, seed: kinSeed })
    const { status, body: answer } = await town.app.post('/v1/transfers', other, town[which], {
      ...header,
      ...(which === 'key' ? { 'Act-As': demo.signer } : {}),
    })
    expect([status, answer.code]).toEqual([403, 'not_permitted'])
  })

  test('is over what the JSON says, not over how it is written', async () => {
    const town = await createTown(shared)
    const text = JSON.stringify({ ...body, memo: '日本\u2028"' }, null, 2)
      .replace('100', '1e2')
      .replace('日', '\\u65e5')
    const header = headerOf(good(town, { body: { ...body, memo: '日本\u2028"' } }))
    const { status, body: answer } = await town.app.call('POST', '/v1/transfers', { key: town.key, body: text, headers: header })
    expect([status, answer.memo, answer.amount]).toEqual([201, '日本\u2028"', 100])
  })

  test('by real time, whatever the clock of the sandbox says', async () => {
    const town = await createTown(createTestApp())
    await town.app.post('/v1/clock/advance', { by: 'P30D' }, town.key)
    expect((await town.app.post('/v1/transfers', body, town.key, headerOf(good(town)))).status).toBe(201)
    await town.app.post('/v1/clock/freeze', {}, town.key)
    const late = good(town)
    town.app.time.now += 60_000
    expect((await town.app.post('/v1/transfers', body, town.key, headerOf(late))).body.code).toBe('signature_invalid')
  })
})

describe('keys that came and went', () => {
  const rotate = async (town: Town, seed: Uint8Array, to: Uint8Array) => {
    const order = { publicKey: publicKeyOf(to) }
    return town.app.post(`/v1/wallets/${demo.signer}/rotate-key`, order, town.key, town.sign('rotateKey', order, demo.signer, { seed }))
  }

  test('a former key orders nothing, the new one does, and back again', async () => {
    const town = await createTown(shared)
    const before = good(town)
    expect((await rotate(town, signerSeed, kinSeed)).status).toBe(200)
    expect((await town.app.post('/v1/transfers', body, town.key, headerOf(before))).body.code).toBe('signature_invalid')
    expect((await rotate(town, signerSeed, kinSeed)).body.code).toBe('signature_invalid')
    expect((await town.app.post('/v1/transfers', body, town.key, headerOf(good(town, { seed: kinSeed })))).status).toBe(201)
    expect((await rotate(town, kinSeed, signerSeed)).status).toBe(200)
    expect((await town.app.post('/v1/transfers', body, town.key, headerOf(before))).status).toBe(201)
  })

  test('a revoked key orders nothing, not even its successor', async () => {
    const town = await createTown(shared)
    expect((await town.app.post(`/v1/wallets/${demo.signer}/revoke-key`, {}, town.key)).status).toBe(200)
    expect((await town.app.post('/v1/transfers', body, town.key, headerOf(good(town)))).body.code).toBe('key_revoked')
    expect((await rotate(town, signerSeed, kinSeed)).body.code).toBe('key_revoked')
  })
})

describe('once and no more', () => {
  const send = (town: Town, header: Record<string, string>, sent: object = body) => town.app.post('/v1/transfers', sent, town.key, header)

  test('the same request again', async () => {
    const town = await createTown(shared)
    const header = headerOf(good(town))
    expect((await send(town, header)).status).toBe(201)
    expect((await send(town, header)).body.code).toBe('signature_replayed')
    const keyed = { ...headerOf(good(town)), 'Idempotency-Key': 'once' }
    const first = await send(town, keyed)
    const again = await send(town, keyed)
    expect([first.status, again.status, again.headers.get('idempotency-replayed'), again.body.id]).toEqual([201, 201, 'true', first.body.id])
    const signedAnew = await send(town, { ...headerOf(good(town)), 'Idempotency-Key': 'once' })
    expect(signedAnew.body.id).toBe(first.body.id)
  })

  test('what was refused for its signature is asked anew under the same Idempotency-Key', async () => {
    const town = await createTown(shared)
    const used = good(town)
    expect((await send(town, headerOf(used))).status).toBe(201)
    for (const [code, bad] of [
      ['signature_invalid', tampered(town, 0)],
      ['signature_replayed', used],
    ] as const) {
      const keyed = { 'Idempotency-Key': code }
      expect((await send(town, { ...headerOf(bad), ...keyed })).body.code).toBe(code)
      expect([code, (await send(town, { ...headerOf(good(town)), ...keyed })).status]).toEqual([code, 201])
    }
  })

  test('the nonce of another command of the same key, or of another key', async () => {
    const town = await createTown(shared)
    const nonce = 'nonce-of-this-test'
    expect((await send(town, headerOf(good(town, { nonce })))).status).toBe(201)
    const other = { ...body, amount: 7 }
    expect((await send(town, headerOf(good(town, { nonce, body: other })), other)).body.code).toBe('signature_replayed')
    const ofKin = { ...body, from: town.kin }
    expect((await send(town, headerOf(good(town, { nonce, body: ofKin, wallet: town.kin, seed: kinSeed })), ofKin)).status).toBe(201)
  })

  test('a nonce of a command that was refused is good still', async () => {
    const town = await createTown(shared)
    const nonce = 'nonce-of-this-test'
    const tooMuch = { ...body, amount: 1_000_000 }
    expect((await send(town, headerOf(good(town, { nonce, body: tooMuch })), tooMuch)).body.code).toBe('insufficient_funds')
    expect((await send(town, headerOf(good(town, { nonce })))).status).toBe(201)
  })

  test('twenty times at once', async () => {
    const town = await createTown(shared)
    const header = headerOf(good(town))
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(town, header)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ body: one }) => one.code === 'signature_replayed')).toHaveLength(19)
  })

  test.each([true, false])('twice in a batch, atomic: %s, and alone at the same time', async (atomic) => {
    const town = await createTown(shared)
    const operation = { op: 'createTransfer', body, signature: good(town) }
    const [batch, single] = await Promise.all([
      town.app.post('/v1/batches', { atomic, operations: [operation, operation] }, town.key),
      send(town, headerOf(operation.signature)),
    ])
    const done = (batch.body.results ?? []).filter((one: { status?: number }) => one.status === 201).length + (single.status === 201 ? 1 : 0)
    expect(done).toBe(1)
    expect((await send(town, headerOf(operation.signature))).body.code).toBe('signature_replayed')
  })

  test('a signature is forgotten no earlier than it ends', async () => {
    const town = await createTown(createTestApp())
    const header = headerOf(good(town, { validUntil: '2026-12-02T00:00:00Z' }))
    expect((await send(town, header)).status).toBe(201)
    town.app.time.now += 24 * 3600 * 1000 - 1
    while (await town.app.store.tidy(town.app.time.now));
    expect((await send(town, header)).body.code).toBe('signature_replayed')
    town.app.time.now += 1
    expect((await send(town, header)).body.code).toBe('signature_invalid')
  })

  test('a sandbox has no use for the signature of its fork, nor the fork for that of the sandbox', async () => {
    const town = await createTown(shared)
    const fork = (await town.made(town.app.post('/v1/sandbox/fork', {}, town.key))).apiKey
    const header = headerOf(good(town))
    expect((await town.app.post('/v1/transfers', body, fork, header)).body.code).toBe('signature_invalid')
    const forked = headerOf(signed({ sandbox: sandboxOf(fork), operation: 'createTransfer', body }))
    expect((await send(town, forked)).body.code).toBe('signature_invalid')
    expect((await town.app.post('/v1/transfers', body, fork, forked)).status).toBe(201)
    expect((await send(town, header)).status).toBe(201)
  })
})
