import { beforeAll, expect, test } from 'vitest'
import { openSqlite } from '../../db/sqlite/open.ts'
import { type RefusalCode, refusals } from '../core/refusals.ts'
import { type SigningBackend, SigningUnavailable } from '../core/signing.ts'
import { StoreUnavailable } from '../core/store.ts'
import { largestBody } from '../http/read-body.ts'
import { createTestApp, type TestApp } from '../test/harness.ts'
import { sandboxOf } from '../test/sign.ts'
import { createTestSigning } from '../test/signing.ts'
import { movingRoutes } from './service-routes.ts'
import { complete, createSqliteApp, exported, imported, sendPart } from './test/moving-world.ts'

let source: TestApp
let key: string
let sandbox: string
let lines: string[]

beforeAll(async () => {
  source = createSqliteApp()
  key = await source.sandbox('demo')
  sandbox = sandboxOf(key)
  lines = await exported(source, key)
})

/** A service of which a part does not work. */
function broken(where: 'store' | 'signing', fault: Error) {
  const store = openSqlite(':memory:')
  const fail = () => Promise.reject(fault)
  const signing = { ...createTestSigning(() => 0), createKeys: fail, publicKey: fail } as unknown as SigningBackend
  return createSqliteApp(where === 'store' ? { store: { ...store, staged: fail, stage: fail, sandbox: fail, apiKey: fail } } : { signing, store })
}
const away = new StoreUnavailable('a secret reason')
const fault = new Error('a secret reason')

async function limited(ask: (app: TestApp) => Promise<{ body: { code: RefusalCode } }>) {
  const app = createSqliteApp({ rateLimit: 1 })
  for (let count = 0; count < 100; count++) {
    const answer = await ask(app)
    if (answer.body.code === 'rate_limited') return answer
  }
  throw new Error('nothing was limited')
}

const ask = (path: string, body: unknown, headers: Record<string, string>, app = source) => app.call('POST', path, { body, headers })
const ndjson = { 'Content-Type': 'application/x-ndjson' }
const named = { 'Import-Key': 'the key of an import that is refused' }
const demandingPolicy = { wallet: 'wal_0000000000000000000000hana', key: 'did:key:z', policy: { attestation: { keys: ['HSM'] } } }

const scenarios: Record<string, Partial<Record<RefusalCode, () => Promise<{ status: number; body: { code: RefusalCode; detail: string } }>>>> = {
  exportSandbox: {
    unauthorized: () => source.call('GET', '/v1/sandbox/export'),
    not_permitted: async () => source.get('/v1/sandbox/export', (await source.post('/v1/api-keys', { scopes: ['read', 'write'] }, key)).body.apiKey),
    rate_limited: () => limited((app) => app.get('/v1/sandbox/export', 'x') as never) as never,
    unavailable: () => broken('store', away).get('/v1/sandbox/export', key),
    internal_error: () => broken('store', fault).get('/v1/sandbox/export', key),
  },
  addToImport: {
    invalid_request: () => ask(`/v1/imports/${sandbox}/parts`, '', { ...ndjson, 'Import-Key': 'short' }),
    payload_too_large: () => ask(`/v1/imports/${sandbox}/parts`, 'x', { ...ndjson, ...named, 'Content-Length': String(largestBody + 1) }),
    rate_limited: () => limited((app) => ask(`/v1/imports/${sandbox}/parts`, '', { ...ndjson, ...named }, app) as never) as never,
    import_invalid: () => sendPart(createSqliteApp(), sandbox, '{"table":"wallet","rows":[{"id":7}]}\n'),
    sandbox_exists: () => sendPart(source, sandbox, lines[1]!),
    signing_refused: () => sendPart(createSqliteApp(), sandbox, JSON.stringify({ table: 'keyPolicy', rows: [demandingPolicy] })),
    unavailable: () => sendPart(broken('store', away), sandbox, lines[1]!),
    internal_error: () => sendPart(broken('store', fault), sandbox, lines[1]!),
  },
  completeImport: {
    invalid_request: () => ask(`/v1/imports/${sandbox}/complete`, {}, named),
    payload_too_large: () => ask(`/v1/imports/${sandbox}/complete`, '{}', { ...named, 'Content-Length': '2000000' }),
    unsupported_media_type: () => ask(`/v1/imports/${sandbox}/complete`, '{}', { ...named, 'Content-Type': 'text/plain' }),
    rate_limited: () => limited((app) => complete(app, sandbox, lines) as never) as never,
    import_invalid: () => complete(createSqliteApp(), sandbox, lines),
    sandbox_exists: () => complete(source, sandbox, lines),
    async signing_refused() {
      const app = createSqliteApp({ signing: { ...createTestSigning(() => 0), createKeys: refuseWallets } })
      return imported(app, sandbox, lines)
    },
    unavailable: () => imported(broken('signing', new SigningUnavailable('a secret reason')), sandbox, lines),
    internal_error: () => imported(broken('signing', fault), sandbox, lines),
  },
}

