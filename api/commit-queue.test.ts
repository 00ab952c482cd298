import { expect, test } from 'vitest'
import { demo } from './core/demo-ids.ts'
import { formatTime } from './core/time.ts'
import { engine } from './test/engines.ts'
import { createTestApp } from './test/harness.ts'
import { outOfReach } from './test/out-of-reach.ts'

const payment = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 10 }

test('a key that is revoked between the first byte of a request and its decision does nothing more', async () => {
  const { call, get, post, sandbox } = createTestApp()
  const key = await sandbox('demo')
  const second = (await post('/v1/api-keys', { scopes: ['read', 'write'] }, key)).body
  const { lastSeq } = (await get('/v1/sandbox', key)).body
  const [revoked, transfer] = await Promise.all([call('DELETE', `/v1/api-keys/${second.id}`, { key }), post('/v1/transfers', payment, second.apiKey)])
  expect([revoked.status, transfer.status, transfer.body.code]).toEqual([200, 401, 'unauthorized'])
  expect((await get('/v1/sandbox', key)).body.lastSeq).toBe(lastSeq + 1)
})

test('what counts is the time of the decision, not of the first byte', async () => {
  if (engine === 'workerd') outOfReach('a request brings the host time with it')
  const { post, sandbox, time } = createTestApp()
  const key = await sandbox('demo')
  const hold = { ...payment, cancelUntil: formatTime(time.now + 1_000) }
  const { id } = (await post('/v1/holds', hold, key)).body
  const cancelling = post(`/v1/holds/${id}/cancel`, {}, key)
  time.now += 1_000
  expect((await cancelling).body.code).toBe('condition_not_met')
})

test('a batch fills a group by itself, and between groups others have their turn', async () => {
  const { app, get, post, sandbox } = createTestApp()
  const key = await sandbox('demo')
  const operations = Array.from({ length: 600 }, () => ({ op: 'createTransfer', body: payment }))
  let turns = 0
  let counting = true
  const count = () => {
    turns++
    if (counting) setImmediate(count)
  }
  const batches = Array.from({ length: 5 }, () => post('/v1/batches', { operations }, key))
  count()
  const answers = await Promise.all(batches)
  counting = false
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  expect(turns).toBeGreaterThan(4)
  expect((await get('/v1/audit', key)).body.ok).toBe(true)
  await app.stop()
})

test('an event ID of an earlier life begins the feed anew, so that nothing is missed', async () => {
  const { get, post, sandbox, time } = createTestApp()
  const key = await sandbox('demo')
  const old = (await get('/v1/events/5', key)).body.id
  time.now += 1
  await post('/v1/sandbox/reset', {}, key)
  expect((await get(`/v1/events?after=${old}`, key)).body.data[0]).toMatchObject({ seq: 1, type: 'sandbox.reset' })
})
