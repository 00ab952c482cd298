import { beforeAll, describe, expect, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { verifyConsistency, verifyInclusion } from '../core/merkle/verify.ts'
import type { Result } from '../test/harness.ts'
import { leafOf, openCheckpoint, rootOf } from '../test/signed/recompute.ts'
import { createTown, type Town } from '../test/signed/town.ts'

const bytes = (text: string) => Buffer.from(text, 'base64')
const jpy = (from: string, to: string, amount: number) => ({ from, to, asset: 'JPY', amount })

/** A few hundred records of all kinds, in commits of all sizes; after each commit its checkpoint is kept, as a witness would. */
async function live(town: Town): Promise<Result['body'][]> {
  const { app, key, sign, made } = town
  const kept: Result['body'][] = []
  const keep = async () => void kept.push((await app.get('/v1/journal/checkpoint', key)).body)
  const post = async (path: string, body: object, headers = {}) => {
    const answer = await made(app.post(path, body, key, headers))
    await keep()
    return answer
  }
  const hold = async (more: object = {}) => (await post('/v1/holds', { ...jpy(demo.guest, demo.restaurant, 50), ...more })).id
  const transfer = (index: number) => ({ op: 'createTransfer', body: jpy(demo.restaurant, demo.taxi, index + 1) })

  await keep()
  await post('/v1/wallets', { name: 'First' })
  const { id: exchange } = await post('/v1/holds', { template: 'dvp', parameters: dvp })
  for (const payer of [demo.guest, demo.restaurant]) await post(`/v1/holds/${exchange}/accept`, {}, { 'Act-As': payer })
  const signedTransfer = jpy(demo.signer, demo.taxi, 5)
  await post('/v1/transfers', signedTransfer, sign('createTransfer', signedTransfer))
  await post(`/v1/wallets/${demo.guest}/rotate-key`, {})
  for (const action of ['capture', 'release', 'decline', 'dispute']) {
    const id = await hold(action === 'decline' ? { acceptances: ['payee'] } : action === 'dispute' ? arbitrated : {})
    await post(`/v1/holds/${id}/${action}`, {})
    if (action === 'dispute') await post(`/v1/holds/${id}/resolve`, { split: [20] })
  }
  await post('/v1/clock/advance', { by: 'PT1H' })
  const due = '2026-12-01T02:00:00Z'
  for (let index = 0; index < 3; index++) await hold({ expiresAt: due })
  await post('/v1/clock/advance', { by: 'PT2H' })
  await post('/v1/hold-groups/capture', { holds: [{ id: await hold() }, { id: await hold() }] })
  const paid = await post('/v1/transfers', jpy(demo.guest, demo.restaurant, 30))
  await post(`/v1/transfers/${paid.id}/refund`, { amount: 10 })
  for (const size of [1, 2, 3, 7, 16, 31])
    await post('/v1/batches', { atomic: size % 2 === 0, operations: Array.from({ length: size }, (_, index) => transfer(index)) })
  await Promise.all(Array.from({ length: 30 }, (_, index) => made(app.post('/v1/transfers', jpy(demo.guest, demo.taxi, index + 1), key))))
  await keep()
  // One record at a time over the edge of a tile.
  await post('/v1/batches', { operations: Array.from({ length: 250 - kept.at(-1).size }, (_, index) => transfer(index % 5)) })
  while (kept.at(-1).size < 262) await post('/v1/transfers', jpy(demo.guest, demo.taxi, 1))
  await post('/v1/batches', { operations: Array.from({ length: 280 }, (_, index) => transfer(index % 5)) })
  await post(`/v1/wallets/${demo.taxi}/freeze`, {})
  return kept
}

const arbitrated = { disputes: { by: ['payer'], resolvers: ['controller'], outcomes: ['split'] }, parties: { controller: demo.taxi } }
const fundBy = '2099-03-01T09:00:00Z'
const dvp = {
  delivery: { from: demo.guest, asset: 'USD', amount: 1, fundBy },
  payment: { from: demo.restaurant, asset: 'JPY', amount: 10, fundBy },
  settleBefore: '2099-03-01T15:00:00Z',
}

let town: Town
let kept: Result['body'][]
let records: Result['body'][]
let leaves: Buffer[]
const root = (size: number) => rootOf(leaves.slice(0, size))
const proof = (query: string) => town.app.get(`/v1/journal/proofs?${query}`, town.key)

beforeAll(async () => {
  town = await createTown()
  kept = await live(town)
  records = await town.records()
  leaves = records.map(({ record }) => leafOf(record))
}, 120_000)

describe('the journal', () => {
  test('each leaf is what its record says, gap-free, and every checkpoint is the root over them', () => {
    expect(records.length).toBeGreaterThan(540)
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1))
    expect(records.map(({ leaf }) => leaf)).toEqual(leaves.map((leaf) => leaf.toString('base64')))
    expect(new Set(kept.map(({ size }) => size)).size).toBeGreaterThan(40)
    for (const { size, root: said, note, verifierKey } of kept) {
      expect(openCheckpoint(note, verifierKey)).toEqual({
        origin: `kariosae.local/jnl_${town.sandbox.slice(4)}`,
        size,
        root: root(size).toString('base64'),
      })
      expect(said).toBe(root(size).toString('base64'))
    }
    expect(kept.at(-1).size).toBe(records.length)
    expect(new Set(kept.map(({ verifierKey }) => verifierKey)).size).toBe(1)
  })

  test('no record can be guessed from its leaf: every salt is its own', () => {
    const salts = records.flatMap(({ record }) => [record.salt, ...record.entries.map(({ salt }: { salt: string }) => salt)])
    expect(new Set(salts).size).toBe(salts.length)
    expect(salts.every((salt) => /^[\w-]{22}$/.test(salt))).toBe(true)
  })

  test('every record is proved to be in it, at several sizes', async () => {
    const sizes = [kept[0].size, 100, 255, 256, 257, 300, 511, 512, 513, records.length].filter((size) => size <= records.length)
    for (const size of sizes) {
      const whole = root(size)
      for (let seq = 1; seq <= size; seq += size > 300 ? 3 : 1) {
        const { body } = await proof(`entry=${seq}&size=${size}`)
        const holds = verifyInclusion(leaves[seq - 1]!, seq - 1, size, body.hashes.map(bytes), whole)
        if (!holds || body.size !== size || body.entry !== seq || body.from !== null) expect([seq, size, body]).toBe('proved')
      }
    }
  }, 120_000)

  test('every checkpoint begins with each before it', async () => {
    const chosen = kept.filter((_, index) => index % 2 === 0 || kept[index].size > 240)
    for (const [index, newer] of chosen.entries())
      for (const older of chosen.slice(0, index + 1)) {
        const { body } = await proof(`from=${older.size}&size=${newer.size}`)
        const holds = verifyConsistency(older.size, newer.size, body.hashes.map(bytes), bytes(older.root), bytes(newer.root))
        if (!holds || body.checkpoint !== newer.note) expect([older.size, newer.size, body]).toBe('consistent')
      }
  }, 120_000)

  test('a proof for another record, size or root does not hold', async () => {
    const size = records.length
    const { hashes } = (await proof('entry=200')).body
    expect(verifyInclusion(leaves[199]!, 199, size, hashes.map(bytes), root(size))).toBe(true)
    expect(verifyInclusion(leaves[200]!, 199, size, hashes.map(bytes), root(size))).toBe(false)
    expect(verifyInclusion(leaves[199]!, 200, size, hashes.map(bytes), root(size))).toBe(false)
    expect(verifyInclusion(leaves[199]!, 199, size, hashes.map(bytes), root(size - 1))).toBe(false)
  })

  const edges: readonly (readonly [string, number, string | null])[] = [
    ['entry=1&size=1', 200, null],
    ['entry=0', 400, 'entry'],
    ['entry=-1', 400, 'entry'],
    ['entry=1.5', 400, 'entry'],
    ['entry=', 400, 'entry'],
    ['entry=x', 400, 'entry'],
    ['entry=1e999', 400, 'entry'],
    ['entry=9007199254740992', 400, 'entry'],
    ['entry=9007199254740991', 404, 'entry'],
    ['entry=2&size=1', 404, 'entry'],
    ['from=2&size=1', 404, 'from'],
    ['from=1&size=1', 200, null],
    ['from=0', 400, 'from'],
    ['entry=1&size=0', 400, 'size'],
    ['entry=1&size=1000000', 404, 'size'],
    ['entry=1&from=1', 400, 'entry'],
    ['', 400, 'entry'],
  ]
  test.each(edges)('proofs?%s: %i', async (query, status, field) => {
    const answer = await proof(query)
    expect([answer.status, answer.body.field ?? null]).toEqual([status, field])
  })

  test('the last and one beyond', async () => {
    const size = records.length
    expect((await proof(`entry=${size}`)).status).toBe(200)
    expect((await proof(`entry=${size + 1}`)).status).toBe(404)
    expect((await proof(`from=${size}`)).body.hashes).toEqual([])
    expect((await proof(`from=${size + 1}`)).status).toBe(404)
    const get = (query: string) => town.app.get(`/v1/journal/checkpoint?${query}`, town.key)
    expect((await get(`size=${size}`)).body.size).toBe(size)
    expect((await get(`size=${size + 1}`)).status).toBe(404)
    // The first that covers so many: that of the commit in which the record was.
    for (const [index, { size: end, note }] of kept.entries()) {
      const begin = index === 0 ? end : kept[index - 1].size + 1
      if (index > 0 && end - begin < 5) expect((await get(`size=${end}`)).body.note).toBe(note)
    }
    expect((await town.app.get(`/v1/journal/entries?after=${size}`, town.key)).body).toEqual({ data: [], nextCursor: null })
    expect((await town.app.get('/v1/journal/entries?after=1000000', town.key)).body).toEqual({ data: [], nextCursor: null })
    expect((await town.app.get(`/v1/journal/entries?after=${size - 1}&limit=1`, town.key)).body).toMatchObject({
      data: [{ seq: size }],
      nextCursor: null,
    })
  })

  test('is for keys of the whole sandbox', async () => {
    for (const path of ['/v1/journal/entries', '/v1/journal/checkpoint', '/v1/journal/proofs?entry=1'])
      expect((await town.app.get(path, town.bound)).body.code).toBe('not_permitted')
  })

  test('a copy begins as it did, goes on under another name, and is consistent with it', async () => {
    const head = kept.at(-1)
    const fork = (await town.made(town.app.post('/v1/sandbox/fork', {}, town.key))).apiKey
    await town.made(town.app.post('/v1/transfers', jpy(demo.guest, demo.restaurant, 3), fork))
    await town.made(town.app.post('/v1/transfers', jpy(demo.restaurant, demo.guest, 3), town.key))
    const copy = (await town.app.get('/v1/journal/checkpoint', fork)).body
    const opened = openCheckpoint(copy.note, copy.verifierKey)
    expect(opened.size).toBe(head.size + 2)
    expect(opened.origin).not.toBe(openCheckpoint(head.note, head.verifierKey).origin)
    expect(() => openCheckpoint(copy.note, head.verifierKey)).toThrow()
    const { hashes } = (await town.app.get(`/v1/journal/proofs?from=${head.size}`, fork)).body
    expect(verifyConsistency(head.size, opened.size, hashes.map(bytes), bytes(head.root), bytes(opened.root))).toBe(true)
    const own = (await town.app.get('/v1/journal/checkpoint', town.key)).body
    expect([own.size, own.root === copy.root]).toEqual([head.size + 1, false])
    const newest = (await town.app.get(`/v1/journal/entries?after=${head.size}`, fork)).body.data
    expect(rootOf([...leaves, ...newest.map(({ record }: Result['body']) => leafOf(record))]).toString('base64')).toBe(opened.root)
    expect((await town.app.get('/v1/audit', fork)).body.ok).toBe(true)
  })
})

test('a reset begins another journal under another name', async () => {
  const { app, key } = await createTown()
  const before = (await app.get('/v1/journal/checkpoint', key)).body
  await app.post('/v1/sandbox/reset', {}, key)
  const after = (await app.get('/v1/journal/checkpoint', key)).body
  expect(openCheckpoint(after.note, after.verifierKey).origin).not.toBe(openCheckpoint(before.note, before.verifierKey).origin)
  expect(after.verifierKey).not.toBe(before.verifierKey)
  const { data } = (await app.get('/v1/journal/entries?limit=100', key)).body
  expect(data[0].record.type).toBe('sandbox.reset')
  expect(rootOf(data.map(({ record }: Result['body']) => leafOf(record))).toString('base64')).toBe(after.root)
})