const refuseWallets: SigningBackend['createKeys'] = async (wanted) =>
  wanted.map(() => ({ refused: 'attestation', detail: 'there is no such device' }))

const pairs = movingRoutes.flatMap(({ operationId, refusals: documented }) => documented.map((code) => [operationId, code] as const))

test.each(pairs)('%s refuses with %s', async (operationId, code) => {
  const provoke = scenarios[operationId]?.[code]
  if (!provoke) throw new Error(`no scenario provokes ${code} of ${operationId}`)
  const { status, body } = await provoke()
  expect([body.code, status]).toEqual([code, refusals[code].status])
  expect(body.detail).toMatch(/\w.*\.$/s)
  expect(body.detail).not.toContain('secret')
})

test('no scenario is left over', () => {
  const written = Object.entries(scenarios).flatMap(([operationId, codes]) => Object.keys(codes).map((code) => [operationId, code]))
  expect(written.sort()).toEqual(pairs.map((pair) => [...pair]).sort())
})

test('other methods are not taken', async () => {
  for (const [method, path] of [
    ['POST', '/v1/sandbox/export'],
    ['GET', `/v1/imports/${sandbox}/parts`],
    ['DELETE', `/v1/imports/${sandbox}/complete`],
  ] as const) {
    const { status, headers } = await source.call(method, path, { key })
    expect([status, headers.get('allow')]).toEqual([405, method === 'POST' ? 'GET' : 'POST'])
  }
})

/** A file in which one thing is changed. */
function spoilt(from: string | RegExp, to: string): string[] {
  const changed = lines.map((line) => line.replace(from, to))
  expect(changed).not.toEqual(lines)
  return changed
}

test.each<[what: string, file: () => string[], detail: string]>([
  ['an amount', () => spoilt('"posted":97000', '"posted":97001'), 'is not what the entries come to'],
  ['a line too few', () => lines.filter((line) => !line.includes('"table":"wallet"')), 'wallet'],
  ['a row that the database does not take', () => spoilt(/"remaining":(\d+)/, '"remaining":1$1'), 'no such row of hold'],
  ['what the trailer counts', () => [...lines.slice(0, -1), lines.at(-1)!.replace(/"journal":\d+/, '"journal":7')], 'rows of journal came in'],
  [
    'the header of another sandbox',
    () => [JSON.stringify({ ...JSON.parse(lines[0]!), head: { ...JSON.parse(lines[0]!).head, journal: 'jnl_x' } }), ...lines.slice(1)],
    'is not the key of the journal',
  ],
])('%s is changed: nothing of it is left, and the file as it was comes in', async (_what, file, detail) => {
  const app = createSqliteApp()
  const refused = await imported(app, sandbox, file())
  expect([refused.status, refused.body.code]).toEqual([422, 'import_invalid'])
  expect(refused.body.detail).toContain(detail)
  expect((await app.get('/v1/sandbox', key)).status).toBe(401)
  expect((await imported(app, sandbox, lines, 'another import, of the file as it was')).body).toMatchObject({ done: true })
  expect((await app.get('/v1/audit', key)).body.ok).toBe(true)
})

test('who does not have the Import-Key adds nothing to an import', async () => {
  const app = createSqliteApp()
  await sendPart(
    app,
    sandbox,
    `{"table":"oracle","rows":[{"id":"orc_0000000000000000000000evil","name":"x","publicKey":"${'A'.repeat(43)}","createdAt":0}]}\n`,
    'the key of somebody else, also long',
  )
  expect((await imported(app, sandbox, lines)).body).toMatchObject({ done: true })
  expect((await app.get('/v1/oracles/orc_0000000000000000000000evil', key)).status).toBe(404)
})

test('what comes in after the check began is not settled unchecked', async () => {
  const store = openSqlite(':memory:')
  let disturb = async () => {}
  const settle: typeof store.settle = async (...given) => {
    await disturb()
    return store.settle(...given)
  }
  const app = createSqliteApp({ store: { ...store, settle } })
  disturb = async () => {
    disturb = async () => {}
    await sendPart(app, sandbox, lines.find((line) => line.includes('"table":"balance"'))!.replace('"posted":97000', '"posted":97001'))
  }
  const answer = await imported(app, sandbox, lines)
  expect(answer.body).toMatchObject({ code: 'import_invalid' })
  expect(await store.sandbox(sandbox)).toBeUndefined()
})

