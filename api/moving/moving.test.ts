import { beforeAll, describe, expect, test } from 'vitest'
import { useCases } from '../catalogue.ts'
import { faultOfGrowth } from '../client/verify-growth.ts'
import { demo } from '../core/demo-ids.ts'
import { verifyReceipt } from '../receipts/verify-receipt.ts'
import { requestsFor } from '../test/exercise.ts'
import { createTestApp, type TestApp } from '../test/harness.ts'
import { complete, createSqliteApp, exported, type Grown, grow, imported, ownOrder, sendPart, signedOrder } from './test/moving-world.ts'

/** A sandbox moves between the engine of the run and SQLite: what it was it is again, what was proved before is proved after. */

/** What a move itself changes: new keys of managed wallets, more of the journal, and what belongs to the service. */
const changed = ['listRequests', 'getCheckpoint', 'getProof', 'getTransferReceipt', 'getHoldReceipt', 'listKeyUses', 'listEvents']

/** A body without what a move changes. */
function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lasting)
  if (typeof value !== 'object' || value === null) return value
  const { custody, key, lastSeq: _lastSeq, records: _records, ...rest } = value as Record<string, unknown>
  const kept = { ...rest, ...(custody === undefined ? { key } : { custody, key: custody === 'managed' ? key === null : key }) }
  return Object.fromEntries(Object.entries(kept).map(([name, inner]) => [name, lasting(inner)]))
}

async function readAll({ key, world }: Grown, app: TestApp): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>()
  for (const useCase of useCases.filter(
    ({ method, operationId, path }) => method === 'get' && !changed.includes(operationId) && !path.includes('webhook'),
  ))
    for (const { path } of requestsFor(app, useCase, world.ids)) {
      const { status, body } = await app.get(path, key)
      const isManagedKey = useCase.operationId === 'getKey' && body.custody !== 'self'
      found.set(path, { status, body: status < 300 ? (isManagedKey ? 'a key' : lasting(body)) : body.code })
    }
  return found
}

