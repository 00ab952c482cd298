import { afterEach, beforeEach, expect, test } from 'vitest'
import { useCases } from '../catalogue.ts'
import { demo } from '../core/demo-ids.ts'
import { refusals } from '../core/refusals.ts'
import { dump } from './dump.ts'
import { engine } from './engines.ts'
import { openStream } from './event-stream.ts'
import { createTestApp } from './harness.ts'

/** Odd paths, methods, queries and headers: always a problem that says which, never a change. */

/** In workerd the console is there too, and leads from here; and what is no known method, workerd answers by itself. */
const onlyInProcess = ['/', 'KARIOSAE']
const asked = (text: string) => engine !== 'workerd' || !onlyInProcess.includes(text)

const app = createTestApp()
const { body: made } = await app.call('POST', '/v1/sandboxes', { body: { fixture: 'demo' } })
const key: string = made.apiKey
let before: unknown
beforeEach(async () => {
  before = await dump(app.store, made.id)
})
afterEach(async () => {
  expect(await dump(app.store, made.id)).toEqual(before)
  expect(app.faults).toEqual([])
})

const nowhere = [
  '/',
  '/v1',
  '/v1/',
  '/v2/wallets',
  '/V1/wallets',
  '/v1/wallets/',
  '/v1//wallets',
  `/v1/wallets/${demo.guest}/`,
  `/v1/wallets/${demo.guest}/secrets`,
  `/v1/wallets/../../etc/passwd`,
  '/v1/%2e%2e/%2e%2e/etc/passwd',
  '/v1/wallets%2F',
  '/v1/無い',
  '/.git/config',
  '/node_modules/hono/package.json',
  `/v1/${'x'.repeat(10_000)}`,
]
test.each(nowhere.filter(asked))('the path %s leads nowhere', async (path) => {
  for (const method of ['GET', 'POST', 'DELETE']) {
    const { status, body } = await app.call(method, path, { key, ...(method === 'POST' ? { body: {} } : {}) })
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'not_found' })
  }
})

const paths = [...new Set(useCases.map(({ path }) => path))]
test.each(paths)('%s names its methods to one that it does not take', async (path) => {
  const taken = useCases.filter((useCase) => useCase.path === path).map(({ method }) => method.toUpperCase())
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'KARIOSAE']) {
    if (taken.includes(method) || method === 'TRACE' || !asked(method)) continue
    const { status, body, headers } = await app.call(method, path.replace(/\{\w+\}/, 'x'), { key })
    expect({ method, status, code: body.code, allow: headers.get('allow') }).toEqual({
      method,
      status: 405,
      code: 'method_not_allowed',
      allow: taken.join(', '),
    })
  }
})

const ids = [
  'x',
  '%2F',
  '%00',
  '%0a',
  '%25',
  '%zz',
  '%ff',
  '%F0%9F%92%B8',
  '..%2f..%2fetc',
  '%E7%8A%B6',
  "'%20OR%201=1--",
  '{id}',
  'null',
  '-1',
  'wal_',
  demo.guest.toUpperCase(),
  'x'.repeat(10_000),
  'hasOwnProperty',
  '__proto__',
]
const notFound = {
  wallets: 'wallet_not_found',
  holds: 'hold_not_found',
  transfers: 'transfer_not_found',
  assets: 'asset_not_found',
  events: 'event_not_found',
  'api-keys': 'api_key_not_found',
  'hold-templates': 'hold_template_not_found',
  oracles: 'oracle_not_found',
  'webhook-endpoints': 'webhook_endpoint_not_found',
  'webhook-deliveries': 'webhook_delivery_not_found',
}
test.each(useCases.filter(({ path }) => path.includes('{')).map((useCase) => [useCase.operationId, useCase] as const))(
  'odd IDs for %s',
  async (_name, useCase) => {
    const [, , noun] = useCase.path.split('/') as [string, string, keyof typeof notFound]
    for (const id of ids) {
      const options = { key, ...(useCase.method === 'post' ? { body: useCase.example.body } : {}) }
      const { status, body } = await app.call(useCase.method.toUpperCase(), useCase.path.replace(/\{\w+\}/, id), options)
      expect({ id, status, code: body.code }).toEqual({ id, status: 404, code: notFound[noun] })
    }
  },
)

