import { afterEach, expect, test } from 'vitest'
import { demo } from '../../core/demo-ids.ts'
import { createTestApp, type Result } from '../../test/harness.ts'

/**
 * I7: a repeated request is answered with the first answer, and happens once. For holds; the rest is in
 * api/test/idempotency.test.ts. "C" is a number of holds.md section C, "L" of the ledger's acceptance cases.
 */

const app = createTestApp()
const hold = (amount: number) => ({ from: demo.guest, to: demo.restaurant, asset: 'JPY', amount })
let key: string
const owned = async (wallet: string) => {
  const { posted, held } = (await app.get(`/v1/wallets/${wallet}`, key)).body.balances[0]
  return [posted, held]
}
const told = async (type: string) => (await app.get(`/v1/events?type=${type}&limit=100`, key)).body.data.length
const shown = ({ status, body, headers }: Result) => [status, body.code ?? null, headers.get('idempotency-replayed')]
afterEach(async () => expect([(await app.get('/v1/audit', key)).body.ok, app.faults]).toEqual([true, []]))

/** One request under a key, then another under the same key: what the second is answered, and how much was held or captured in all. */
test.each<[what: string, action: 'hold' | 'capture', first: object, second: object, answer: unknown[], amount: number]>([
  ['L60, C42, C47: the same hold twice', 'hold', hold(15), hold(15), [201, null, 'true'], 15],
  ['L61: a hold of another amount', 'hold', hold(100), hold(200), [422, 'idempotency_key_reused', null], 100],
  ['C75: the same capture, after the answer was lost', 'capture', {}, {}, [200, null, 'true'], 15],
  ['L19: capture 13 of 15, and 13 again', 'capture', { amount: 13 }, { amount: 13 }, [200, null, 'true'], 13],
  ['L19: and 14', 'capture', { amount: 13 }, { amount: 14 }, [422, 'idempotency_key_reused', null], 13],
  ['L19: and 0, which is never valid', 'capture', { amount: 13 }, { amount: 0 }, [400, 'invalid_request', null], 13],
  ['L27: capture all, and all again', 'capture', {}, {}, [200, null, 'true'], 15],
  [
    'L27: and so much (the source takes it for the same; here another request is another)',
    'capture',
    {},
    { amount: 15 },
    [422, 'idempotency_key_reused', null],
    15,
  ],
])('%s', async (_what, action, first, second, answer, amount) => {
  key = await app.sandbox('demo')
  const id = action === 'capture' ? (await app.post('/v1/holds', hold(15), key)).body.id : undefined
  const path = id === undefined ? '/v1/holds' : `/v1/holds/${id}/capture`
  const [before, payee, events] = [
    await owned(demo.guest),
    await owned(demo.restaurant),
    await told(`hold.${action === 'hold' ? 'held' : 'captured'}`),
  ]
  const under = (body: object) => app.post(path, body, key, { 'Idempotency-Key': 'tap' })
  const one = await under(first)
  const two = await under(second)
  expect(shown(two)).toEqual(answer)
  if (answer[2]) expect(two.body).toEqual(one.body)
  expect(await told(`hold.${action === 'hold' ? 'held' : 'captured'}`)).toBe(events + 1)
  const [posted, held] = action === 'hold' ? [0, amount] : [-amount, -15]
  expect(await owned(demo.guest)).toEqual([before[0] + posted, before[1] + held])
  expect(await owned(demo.restaurant)).toEqual([payee[0] - posted, payee[1]])
})

test('L66: refused for want of funds, then funded: the same key is refused again, another is not', async () => {
  key = await app.sandbox('demo')
  const tap = (name: string) => app.post('/v1/holds', hold(500_000), key, { 'Idempotency-Key': name })
  expect(shown(await tap('one'))).toEqual([422, 'insufficient_funds', null])
  await app.post('/v1/assets/JPY/issue', { to: demo.guest, amount: 500_000 }, key)
  expect(shown(await tap('one'))).toEqual([422, 'insufficient_funds', 'true'])
  expect(shown(await tap('two'))).toEqual([201, null, null])
})

const create = (amount: number) => ({ op: 'createHold', body: hold(amount) })
const captureSeat = { op: 'captureHold', id: demo.seat, body: { amount: 6400 }, idempotencyKey: 'tap' }

test.each<[what: string, atomic: boolean, operations: object[], statuses: number[], holds: number]>([
  ['L48 (TigerBeetle): linked, one invalid: none exists', true, [create(15), create(500_000)], [422], 0],
  ['L55 (Formance): atomic, one short of funds: none, and no event', true, [create(500_000), create(15)], [422], 0],
  ['L55: not atomic: one made, one refused, one event', false, [create(15), create(500_000)], [201, 422], 1],
  [
    'L68 (Formance #1633): one key twice in a batch: made once',
    false,
    [
      { ...create(15), idempotencyKey: 'tap' },
      { ...create(15), idempotencyKey: 'tap' },
    ],
    [201, 201],
    1,
  ],
  ['L68: captured once', false, [captureSeat, captureSeat], [200, 200], 0],
])('%s', async (_what, atomic, operations, statuses, holds) => {
  key = await app.sandbox('demo')
  const [before, events] = [await owned(demo.guest), await told('hold.held')]
  const { body } = await app.post('/v1/batches', { atomic, operations }, key)
  expect(body.results.map((one: { status?: number; problem?: { status: number } }) => one.status ?? one.problem?.status)).toEqual(statuses)
  expect(await told('hold.held')).toBe(events + holds)
  const captured = operations.includes(captureSeat) ? 6400 : 0
  expect(await owned(demo.guest)).toEqual([before[0] - captured, before[1] + 15 * holds - (captured && 8000)])
})
