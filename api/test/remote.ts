import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import type { App } from '../app.ts'
import { useCases } from '../catalogue.ts'
import type { Piece } from '../core/piece.ts'
import type { Reader } from '../core/reader.ts'
import type { SigningBackend } from '../core/signing.ts'
import type { Store } from '../core/store.ts'
import { createCredentials } from '../credentials.ts'
import { openApiDocument } from '../openapi-document.ts'
import type { Served, TestAppOptions, TestTime } from './harness.ts'
import { outOfReach } from './out-of-reach.ts'
import { listenFor } from './remote-receiver.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the service runs in workerd. */
    workerd: string
  }
}

/** What of a sandbox's object is asked. */
type Part = 'app' | 'reader' | 'store' | 'signing'

/**
 * The service in workerd, spoken to over HTTP. Each request brings the host time of the test. There is no way to reach
 * into it but to ask a sandbox's object what its store or its signing backend says.
 */
export function createRemoteApp(options: TestAppOptions, time: TestTime, faults: unknown[]): Served {
  if (options.store || options.signing) outOfReach('the test brings its own store or signing backend')
  const origin = inject('workerd')
  const client = randomUUID()
  const receiver = options.webhooks && listenFor(options.webhooks)
  /** The sandbox that was made last. */
  let present = ''
  const asTest = async (init: RequestInit = {}): Promise<RequestInit> => {
    const headers = new Headers(init.headers)
    // One that was kept open may be closed by the other side just when the next request goes out, which then fails.
    headers.set('Connection', 'close')
    headers.set('Test-Client', client)
    headers.set('Test-Now', String(time.now))
    if (options.rateLimit !== undefined) headers.set('Test-Rate-Limit', String(options.rateLimit))
    if (receiver) headers.set('Test-Receiver', await receiver)
    return { ...init, headers, redirect: 'manual' }
  }
  async function request(path: string, init?: RequestInit): Promise<Response> {
    const response = await fetch(origin + path, await asTest(init))
    if (response.status === 500) faults.push(`500 at ${path}`)
    if (path === '/v1/sandboxes' && response.status === 201) present = (await response.clone().json()).id
    return response
  }
  async function ask(of: Part, sandbox: string, method: string, given: readonly unknown[]): Promise<unknown> {
    const asked = await asTest({ method: 'POST', headers: { 'Test-Sandbox': sandbox }, body: JSON.stringify({ of, method, given }) })
    const response = await fetch(`${origin}/test/read`, asked)
    if (!response.ok) throw new Error(`${method}: ${await response.text()}`)
    const { value, reported } = JSON.parse(await response.text(), (_key, inner) => (inner?.$bytes ? Buffer.from(inner.$bytes, 'base64') : inner))
    for (const message of reported) faults.push(new Error(message))
    return value
  }
  const app = {
    hono: { request, fetch: (asked: Request) => request(new URL(asked.url).pathname + new URL(asked.url).search, asked) },
    credentials: createCredentials('a signing key for tests'),
    document: openApiDocument(useCases, '0.0.0-test'),
    start: () => outOfReach('what happens by itself there follows the host, not the time of the test'),
    ring: () => ask('app', present, 'ring', []),
    stop: async () => void (present !== '' && (await ask('app', present, 'stop', []))),
  }
  const store = {
    reader: (sandbox: string) => reached<Reader>({}, (method, given) => ask('reader', sandbox, method, given)),
    sandbox: (id: string) => ask('reader', id, 'sandbox', []),
    nextWake: () => ask('store', present, 'nextWake', []),
    tidy: (real: number) => ask('store', present, 'tidy', [real]),
    async *dump(sandbox: string) {
      yield* (await ask('store', sandbox, 'dump', [sandbox])) as Piece[]
    },
    close() {},
  }
  return {
    app: reached<App>(app, (method) => outOfReach(`\`app.${method}\` is not asked for over HTTP`)),
    store: reached<Store>(store, (method) => outOfReach(`\`store.${method}\` is not asked for over HTTP`)),
    signing: reached<SigningBackend>({}, (method, given) => ask('signing', present, method, given)),
  }
}

/** What is at hand, and for everything else a method of that name that asks far away. */
function reached<T extends object>(own: object, ask: (method: string, given: readonly unknown[]) => unknown): T {
  const get = (_own: object, name: string | symbol) => Reflect.get(own, name) ?? ((...given: unknown[]) => ask(String(name), given))
  const set = () => outOfReach('the test puts something of its own inside')
  return new Proxy(own, { get, set }) as T
}
