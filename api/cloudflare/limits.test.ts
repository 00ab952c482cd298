import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../examples/client.ts'
import { type RunningWorker, startTestWorker } from './test/start.ts'

/** The largest requests that are allowed, in real workerd: rows of at most 2 MB, 100 bound values, answers of any length. */

let worker: RunningWorker
beforeAll(async () => {
  worker = await startTestWorker()
})
afterAll(() => worker?.stop())

const hana = 'wal_0000000000000000000000hana'
const sakaba = 'wal_00000000000000000000sakaba'
const largestBody = 1024 * 1024

async function begin() {
  const { apiKey } = await connect(worker.url).post<{ apiKey: string }>('/v1/sandboxes', { fixture: 'demo' })
  return connect(worker.url, apiKey)
}

interface Batch {
  results: { status: number; result: { id: string } }[]
}

test('a thousand holds with as much memo as a body takes: answered, repeated, copied and expired', async () => {
  const api = await begin()
  const bare = { op: 'createHold', body: { from: hana, to: sakaba, asset: 'JPY', amount: 1, expiresAt: '2026-12-02T00:00:00.000Z', memo: '' } }
  const room = Math.floor((largestBody - 100) / 1_000) - JSON.stringify(bare).length - 1
  const operations = Array.from({ length: 1_000 }, () => ({
    ...bare,
    body: { ...bare.body, memo: '押'.repeat(Math.min(160, Math.floor(room / 3))) },
  }))
  const first = await api.send<Batch>('POST', '/v1/batches', { atomic: true, operations }, 'large')
  expect(first.body.results.filter(({ status }) => status === 201)).toHaveLength(1_000)
  const again = await api.send<Batch>('POST', '/v1/batches', { atomic: true, operations }, 'large')
  expect(again).toEqual({ ...first, replayed: true })
  const fork = await api.post<{ apiKey: string }>('/v1/sandbox/fork')
  const copy = connect(worker.url, fork.apiKey)
  for (const one of [api, copy]) {
    await one.post('/v1/clock/freeze')
    await one.post('/v1/clock/advance', { by: 'P2D' })
    expect(await one.get(`/v1/holds/${first.body.results[999]!.result.id}`)).toMatchObject({ status: 'expired' })
    expect(await one.get('/v1/audit')).toMatchObject({ ok: true })
  }
})

test('an answer of many megabytes is given again as it was', async () => {
  const api = await begin()
  const codes = Array.from({ length: 100 }, (_, place) => `A${place}`)
  const issued = codes.flatMap((code) => [
    { op: 'createAsset', body: { code, scale: 0, kind: 'points' } },
    { op: 'issueAsset', id: code, body: { to: sakaba, amount: 1 } },
  ])
  await api.post('/v1/batches', { atomic: true, operations: issued })
  const operations = Array.from({ length: 1_000 }, (_, place) => ({ op: place % 2 === 0 ? 'freezeWallet' : 'unfreezeWallet', id: sakaba, body: {} }))
  const first = await api.send<Batch>('POST', '/v1/batches', { atomic: true, operations }, 'many')
  expect(JSON.stringify(first.body).length).toBeGreaterThan(5_000_000)
  expect(await api.send('POST', '/v1/batches', { atomic: true, operations }, 'many')).toEqual({ ...first, replayed: true })
})
