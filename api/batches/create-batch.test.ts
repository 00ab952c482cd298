import { expect, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { largestBody } from '../http/read-body.ts'
import { exported } from '../moving/test/moving-world.ts'
import { createTestApp } from '../test/harness.ts'

/** A wallet that has so many assets, and a thousand operations each of which shows it whole. */
async function crowded(assets: number) {
  const app = createTestApp()
  const key = await app.sandbox('demo')
  const issued = Array.from({ length: assets }, (_, place) => [
    { op: 'createAsset', body: { code: `A${place}`, scale: 0, kind: 'points' } },
    { op: 'issueAsset', id: `A${place}`, body: { to: demo.restaurant, amount: 1 } },
  ]).flat()
  expect((await app.post('/v1/batches', { atomic: true, operations: issued }, key)).status).toBe(200)
  const operations = Array.from({ length: 1_000 }, (_, place) => ({
    op: place % 2 ? 'unfreezeWallet' : 'freezeWallet',
    id: demo.restaurant,
    body: {},
  }))
  const send = (atomic: boolean) => app.post('/v1/batches', { atomic, operations }, key, { 'Idempotency-Key': 'crowded' })
  return { app, key, send }
}

test.each([true, false])('a batch whose answer would be too large for one piece is refused before anything is done, atomic: %s', async (atomic) => {
  const { app, key, send } = await crowded(400)
  const before = (await app.get('/v1/sandbox', key)).body.lastSeq
  const { status, body } = await send(atomic)
  expect([status, body.code]).toEqual([422, 'batch_rejected'])
  expect(body.detail).toMatch(/^The answers up to operation \d+ are larger than a batch can give; send fewer operations at once\.$/)
  expect((await app.get('/v1/sandbox', key)).body.lastSeq).toBe(before)
  expect((await app.get(`/v1/wallets/${demo.restaurant}`, key)).body.status).toBe('active')
})

test('one that is just not too large is remembered, and moves as a line that an import takes', async () => {
  const { app, key, send } = await crowded(110)
  const first = await send(true)
  expect([first.status, JSON.stringify(first.body).length > 6_000_000]).toEqual([200, true])
  expect((await send(true)).body).toEqual(first.body)
  const lines = (await exported(app, key)).map((line) => Buffer.byteLength(line))
  expect(Math.max(...lines)).toBeGreaterThan(7_000_000)
  expect(Math.max(...lines)).toBeLessThan(largestBody)
})
