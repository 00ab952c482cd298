import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { useCases } from '../catalogue.ts'
import { demo } from '../core/demo-ids.ts'
import { isSignable } from '../core/use-case.ts'
import { createTestApp, type TestApp } from '../test/harness.ts'
import { createClient, createSigner, Refused, signCommand } from './client.ts'
import type { Problem } from './exchange.ts'
import { commandAt, signable } from './signable.ts'

/** The client against the whole service in this process. */

/** RFC 8032, section 7.1, test 2: the key of the demo's Ran Mori. */
const seed = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'
const ran = { wallet: demo.signer, signer: createSigner(seed) }
const lunch = { from: demo.signer, to: demo.restaurant, asset: 'JPY', amount: 1200 }

interface Seen {
  readonly path: string
  readonly headers: Headers
  readonly body: string
}

/** A client of a new demo sandbox, with all it sent. */
async function demoClient(app: TestApp, more: Partial<Parameters<typeof createClient>[0]> = {}) {
  const apiKey = await app.sandbox('demo')
  const seen: Seen[] = []
  const fetch = (path: string, init: RequestInit) => {
    seen.push({ path, headers: new Headers(init.headers), body: String(init.body ?? '') })
    return app.app.hono.request(path, init)
  }
  return { seen, apiKey, client: createClient({ apiKey, fetch, now: () => app.time.now, ...more }) }
}

async function problemOf(call: Promise<unknown>): Promise<Problem> {
  const fault = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(fault instanceof Refused)) throw new Error('it was not refused', { cause: fault })
  return fault.problem
}

test('the list of commands that a wallet can order is that of the service', () => {
  const served = useCases.filter((one) => isSignable(one) && one.operationId !== 'createBatch').map(({ operationId, path }) => [operationId, path])
  expect(signable).toEqual(Object.fromEntries(served))
  for (const [operation, path] of served)
    expect(commandAt(path!.replace(/\{\w+\}/, 'x'))).toEqual({ operation, id: path!.includes('{') ? 'x' : null })
  for (const path of ['/v1/wallets', '/v1/batches', '/v1/transfers/', '/v1/transfers/a/b/refund', '/v2/transfers'])
    expect(commandAt(path)).toBeUndefined()
})

test('a wallet that keeps its key: made, funded, and it pays, holds, captures, takes back and changes its key, each signed by itself', async () => {
  const { client, seen } = await demoClient(createTestApp())
  const signer = createSigner()
  const wallet = await client.createWallet({ name: 'Aya', custody: 'self', publicKey: signer.publicKey })
  expect(wallet).toMatchObject({ custody: 'self', key: { id: signer.keyId, publicKey: signer.publicKey } })
  const as = { wallet: wallet.id, signer }
  await client.transfer({ ...lunch, to: wallet.id }, { as: ran })
  const paid = await client.transfer({ ...lunch, from: wallet.id, amount: 500 }, { as })
  expect(paid).toMatchObject({ status: 'completed', amount: 500 })
  expect(await client.refund(paid.id, { amount: 100 })).toMatchObject({ id: paid.id, refunded: 100 })
  const held = await client.hold({ from: wallet.id, to: demo.restaurant, asset: 'JPY', amount: 300 }, { as })
  expect(await client.holdAction(held.id, 'capture', { amount: 200 })).toMatchObject({ status: 'captured', captured: 200 })
  const next = createSigner()
  expect(await client.rotateKey(wallet.id, next, { as })).toMatchObject({ key: { id: next.keyId } })
  expect(await problemOf(client.transfer({ ...lunch, from: wallet.id, amount: 1 }, { as }))).toMatchObject({ code: 'signature_invalid' })
  await client.transfer({ ...lunch, from: wallet.id, amount: 1 }, { as: { ...as, signer: next } })
  expect((await client.getWallet(wallet.id)).balances).toMatchObject([{ posted: 1200 - 500 + 100 - 200 - 1 }])
  for (const id of [paid.id, held.id]) expect(await client.receipt(id)).toMatchObject({ type: 'kariosae.receipt.v1', subject: id })
  expect(await client.request('GET', '/v1/audit')).toMatchObject({ ok: true })
  expect(seen.filter(({ path }) => path === '/v1/sandbox')).toHaveLength(1)
  for (const { body, headers } of seen) expect(headers.has('Idempotency-Key')).toBe(body !== '')
})

test('whoever is named for the client signs all that it may, and nothing else', async () => {
  const { client, seen } = await demoClient(createTestApp(), { as: ran })
  await client.transfer(lunch)
  await client.createWallet({ name: 'Ken' })
  const signed = seen.filter(({ headers }) => headers.has('Kariosae-Signature')).map(({ path }) => path)
  expect(signed).toEqual(['/v1/transfers'])
})

