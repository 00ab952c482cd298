import { demo } from '../../core/demo-ids.ts'
import type { Scope } from '../../core/model.ts'
import type { RefusalCode } from '../../core/refusals.ts'
import { StoreUnavailable } from '../../core/store.ts'
import type { UseCase } from '../../core/use-case.ts'
import { engine } from '../engines.ts'
import { createTestApp, type Result, type TestApp } from '../harness.ts'
import { sandboxOf, signatureHeader } from '../sign.ts'
import { faultyStore } from './faulty-store.ts'
import { requestOf } from './scenario.ts'

/** The refusals that the pipeline gives for every route alike, each provoked by one thing that is wrong with a request that is right. */
export type Provoke = (app: TestApp, useCase: UseCase) => Promise<Result>

interface Changed {
  query?: string
  body?: unknown
  headers?: Record<string, string>
  key?: string | undefined
}

async function send(app: TestApp, useCase: UseCase, key: string | undefined, change: Changed = {}): Promise<Result> {
  const { method, path, headers, ...rest } = requestOf({ op: useCase.operationId })
  const credential = 'key' in change ? change.key : key
  return app.call(method, path + (change.query ? `${path.includes('?') ? '&' : '?'}${change.query}` : ''), {
    ...rest,
    ...('body' in change ? { body: change.body } : {}),
    ...(useCase.scope === null || credential === undefined ? {} : { key: credential }),
    headers: { ...headers, ...change.headers },
  })
}

/** With a signature of the demo wallet that keeps its own key, or only the headers. */
async function sendSigned(app: TestApp, useCase: UseCase, key: string, { sign, headers }: { sign?: object; headers?: Record<string, string> }) {
  const { operationId, example } = useCase
  // Harness time passes in other tests; a signature is good for a minute from now.
  const validUntil = new Date(app.time.now + 60_000).toISOString()
  const command = { sandbox: sandboxOf(key), operation: operationId, id: example.id ?? '', body: example.body, validUntil }
  return send(app, useCase, key, { headers: { ...headers, ...(sign ? signatureHeader({ ...command, ...sign }) : {}) } })
}

const small = createTestApp({ rateLimit: 1 })
/** Made when it is first asked for: not every engine can be given a store. */
let brittle: ReturnType<typeof createBrittle> | undefined
function createBrittle() {
  const { store, breakWith } = faultyStore()
  return { fragile: createTestApp({ store }), breakWith }
}

const idempotencyKey = { 'Idempotency-Key': 'one key, sent more than once, long enough' }
const otherScopes: Record<Scope, Scope[]> = { read: ['write', 'admin'], write: ['read', 'admin'], admin: ['read', 'write'] }

export const pipeline: Partial<Record<RefusalCode, Provoke>> = {
  invalid_request: async (app, useCase) => send(app, useCase, await app.sandbox('demo'), { query: 'nonsense=1' }),
  unauthorized: async (app, useCase) => send(app, useCase, undefined),
  async not_permitted(app, useCase) {
    const { body } = await app.post('/v1/api-keys', { scopes: otherScopes[useCase.scope!] }, await app.sandbox('demo'))
    return send(app, useCase, body.apiKey)
  },
  async signature_required(app, useCase) {
    const key = await app.sandbox('demo')
    if (useCase.walletKeys) return sendSigned(app, useCase, key, { headers: { 'Act-As': demo.signer } })
    return send(app, useCase, key, { body: { from: demo.signer, amount: 1 } })
  },
  signature_invalid: async (app, useCase) => sendSigned(app, useCase, await app.sandbox('demo'), { sign: { body: { another: 'body' } } }),
  async signature_replayed(app, useCase) {
    const key = await app.sandbox('demo')
    const body = { from: demo.signer, to: demo.restaurant, asset: 'JPY', amount: 1 }
    const nonce = 'a nonce used twice'.replaceAll(' ', '-')
    const first = await app.post('/v1/transfers', body, key, signatureHeader({ sandbox: sandboxOf(key), operation: 'createTransfer', body, nonce }))
    if (first.status !== 201) throw new Error(`the first use was refused: ${JSON.stringify(first.body)}`)
    return sendSigned(app, useCase, key, { sign: { nonce } })
  },
  async key_revoked(app, useCase) {
    const key = await app.sandbox('demo')
    await app.post(`/v1/wallets/${demo.signer}/revoke-key`, {}, key)
    return sendSigned(app, useCase, key, { sign: {} })
  },
  async payload_too_large(app, useCase) {
    const body = `{"long":"${'x'.repeat(1024 * 1024)}"}`
    return send(app, useCase, await app.sandbox('demo'), { body, headers: { 'Content-Length': String(body.length) } })
  },
  unsupported_media_type: async (app, useCase) => send(app, useCase, await app.sandbox('demo'), { headers: { 'Content-Type': 'text/plain' } }),
  async idempotency_key_reused(app, useCase) {
    const key = await app.sandbox('demo')
    await app.post('/v1/batches', { operations: [{ op: 'createWallet', body: { name: 'first' } }] }, key, idempotencyKey)
    await app.post('/v1/wallets', { name: 'second' }, key, { 'Idempotency-Key': 'another' })
    const again = { headers: useCase.operationId === 'createWallet' ? { 'Idempotency-Key': 'another' } : idempotencyKey }
    return send(
      app,
      useCase,
      key,
      useCase.operationId === 'createBatch' ? { ...again, body: { operations: [{ op: 'freezeWallet', id: 'x' }] } } : again,
    )
  },
  async idempotency_in_progress(app, useCase) {
    for (let tries = engine === 'workerd' ? 20 : 1; ; tries--) {
      const key = await app.sandbox('demo')
      const both = await Promise.all([1, 2].map(() => send(app, useCase, key, { headers: idempotencyKey })))
      const [first, second] = both.sort((one, other) => one.status - other.status)
      if (first!.status !== useCase.answer.status) throw new Error(`the first request was disturbed: ${JSON.stringify(first!.body)}`)
      // Over a network the first may be done when the second comes.
      if (tries === 1 || second!.status === 409) return second!
    }
  },
  async rate_limited(_app, useCase) {
    small.time.now += 60_000
    const key = await small.sandbox('demo')
    for (let sent = 0; sent < 100; sent++) {
      const answer = await send(small, useCase, key)
      if (answer.status === 429) return answer
    }
    throw new Error('no limit was reached')
  },
  unavailable: (_app, useCase) => onFaultyStore(useCase, new StoreUnavailable('SQLITE_FULL: the very secret reason')),
  internal_error: (_app, useCase) => onFaultyStore(useCase, new Error('the very secret reason')),
}

/** A read writes too when a hold is due: so time passes the expiry of the demo's holds first. */
async function onFaultyStore(useCase: UseCase, fault: Error): Promise<Result> {
  brittle ??= createBrittle()
  const { fragile, breakWith } = brittle
  const key = await fragile.sandbox('demo')
  fragile.time.now += 366 * 24 * 3600 * 1000
  breakWith(fault)
  const answer = await send(fragile, useCase, key)
  if (JSON.stringify(answer.body).includes('secret')) throw new Error(`the answer leaks the fault: ${JSON.stringify(answer.body)}`)
  if (fragile.faults.at(-1) !== fault) throw new Error('the fault was not reported')
  breakWith(undefined)
  const audit = await fragile.get('/v1/audit', key)
  if (!audit.body.ok) throw new Error(`the fault left something behind: ${JSON.stringify(audit.body)}`)
  return answer
}