describe.each<[way: string, source: () => TestApp, target: () => TestApp]>([
  ['from this engine to SQLite', () => createTestApp(), () => createSqliteApp()],
  ['from SQLite to this engine', () => createSqliteApp(), () => createTestApp()],
])('%s', (_way, openSource, openTarget) => {
  let source: Grown
  let app: TestApp
  let before: Awaited<ReturnType<typeof evidenceOf>>
  let reads: Map<string, unknown>

  /** What somebody has of it from before the move. */
  async function evidenceOf({ app, key, world }: Grown) {
    const [receipt, checkpoint] = [
      await app.get(`/v1/transfers/${world.ids.transfers[0]}/receipt`, key),
      await app.get('/v1/journal/checkpoint', key),
    ]
    return { receipt: receipt.body, checkpoint: checkpoint.body }
  }

  beforeAll(async () => {
    source = await grow(openSource())
    await source.app.post(`/v1/wallets/${demo.guest}/rotate-key`, { keyPolicy: { maxAmounts: { JPY: 10_000 } } }, source.key)
    before = await evidenceOf(source)
    reads = await readAll(source, source.app)
    app = openTarget()
    app.time.now = source.app.time.now
    const { status, body } = await imported(app, source.sandbox, await exported(source.app, source.key))
    expect([status, body]).toEqual([200, expect.objectContaining({ done: true, checked: before.checkpoint.size })])
    expect(body.newKeys).toBeGreaterThan(3)
  })

  test('every read gives what it gave', async () => {
    expect(reads.size).toBeGreaterThan(50)
    expect(Object.fromEntries(await readAll(source, app))).toEqual(Object.fromEntries(reads))
    const audit = await app.get('/v1/audit', source.key)
    expect(audit.body).toMatchObject({ ok: true })
  })

  test('keys bound to wallets work, and a policy holds', async () => {
    const { payer, payee, key } = source.bound
    const own = await app.post('/v1/transfers', { from: payer, to: payee, asset: 'OWNED', amount: 1 }, key)
    expect(own.status).toBe(201)
    const { body: asset } = await app.post('/v1/assets/JPY/issue', { to: demo.guest, amount: 50_000 }, source.key)
    expect(asset.code).toBe('JPY')
    const spend = (amount: number) => app.post('/v1/transfers', { from: demo.guest, to: demo.taxi, asset: 'JPY', amount }, source.key)
    expect((await spend(10_000)).status).toBe(201)
    expect((await spend(10_001)).body.code).toBe('signing_refused')
  })

  test('a wallet that keeps its own key signs as before, and a signature that was used stays used', async () => {
    const send = (headers: Record<string, string>) => app.post('/v1/transfers', ownOrder, source.key, headers)
    const answers = [await send(source.used), await send(signedOrder(source.sandbox))]
    expect(answers.map(({ status, body: { code } }) => [status, code])).toEqual([
      [409, 'signature_replayed'],
      [201, undefined],
    ])
  })

  test('a receipt from before is still right under the key of before, and one from after under the new', async () => {
    expect(verifyReceipt(before.receipt, { verifierKey: before.checkpoint.verifierKey }).ok).toBe(true)
    const { body: later } = await app.get(`/v1/transfers/${source.world.ids.transfers[0]}/receipt`, source.key)
    const { body: checkpoint } = await app.get('/v1/journal/checkpoint', source.key)
    expect(verifyReceipt(later, { verifierKey: checkpoint.verifierKey }).ok).toBe(true)
    expect(verifyReceipt(later, { verifierKey: before.checkpoint.verifierKey }).ok).toBe(false)
    expect(later.entries).toEqual(before.receipt.entries.map((entry: object, index: number) => ({ ...entry, proof: later.entries[index].proof })))
  })

  test('the journal of after begins with that of before, which both keys together show', async () => {
    const { body: newer } = await app.get('/v1/journal/checkpoint', source.key)
    const { body: proof } = await app.get(`/v1/journal/proofs?from=${before.checkpoint.size}&size=${newer.size}`, source.key)
    const growth = { older: before.checkpoint.note, newer: newer.note, hashes: proof.hashes }
    const keys = [before.checkpoint.verifierKey, newer.verifierKey]
    expect(newer.size).toBeGreaterThan(before.checkpoint.size)
    expect(keys[0]).not.toBe(keys[1])
    expect(faultOfGrowth({ ...growth, verifierKey: keys })).toBeUndefined()
    for (const verifierKey of keys) expect(faultOfGrowth({ ...growth, verifierKey })).toBeDefined()
    expect(newer.formerKeys).toEqual([{ size: before.checkpoint.size, verifierKey: keys[0] }])
    const { body: older } = await app.get(`/v1/journal/checkpoint?size=${before.checkpoint.size}`, source.key)
    expect(older).toMatchObject({ note: before.checkpoint.note, verifierKey: keys[0] })
    const record = await app.get(`/v1/journal/entries?after=${before.checkpoint.size}&limit=1`, source.key)
    expect(JSON.stringify(record.body)).toContain('"type":"sandbox.imported"')
  })

  test('it can move on, and what each service signed is still known', async () => {
    const third = createSqliteApp()
    third.time.now = app.time.now
    const { body: second } = await app.get('/v1/journal/checkpoint', source.key)
    expect((await imported(third, source.sandbox, await exported(app, source.key))).body.done).toBe(true)
    const { body: now } = await third.get('/v1/journal/checkpoint', source.key)
    expect(now.formerKeys).toEqual([
      { size: before.checkpoint.size, verifierKey: before.checkpoint.verifierKey },
      { size: second.size, verifierKey: second.verifierKey },
    ])
    expect((await third.get('/v1/audit', source.key)).body.ok).toBe(true)
  })

  test('it is only once in a service, and the same import again says that it is done', async () => {
    const lines = await exported(source.app, source.key)
    expect((await complete(app, source.sandbox, lines)).status).toBeOneOf([200, 409])
    expect((await sendPart(app, source.sandbox, '')).body.code).toBe('sandbox_exists')
    expect((await complete(app, source.sandbox, lines, 'another import of the same sandbox')).body.code).toBe('sandbox_exists')
    expect((await complete(source.app, source.sandbox, lines)).body.code).toBe('sandbox_exists')
  })
})
