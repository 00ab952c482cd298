import { expect, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { engine } from './engines.ts'
import { createTestApp, type Result } from './harness.ts'

/** Two taps are one payment. */

const app = createTestApp()
const pay = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 1000 }
const under = (key: string) => ({ 'Idempotency-Key': key })
const replayed = ({ headers }: Result) => headers.get('idempotency-replayed')

async function movements(key: string) {
  const { body } = await app.get('/v1/events?type=transfer.completed&limit=100', key)
  const wallet = await app.get(`/v1/wallets/${demo.guest}`, key)
  return { payments: body.data.length - 1, owned: wallet.body.balances[0].posted }
}

test('the same key and body give the first answer again, and move money once', async () => {
  const key = await app.sandbox('demo')
  const first = await app.post('/v1/transfers', pay, key, under('tap'))
  app.time.now += 5000
  const second = await app.post('/v1/transfers', { ...pay }, key, under('tap'))
  expect({ ...second, headers: null }).toEqual({ ...first, headers: null })
  expect([replayed(first), replayed(second)]).toEqual([null, 'true'])
  expect(await movements(key)).toEqual({ payments: 1, owned: 96_000 })
})

test('the order of the fields does not matter, the values do', async () => {
  const key = await app.sandbox('demo')
  await app.post(
    '/v1/transfers',
    '{"from":"wal_0000000000000000000000hana","to":"wal_00000000000000000000sakaba","asset":"JPY","amount":1000}',
    key,
    under('tap'),
  )
  const turned = '{"amount":1e3, "attachments":[], "asset":"JPY","to":"wal_00000000000000000000sakaba","from":"wal_0000000000000000000000hana"}'
  expect(replayed(await app.post('/v1/transfers', turned, key, under('tap')))).toBe('true')
  expect(await movements(key)).toEqual({ payments: 1, owned: 96_000 })
})

test.each<[what: string, path: string, body: object, headers: Record<string, string>]>([
  ['another amount', '/v1/transfers', { ...pay, amount: 1001 }, {}],
  ['one field more', '/v1/transfers', { ...pay, memo: 'again' }, {}],
  ['another operation with the same body', '/v1/holds', pay, {}],
  ['another wallet acted as', '/v1/transfers', pay, { 'Act-As': demo.guest }],
])('the same key for %s is a conflict', async (_what, path, body, headers) => {
  const key = await app.sandbox('demo')
  await app.post('/v1/transfers', pay, key, under('tap'))
  const second = await app.post(path, body, key, { ...headers, ...under('tap') })
  expect(second).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
  expect(replayed(second)).toBeNull()
  expect(replayed(await app.post('/v1/transfers', pay, key, under('tap')))).toBe('true')
  expect(await movements(key)).toEqual({ payments: 1, owned: 96_000 })
})

test('the same action on another resource is a conflict', async () => {
  const key = await app.sandbox('demo')
  const { body: other } = await app.post('/v1/holds', pay, key)
  await app.post(`/v1/holds/${other.id}/capture`, {}, key, under('tap'))
  expect((await app.post(`/v1/holds/${demo.seat}/capture`, {}, key, under('tap'))).body.code).toBe('idempotency_key_reused')
})

test('while the first runs the second is told to wait, and afterwards given its answer', async () => {
  const key = await app.sandbox('demo')
  const both = await Promise.all([1, 2].map(() => app.post('/v1/transfers', pay, key, under('tap'))))
  const [first, second] = both.sort((one, other) => one.status - other.status)
  expect(first!.status).toBe(201)
  // Over a network the first may be done when the second comes.
  if (engine === 'workerd' && second!.status === 201) expect([second!.body, both.map(replayed).sort()]).toEqual([first!.body, [null, 'true'].sort()])
  else {
    expect(second).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress', retryable: true } })
    expect(second!.headers.get('retry-after')).toBe('1')
  }
  expect((await app.post('/v1/transfers', pay, key, under('tap'))).body).toEqual(first!.body)
  expect(await movements(key)).toEqual({ payments: 1, owned: 96_000 })
})

test('the same key in two sandboxes, and of two API keys, means two requests', async () => {
  const [one, two] = [await app.sandbox('demo'), await app.sandbox('demo')]
  const { body: colleague } = await app.post('/v1/api-keys', { scopes: ['read', 'write'] }, one)
  const answers = []
  for (const key of [one, two, colleague.apiKey]) answers.push(await app.post('/v1/transfers', pay, key, under('tap')))
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  expect(answers.map(replayed)).toEqual([null, null, null])
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(3)
})

test('nor do they wait for each other, even where the ID of the API key is the same', async () => {
  const keys = await Promise.all([1, 2].map(async () => (await app.call('POST', '/v1/sandboxes', { body: { fixture: 'demo' } })).body.id))
  const apps = keys.map((sandbox) => app.app.credentials.credential(sandbox, demo.appKey).apiKey)
  const answers = await Promise.all(apps.map((key) => app.post('/v1/transfers', pay, key, under('tap'))))
  expect(answers.map(({ status }) => status)).toEqual([201, 201])
})

test('a refusal of the ledger is the answer, even when the wallet has been funded since', async () => {
  const key = await app.sandbox('demo')
  const much = { ...pay, amount: 500_000 }
  const first = await app.post('/v1/transfers', much, key, under('tap'))
  expect(first.body.code).toBe('insufficient_funds')
  await app.post('/v1/assets/JPY/issue', { to: demo.guest, amount: 1_000_000 }, key)
  const second = await app.post('/v1/transfers', much, key, under('tap'))
  expect({ ...second, headers: null }).toEqual({ ...first, headers: null })
  expect([second.headers.get('content-type'), replayed(second)]).toEqual(['application/problem+json', 'true'])
  expect((await app.post('/v1/transfers', much, key, under('another tap'))).status).toBe(201)
})

test('a request that was never valid leaves its key free', async () => {
  const key = await app.sandbox('demo')
  expect((await app.post('/v1/transfers', { ...pay, amount: 0 }, key, under('tap'))).status).toBe(400)
  expect((await app.post('/v1/transfers', '{', key, under('tap'))).status).toBe(400)
  expect((await app.post('/v1/transfers?x=1', pay, key, under('tap'))).status).toBe(400)
  const valid = await app.post('/v1/transfers', pay, key, under('tap'))
  expect([valid.status, replayed(valid)]).toEqual([201, null])
})

test('a key is new again after 24 hours of host time, not of the sandbox', async () => {
  const key = await app.sandbox('demo')
  const first = await app.post('/v1/transfers', pay, key, under('tap'))
  await app.post('/v1/clock/advance', { by: 'P30D' }, key)
  app.time.now += 24 * 3600 * 1000 - 1
  expect((await app.post('/v1/transfers', pay, key, under('tap'))).body.id).toBe(first.body.id)
  app.time.now += 1
  const later = await app.post('/v1/transfers', pay, key, under('tap'))
  expect([later.status, later.body.id === first.body.id, replayed(later)]).toEqual([201, false, null])
  expect(await movements(key)).toEqual({ payments: 2, owned: 95_000 })
})

test('revoking is harmless to repeat: it has no key and needs none', async () => {
  const key = await app.sandbox('demo')
  const [first, second] = [1, 2].map(() => app.call('DELETE', `/v1/api-keys/${demo.appKey}`, { key, headers: under('tap') }))
  expect((await first!).body).toEqual((await second!).body)
})
