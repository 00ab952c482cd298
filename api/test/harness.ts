import { type App, createApp } from '../app.ts'
import type { SigningBackend } from '../core/signing.ts'
import type { Store } from '../core/store.ts'
import type { WebhookDoor } from '../webhooks/deliverer.ts'
import { checkResponse } from './check-response.ts'
import { engine, openTestStore } from './engines.ts'
import { createRemoteApp } from './remote.ts'
import { createTestSigning } from './signing.ts'
import { noNetwork } from './webhooks.ts'

/** Host time in tests: it moves only when told to. */
export interface TestTime {
  now: number
}

export interface CallOptions {
  key?: string
  body?: unknown
  headers?: Record<string, string>
}

export interface Result {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
  body: any
  headers: Headers
}

export interface TestAppOptions {
  /** In this process, whatever the engine of the run. */
  readonly local?: true
  readonly store?: Store
  readonly rateLimit?: number
  readonly signing?: SigningBackend
  /** Where webhooks go; without it, nowhere. */
  readonly webhooks?: WebhookDoor
}

/** A service that is spoken to in tests. */
export interface Served {
  readonly app: App
  readonly store: Store
  readonly signing: SigningBackend
}

/** The whole service in this process, on a database of its own. */
function createLocalApp({ store = openTestStore(), rateLimit = 1_000_000, ...given }: TestAppOptions, time: TestTime, faults: unknown[]): Served {
  const { signing = createTestSigning(() => time.now), webhooks = noNetwork } = given
  const app = createApp({
    store,
    signingKey: 'a signing key for tests',
    signing,
    webhooks,
    version: '0.0.0-test',
    rateLimit,
    realNow: () => time.now,
    monotonicNow: () => performance.now(),
    defer: setImmediate,
    schedule(task, milliseconds) {
      const timer = setTimeout(task, milliseconds)
      timer.unref()
      return () => clearTimeout(timer)
    },
    clientOf: () => 'test',
    reportFault: (fault) => void faults.push(fault),
  })
  return { app, store, signing }
}

/**
 * The whole service at 2026-12-01T00:00:00Z, on the engine of this run. Every answer is held against the OpenAPI document.
 * Nothing happens by itself unless `app.start()` is called.
 */
export function createTestApp(options: TestAppOptions = {}) {
  const time: TestTime = { now: Date.parse('2026-12-01T00:00:00.000Z') }
  const faults: unknown[] = []
  const { app, store, signing } =
    engine === 'workerd' && !options.local ? createRemoteApp(options, time, faults) : createLocalApp(options, time, faults)

  /** Sends a request and checks the answer against the document. A body that is a string is sent as it stands. */
  async function call(method: string, path: string, { key, body, headers = {} }: CallOptions = {}): Promise<Result> {
    const sent: Record<string, string> = { ...headers }
    if (key) sent['Authorization'] = `Bearer ${key}`
    if (body !== undefined && !Object.keys(sent).some((name) => name.toLowerCase() === 'content-type')) sent['Content-Type'] = 'application/json'
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
    const response = await app.hono.request(path, { method, headers: sent, ...(text === undefined ? {} : { body: text }) })
    const answer = await response.text()
    const parsed = answer === '' ? undefined : JSON.parse(answer)
    checkResponse(app.document, method, path, response, parsed)
    return { status: response.status, body: parsed, headers: response.headers }
  }

  const post = (path: string, body: unknown, key: string, headers?: Record<string, string>) =>
    call('POST', path, { key, body, ...(headers ? { headers } : {}) })
  const get = (path: string, key: string, headers?: Record<string, string>) => call('GET', path, { key, ...(headers ? { headers } : {}) })

  /** A new sandbox; gives its key. */
  async function sandbox(fixture?: 'demo'): Promise<string> {
    const { status, body } = await call('POST', '/v1/sandboxes', { body: fixture ? { fixture } : {} })
    if (status !== 201) throw new Error(`no sandbox: ${JSON.stringify(body)}`)
    return body.apiKey
  }

  return { app, store, signing, time, faults, call, post, get, sandbox }
}
export type TestApp = ReturnType<typeof createTestApp>
