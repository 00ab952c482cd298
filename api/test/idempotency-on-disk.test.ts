import { afterEach, beforeEach, expect, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { createTestDatabase, type TestDatabase } from './engines.ts'
import { createTestApp } from './harness.ts'
import { createTestSigning } from './signing.ts'

/** What is replayed survives the process, and what is shown only once is never written down. */

let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.remove())

/** A process on this database: what it does not keep there it forgets. */
const signing = createTestSigning(Date.now)
const open = () => createTestApp({ store: database.open(), signing })
const first = { 'Idempotency-Key': 'the first request of a client, a secret' }

test('an answer that was lost on its way is given after a restart, and the money has moved once', async () => {
  const before = open()
  const key = await before.sandbox('demo')
  const pay = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 1000 }
  const lost = await before.post('/v1/transfers', pay, key, { 'Idempotency-Key': 'tap' })
  await before.store.close()

  const after = open()
  const { status, body, headers } = await after.post('/v1/transfers', pay, key, { 'Idempotency-Key': 'tap' })
  expect([status, body, headers.get('idempotency-replayed')]).toEqual([201, lost.body, 'true'])
  expect((await after.get(`/v1/wallets/${demo.guest}`, key)).body.balances[0].posted).toBe(96_000)
  expect((await after.get('/v1/audit', key)).body.ok).toBe(true)
  await after.store.close()
})

test('a commit that was never answered is answered after a restart', async () => {
  const store = database.open()
  let crashing = false
  const before = createTestApp({
    store: {
      ...store,
      async commit(needs, decide) {
        const result = await store.commit(needs, decide)
        if (crashing) throw new Error('the process ends between commit and answer')
        return result
      },
    },
  })
  const key = await before.sandbox('demo')
  crashing = true
  const capture = { path: `/v1/holds/${demo.seat}/capture`, body: { amount: 6400 }, headers: { 'Idempotency-Key': 'tap' } }
  expect((await before.post(capture.path, capture.body, key, capture.headers)).status).toBe(500)
  await store.close()

  const after = open()
  const { status, body, headers } = await after.post(capture.path, capture.body, key, capture.headers)
  expect([status, body.captured, headers.get('idempotency-replayed')]).toEqual([200, 6400, 'true'])
  expect((await after.get('/v1/events?type=hold.captured', key)).body.data).toHaveLength(1)
  await after.store.close()
})

test('a key is shown again to who repeats the request, also after a restart, yet is in no file', async () => {
  const before = open()
  const create = (app: typeof before) => app.call('POST', '/v1/sandboxes', { body: { fixture: 'demo' }, headers: first })
  const made = await create(before)
  const key: string = made.body.apiKey
  const calls = [
    ['/v1/api-keys', { scopes: ['read'] }],
    ['/v1/api-keys', { scopes: ['read'], wallet: demo.guest }],
    ['/v1/sandbox/fork', {}],
  ] as const
  const shown = []
  for (const [index, [path, body]] of calls.entries()) shown.push((await before.post(path, body, key, { 'Idempotency-Key': `${index}` })).body)
  const again = await create(before)
  expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([made.body, 'true'])
  await before.get('/v1/requests', key) // writes the log
  await expectInNoFile([made.body.apiKey, ...shown.map(({ apiKey }) => apiKey), first['Idempotency-Key']])
  await before.store.close()
  await expectInNoFile([made.body.apiKey, ...shown.map(({ apiKey }) => apiKey), first['Idempotency-Key']])

  const after = open()
  expect((await create(after)).body).toEqual(made.body)
  for (const [index, [path, body]] of calls.entries()) {
    const { body: repeated, headers } = await after.post(path, body, key, { 'Idempotency-Key': `${index}` })
    expect([repeated, headers.get('idempotency-replayed')]).toEqual([shown[index], 'true'])
  }
  for (const { apiKey } of shown) expect((await after.get('/v1/sandbox', apiKey)).status).toBe(200)
  await after.store.close()
})

async function expectInNoFile(secrets: readonly string[]): Promise<void> {
  const files = await database.bytes()
  expect(files.some((bytes) => bytes.includes(demo.guest))).toBe(true)
  for (const secret of secrets.flatMap((text) => [text, text.slice(57)]).filter((text) => text !== ''))
    expect(files.some((bytes) => bytes.includes(secret))).toBe(false)
}
