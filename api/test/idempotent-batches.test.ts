import { expect, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { createTestApp } from './harness.ts'

/** An operation of a batch may carry a key of its own. It is the same key as that of a request. */

const app = createTestApp()
const pay = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 1000 }
const operation = (idempotencyKey: string, more = {}) => ({ op: 'createTransfer', body: { ...pay, ...more }, idempotencyKey })
const batch = (operations: object[], key: string, atomic = false) => app.post('/v1/batches', { atomic, operations }, key)
const owned = async (key: string) => (await app.get(`/v1/wallets/${demo.guest}`, key)).body.balances[0].posted

test('twice in one batch is once', async () => {
  const key = await app.sandbox('demo')
  const { body } = await batch([operation('tap'), operation('tap'), operation('other')], key)
  expect(body.results.map(({ status, replayed }: { status: number; replayed: boolean }) => [status, replayed])).toEqual([
    [201, false],
    [201, true],
    [201, false],
  ])
  expect(body.results[1].result).toEqual(body.results[0].result)
  expect(await owned(key)).toBe(95_000)
})

test('twice in one batch with another body is a conflict, which rejects an atomic batch', async () => {
  const key = await app.sandbox('demo')
  const twice = [operation('tap'), operation('tap', { amount: 2000 })]
  expect((await batch(twice, key, true)).body).toMatchObject({
    code: 'batch_rejected',
    results: [{ index: 1, problem: { code: 'idempotency_key_reused' } }],
  })
  expect(await owned(key)).toBe(97_000)
  const { body } = await batch(twice, key)
  expect(body.results.map(({ status }: { status: number }) => status)).toEqual([201, 422])
  expect(await owned(key)).toBe(96_000)
})

test('a rejected atomic batch uses up no key', async () => {
  const key = await app.sandbox('demo')
  await batch([operation('tap'), operation('tap', { amount: 2000 })], key, true)
  const direct = await app.post('/v1/transfers', pay, key, { 'Idempotency-Key': 'tap' })
  expect([direct.status, direct.headers.get('idempotency-replayed')]).toEqual([201, null])
})

test('first in a batch, then alone; first alone, then in a batch', async () => {
  const key = await app.sandbox('demo')
  const { body: first } = await batch([operation('one')], key)
  const alone = await app.post('/v1/transfers', pay, key, { 'Idempotency-Key': 'one' })
  expect([alone.status, alone.headers.get('idempotency-replayed'), alone.body]).toEqual([201, 'true', first.results[0].result])

  const direct = await app.post('/v1/transfers', pay, key, { 'Idempotency-Key': 'two' })
  const { body: then } = await batch([operation('two')], key)
  expect(then.results[0]).toEqual({ op: 'createTransfer', status: 201, result: direct.body, problem: null, replayed: true })
  expect(await owned(key)).toBe(95_000)
})

test('at the same time in a batch and alone is once', async () => {
  const key = await app.sandbox('demo')
  const [alone, together] = await Promise.all([app.post('/v1/transfers', pay, key, { 'Idempotency-Key': 'tap' }), batch([operation('tap')], key)])
  expect(together.body.results[0]).toMatchObject({ status: 201, result: alone.body, replayed: true })
  expect(await owned(key)).toBe(96_000)
})

test('a refusal inside a batch is remembered as well', async () => {
  const key = await app.sandbox('demo')
  const { body: first } = await batch([operation('tap', { amount: 500_000 })], key)
  await app.post('/v1/assets/JPY/issue', { to: demo.guest, amount: 1_000_000 }, key)
  const { body: second } = await batch([operation('tap', { amount: 500_000 })], key)
  expect(second.results[0]).toEqual({ ...first.results[0], replayed: true })
  expect(second.results[0].problem.code).toBe('insufficient_funds')
})

test('the batch itself has a key too', async () => {
  const key = await app.sandbox('demo')
  const body = { operations: [{ op: 'createTransfer', body: pay }] }
  const first = await app.post('/v1/batches', body, key, { 'Idempotency-Key': 'all' })
  const second = await app.post('/v1/batches', body, key, { 'Idempotency-Key': 'all' })
  expect(second.body).toEqual(first.body)
  expect(second.headers.get('idempotency-replayed')).toBe('true')
  expect(await owned(key)).toBe(96_000)
})