const lists = useCases.filter(({ answer, method }) => method === 'get' && 'nextCursor' in ((answer.schema as { shape?: object }).shape ?? {}))
test('there are lists', () => expect(lists.length).toBeGreaterThanOrEqual(7))
const ownerOf = (path: string) => (path.includes('webhook') ? demo.endpoint : demo.guest)
test.each(lists.map(({ operationId, path }) => [operationId, path.replace('{id}', ownerOf(path))] as const))(
  'odd queries for %s',
  async (_name, path) => {
    const rows: [field: string, query: string][] = [
      ['limit', 'limit=0'],
      ['limit', 'limit=-1'],
      ['limit', 'limit=101'],
      ['limit', 'limit=1.5'],
      ['limit', 'limit=abc'],
      ['limit', 'limit='],
      ['limit', 'limit=1e400'],
      ['limit', 'limit=%00'],
      ['after', 'after='],
      ['after', 'after=no%20sense'],
      ['after', 'after=%00'],
      ['after', `after=${'x'.repeat(101)}`],
      ['after', 'after=~'],
      ['after', `after=${demo.appKey.replace('key', 'sbx')}`],
      ['Limit', 'Limit=5'],
      ['page', 'page=2'],
      ['__proto__', '__proto__=1'],
    ]
    for (const [field, query] of rows) {
      const { status, body } = await app.get(`${path}?${query}`, key)
      expect({ query, status, code: body.code, field: body.field }).toEqual({ query, status: 400, code: 'invalid_request', field })
    }
    expect((await app.get(`${path}?limit=1`, key)).status).toBe(200)
    expect((await app.get(`${path}?limit=100`, key)).status).toBe(200)
  },
)

test.each<[field: string, headers: Record<string, string>]>([
  ['Idempotency-Key', { 'Idempotency-Key': '' }],
  ['Idempotency-Key', { 'Idempotency-Key': 'x'.repeat(256) }],
  ['Act-As', { 'Act-As': '' }],
  ['Act-As', { 'Act-As': 'somebody' }],
  ['Act-As', { 'Act-As': demo.seat }],
  ['Act-As', { 'Act-As': `${demo.guest}, ${demo.guest}` }],
])('a header %s that cannot be used: %j', async (field, headers) => {
  const { status, body } = await app.post('/v1/wallets', { name: 'a' }, key, headers)
  expect({ status, code: body.code, field: body.field }).toEqual({ status: 400, code: 'invalid_request', field })
})

test('the first Idempotency-Key of a sandbox must be long: it is all that says who asks', async () => {
  const call = (length: number) => app.call('POST', '/v1/sandboxes', { body: {}, headers: { 'Idempotency-Key': 'x'.repeat(length) } })
  expect(await call(31)).toMatchObject({ status: 400, body: { field: 'Idempotency-Key' } })
  expect((await call(32)).status).toBe(201)
})

test('a stream begins after an event, not after nonsense', async () => {
  const { status, body } = await app.get('/v1/events/stream', key, { 'Last-Event-ID': 'nonsense' })
  expect({ status, code: body.code, field: body.field }).toEqual({ status: 400, code: 'invalid_request', field: 'Last-Event-ID' })
})

test('asking only for the head of a stream leaves none open', async () => {
  for (let asked = 0; asked < 60; asked++) {
    const response = await app.app.hono.request('/v1/events/stream', { method: 'HEAD', headers: { Authorization: `Bearer ${key}` } })
    expect(response.status).toBe(200)
  }
  const stream = await openStream(app, key)
  expect(stream.response.status).toBe(200)
  await stream.close()
})

test.each([
  ['ja', 'ja'],
  ['ja-JP, en;q=0.5', 'ja'],
  ['JA', 'ja'],
  ['en', 'en'],
  ['en-US, ja;q=0.5', 'en'],
  ['jam', 'en'],
  ['', 'en'],
] as const)('who asks in %j is answered in %s', async (asked, language) => {
  for (const [path, code] of [
    ['/v1/holds/none', 'hold_not_found'],
    ['/v1/nothing', 'not_found'],
    ['/v1/wallets?limit=0', 'invalid_request'],
  ] as const) {
    const { body, headers } = await app.get(path, key, { 'Accept-Language': asked })
    expect(body).toMatchObject({ code, title: refusals[code].title[language], advice: refusals[code].advice[language] })
    expect(headers.get('content-language')).toBe(language)
  }
})