test('in a batch each operation is signed by the wallet that orders it', async () => {
  const { client, seen } = await demoClient(createTestApp())
  const pays = { op: 'createTransfer', body: lunch }
  const { results } = await client.batch([{ ...pays, as: ran }, pays, { op: 'createWallet', body: { name: 'Ken' }, as: ran }, { ...pays, as: ran }])
  expect(results).toMatchObject([{ status: 201 }, { status: 403, problem: { code: 'signature_required' } }, { status: 201 }, { status: 201 }])
  const all = await client.batch([pays, { op: 'createHold', body: lunch }], { as: ran, atomic: true })
  expect(all.results).toMatchObject([{ status: 201 }, { status: 201, result: { status: 'held' } }])
  expect(seen.some(({ headers }) => headers.has('Kariosae-Signature'))).toBe(false)
  expect(await client.getWallet(demo.signer)).toMatchObject({ balances: [{ posted: 20_000 - 3 * 1200, held: 1200 }] })
})

const other = createSigner('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
/** Someone who says that its key is Ran's. */
const impostor = { ...other, keyId: ran.signer.keyId }

test.each([
  { name: 'no signer', options: {}, code: 'signature_required', field: undefined },
  { name: 'another key', options: { as: { ...ran, signer: other } }, code: 'signature_invalid', field: 'kid' },
  { name: 'another key under her name', options: { as: { ...ran, signer: impostor } }, code: 'signature_invalid', field: 'sig' },
  { name: 'a managed wallet', options: { as: { ...ran, wallet: demo.guest } }, code: 'signature_invalid', field: 'wallet' },
  { name: 'an end in the past', options: { as: ran, validFor: -1 }, code: 'signature_invalid', field: 'validUntil' },
  { name: 'an end too far away', options: { as: ran, validFor: 24 * 3600_000 + 1 }, code: 'signature_invalid', field: 'validUntil' },
  { name: 'a nonce that is too short', options: { as: ran, nonce: 'short' }, code: 'invalid_request', field: 'nonce' },
])('$name is refused with $code, and nothing is paid', async ({ options, code, field }) => {
  const { client } = await demoClient(createTestApp())
  const problem = await problemOf(client.transfer(lunch, options))
  expect([problem.code, problem.field]).toEqual([code, field && `Kariosae-Signature.${field}`])
  if (code !== 'invalid_request') {
    const body = { operation: 'createTransfer', id: null, request: lunch, sandbox: await client.sandboxId() }
    expect(problem.toSign).toMatchObject({ header: 'Kariosae-Signature', type: 'kariosae.command.v1', body })
  }
  expect(await client.getWallet(demo.signer)).toMatchObject({ balances: [{ posted: 20_000 }] })
})

test('an order cannot be used twice, nor for anything else', async () => {
  const app = createTestApp()
  const { client, apiKey } = await demoClient(app)
  const unsigned = { sandbox: await client.sandboxId(), wallet: ran.wallet, operation: 'createTransfer', request: lunch }
  const header = await signCommand(ran.signer, unsigned, { now: () => app.time.now })
  const send = (body: object, key = apiKey) => app.post('/v1/transfers', body, key, { 'Kariosae-Signature': header })
  expect((await send({ ...lunch, amount: 1201 })).body).toMatchObject({ code: 'signature_invalid', field: 'Kariosae-Signature.sig' })
  expect((await send({ ...lunch, memo: 'x' })).body.code).toBe('signature_invalid')
  expect((await send(lunch, await app.sandbox('demo'))).body.code).toBe('signature_invalid')
  expect((await send(lunch)).status).toBe(201)
  expect((await send(lunch)).body.code).toBe('signature_replayed')
  expect(await client.getWallet(demo.signer)).toMatchObject({ balances: [{ posted: 18_800 }] })
})

test('what is signed is what is sent: members that are undefined, dates', async () => {
  const { client } = await demoClient(createTestApp())
  const hold = { from: demo.signer, to: demo.restaurant, asset: 'JPY', amount: 10, memo: undefined, expiresAt: new Date('2026-12-24T19:00:00Z') }
  expect(await client.hold(hold, { as: ran })).toMatchObject({ status: 'held' })
})

type Fault = 'lost before' | 'lost after' | 'cut' | 429 | 503 | 'too long' | 'in progress'

/** The service behind a line that does this to the first requests. */
async function onBadLine(faults: readonly Fault[]) {
  const app = createTestApp()
  const waits: number[] = []
  const calls = { sent: [] as (readonly [key: string | null, signature: string | null])[] }
  const wait = async (milliseconds: number) => void waits.push(milliseconds)
  const problem = (status: number, code: string, retryAfter: number) =>
    new Response(JSON.stringify({ code, title: code, detail: '' }), { status, headers: { 'Retry-After': String(retryAfter) } })
  const fetch = async (path: string, init: RequestInit) => {
    if (path !== '/v1/transfers') return app.app.hono.request(path, init)
    const headers = new Headers(init.headers)
    const fault = faults[calls.sent.length]
    calls.sent.push([headers.get('Idempotency-Key'), headers.get('Kariosae-Signature')])
    if (fault === 'lost before') throw new TypeError('connection refused')
    if (fault === 'too long') return problem(429, 'rate_limited', 60)
    if (fault === 'in progress') return problem(409, 'idempotency_in_progress', 1)
    if (typeof fault === 'number') return problem(fault, 'busy', 2)
    const answer = await app.app.hono.request(path, init)
    if (fault === 'lost after') throw new TypeError('connection reset')
    return fault === 'cut' ? new Response('{"id": "tr', { status: 201 }) : answer
  }
  const { client } = await demoClient(app, { fetch, wait, as: ran })
  const { outcome, replayed } = await client.send('POST', '/v1/transfers', lunch).then(
    (answer) => ({ outcome: answer.status, replayed: answer.replayed }),
    (reason: Error) => ({ outcome: reason instanceof Refused ? reason.problem.code : reason.message, replayed: false }),
  )
  const [balance] = (await client.getWallet(demo.signer)).balances
  return { outcome, replayed, paid: 20_000 - balance!.posted, waits, ...calls }
}

test.each<{ faults: Fault[]; outcome: unknown; replayed: boolean; paid: number; waits: number[] }>([
  { faults: [], outcome: 201, replayed: false, paid: 1200, waits: [] },
  { faults: ['lost before'], outcome: 201, replayed: false, paid: 1200, waits: [300] },
  { faults: ['lost after'], outcome: 201, replayed: true, paid: 1200, waits: [300] },
  { faults: ['cut'], outcome: 201, replayed: true, paid: 1200, waits: [300] },
  { faults: [503], outcome: 201, replayed: false, paid: 1200, waits: [2000] },
  { faults: [429], outcome: 201, replayed: false, paid: 1200, waits: [2000] },
  { faults: ['lost after', 'in progress'], outcome: 201, replayed: true, paid: 1200, waits: [300, 1000] },
  { faults: ['lost after', 503, 429], outcome: 201, replayed: true, paid: 1200, waits: [300, 2000, 2000] },
  { faults: [503, 503, 503, 503], outcome: 'busy', replayed: false, paid: 0, waits: [2000, 2000, 2000] },
  { faults: ['too long'], outcome: 'rate_limited', replayed: false, paid: 0, waits: [] },
  {
    faults: ['lost before', 'lost before', 'lost before', 'lost before'],
    outcome: 'No answer from /v1/transfers: connection refused',
    replayed: false,
    paid: 0,
    waits: [300, 600, 1200],
  },
])('a line with $faults: $outcome, and never paid twice', async ({ faults, ...expected }) => {
  const { sent, ...result } = await onBadLine(faults)
  expect(result).toEqual(expected)
  expect(sent).toHaveLength(expected.waits.length + 1)
  expect(new Set(sent.map((one) => one.join(' '))).size).toBe(1)
  expect(sent[0]).toEqual([expect.stringMatching(/^[\w-]{24}$/), expect.stringContaining('"sig"')])
})

test('no answer: the message says why, as far as the platform says', async () => {
  const fetch = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:9') }))
  const client = createClient({ origin: 'http://127.0.0.1:9', apiKey: 'ksk_x', fetch, tries: 1 })
  await expect(client.sandboxId()).rejects.toThrow('No answer from http://127.0.0.1:9/v1/sandbox: fetch failed (connect ECONNREFUSED 127.0.0.1:9)')
})

test.each(['http://127.0.0.1:8787', 'http://127.0.0.1:8787/', 'http://127.0.0.1:8787//', '', '/'])(
  'the origin %j has no slash too many',
  async (origin) => {
    const asked: string[] = []
    const fetch = (address: string) => {
      asked.push(address)
      return Response.json({ id: 'sbx_1' })
    }
    await createClient({ origin, apiKey: 'ksk_x', fetch }).sandboxId()
    expect(asked).toEqual([origin.startsWith('http') ? 'http://127.0.0.1:8787/v1/sandbox' : '/v1/sandbox'])
  },
)

test('nothing that prints a client or a signer shows the seed', () => {
  const bytes = Uint8Array.from(Buffer.from(seed, 'hex'))
  const base64url = Buffer.from(bytes).toString('base64url')
  for (const signer of [createSigner(seed), createSigner(base64url), createSigner(bytes)]) {
    const client = createClient({ origin: 'http://127.0.0.1', apiKey: 'ksk_x', as: { wallet: demo.signer, signer } })
    for (const shown of [signer, client, { signer }].flatMap((one) => [
      JSON.stringify(one),
      inspect(one, { showHidden: true, depth: null }),
      String(one),
    ]))
      for (const secret of [seed, base64url, [...bytes].join(','), [...bytes].join(', '), '4c cd 08']) expect(shown).not.toContain(secret)
    expect(signer).toMatchObject({ publicKey: 'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw', keyId: ran.signer.keyId })
  }
})