test('a file that names the key of another sandbox does not get it', async () => {
  const app = createSqliteApp()
  const { body: victim } = await app.call('GET', '/v1/wallets', { key: await app.sandbox('demo') })
  const taken = victim.data.find(({ custody }: { custody: string }) => custody === 'managed').key.id
  expect((await imported(app, sandbox, lines)).body).toMatchObject({ done: true, newKeys: 4 })
  const { body: wallets } = await app.get('/v1/wallets', key)
  expect(JSON.stringify(wallets)).not.toContain(taken)
})

test('between services with one keystore nothing gets a new key, and the journal goes on under the same', async () => {
  const signing = createTestSigning(() => Date.parse('2026-12-01T00:00:00.000Z'))
  const [one, other] = [createSqliteApp({ signing }), createSqliteApp({ signing })]
  const own = await one.sandbox('demo')
  const file = await exported(one, own)
  expect((await imported(other, sandboxOf(own), file)).body).toMatchObject({ done: true, newKeys: 0 })
  const again = await exported(other, own)
  // The record of the move, its checkpoint, what the head says, and that nothing is sent any more, are all that is new.
  const rest = (all: string[]) => all.slice(1, -1).filter((line) => !/"table":"(journal|checkpoint|webhookDelivery)"/.test(line))
  expect(rest(again)).toEqual(rest(file))
  const journal = (all: string[]) => all.filter((line) => line.includes('"table":"journal"')).flatMap((line) => JSON.parse(line).rows)
  expect(journal(again).slice(0, -1)).toEqual(journal(file))
  expect(journal(again).at(-1).text).toContain('"formerKey":null')
  expect((await other.get('/v1/journal/checkpoint', own)).body.formerKeys).toEqual([])
})

test('an export reads no further than it is taken, and ends when nobody takes it', async () => {
  const store = openSqlite(':memory:')
  let [given, ended] = [0, false]
  const dump: typeof store.dump = async function* (id) {
    try {
      for await (const piece of store.dump(id)) {
        given++
        yield piece
      }
    } finally {
      ended = true
    }
  }
  const app = createSqliteApp({ store: { ...store, dump } })
  const own = await app.sandbox('demo')
  const response = await app.app.hono.request('/v1/sandbox/export', { headers: { Authorization: `Bearer ${own}` } })
  const reader = response.body!.getReader()
  await reader.read()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(given).toBe(1)
  await reader.cancel()
  expect(ended).toBe(true)
})

test('an export that cannot begin is refused like other requests, and leaves its place to others', async () => {
  const store = openSqlite(':memory:')
  let isAway = true
  const dump: typeof store.dump = async function* (id) {
    if (isAway) throw new StoreUnavailable('too many connections')
    yield* store.dump(id)
  }
  const app = createSqliteApp({ store: { ...store, dump } })
  const own = await app.sandbox()
  for (let time = 0; time < 6; time++) {
    const { status, body, headers } = await app.get('/v1/sandbox/export', own)
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '1'])
  }
  isAway = false
  expect((await exported(app, own)).at(-1)).toContain('"sha256"')
})

test('at most four exports of a sandbox run at once', async () => {
  const own = await source.sandbox()
  const open = () => source.app.hono.request('/v1/sandbox/export', { headers: { Authorization: `Bearer ${own}` } })
  const running = [await open(), await open(), await open(), await open()]
  expect(running.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect((await open()).status).toBe(429)
  await running[0]!.text()
  expect((await open()).status).toBe(200)
})

test('an answer that shows an API key is not given again by the other service', async () => {
  const own = await source.sandbox()
  const create = (app: TestApp) => app.post('/v1/api-keys', { scopes: ['read'] }, own, { 'Idempotency-Key': 'the same request' })
  const issue = (app: TestApp) => app.post('/v1/assets', { code: 'EUR', scale: 2 }, own, { 'Idempotency-Key': 'another request' })
  const [first, asset] = [await create(source), await issue(source)]
  const target = createTestApp({ local: true, store: openSqlite(':memory:') })
  expect((await imported(target, sandboxOf(own), await exported(source, own))).body.done).toBe(true)
  const [second, again] = [await create(target), await issue(target)]
  expect(second.body.id).not.toBe(first.body.id)
  expect((await target.get('/v1/sandbox', second.body.apiKey)).status).toBe(200)
  expect((await target.get('/v1/sandbox', first.body.apiKey)).status).toBe(200)
  expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([asset.body, 'true'])
})
