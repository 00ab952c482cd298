import { Hono } from 'hono'
import { createApp } from '../app.ts'
import { createCache } from '../core/cache.ts'
import { StoreUnavailable } from '../core/store.ts'
import { createCredentials, parseApiKey, secretMatches } from '../credentials.ts'
import { demoSandbox } from '../ensure-demo.ts'
import { createClientLimit } from '../http/rate-limit.ts'
import { createIds } from '../ids.ts'
import { admissionHeader } from './admission.ts'
import { answerWhole } from './drain.ts'
import type { Env } from './env.ts'
import { noSandboxes, noSigning } from './no-sandboxes.ts'
import type { CloudRuntime } from './runtime.ts'

export interface Front {
  fetch(request: Request): Promise<Response>
}

interface FrontDeps {
  readonly env: Env
  readonly runtime: CloudRuntime
  clientOf(request: Request): string
}

/**
 * What the Worker itself does: it finds the object that a request is for, and answers what is for none. An API key is
 * derived from the service's signing key, so a forged one is known without asking anybody; only so often does a client's
 * reach an object, which may have moved here with keys of another service.
 */
export async function createFront({ env, runtime, clientOf }: FrontDeps): Promise<Front> {
  const signingKey = await runtime.signingKey()
  const credentials = createCredentials(signingKey)
  const newId = createIds(runtime.realNow)
  const limitClient = createClientLimit(runtime.rateLimit)
  const movedKeys = createCache<string, true>(1_000)
  const demo = demoSandbox(credentials)
  let demoKey: string | undefined
  const app = createApp({
    ...runtime,
    store: noSandboxes,
    signing: noSigning,
    signingKey,
    limitClient,
    clientOf: (c) => clientOf(c.req.raw),
    console: { readAsset: (name) => readAsset(env, name), demoKey: () => demoKey },
  })

  app.opened()

  /** The object that a key names: at once if the key is of this service, or was good before. */
  function named(authorization: string | null, request: Request): Promise<Response> | undefined {
    const text = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? ''
    const key = parseApiKey(text)
    if (!key) return undefined
    const genuine = secretMatches(key.secret, credentials.credential(key.sandbox, key.keyId).hash)
    return genuine || movedKeys.has(text) ? forward(key.sandbox, request) : tryMoved(text, key.sandbox, request)
  }

  /** A sandbox that moved here has keys of another service, which only its object knows: each client may ask so often. */
  async function tryMoved(text: string, sandbox: string, request: Request): Promise<Response> {
    if (!limitClient(clientOf(request), runtime.realNow()).allowed) return app.hono.fetch(request)
    const response = await forward(sandbox, request)
    if (response.status !== 401) movedKeys.set(text, true)
    return response
  }

  async function forward(sandbox: string, request: Request): Promise<Response> {
    try {
      return await env.SANDBOXES.getByName(sandbox).fetch(request)
    } catch (fault) {
      // The object is ending, too busy, or could not be reached: whether it did anything, only a repeated key can tell.
      throw new StoreUnavailable(String(fault), { cause: fault })
    }
  }

  /** Each client may ask so often for what needs no key: only the Worker sees all that one asks. */
  function create(sandbox: string, request: Request): Promise<Response> | undefined {
    const admission = limitClient(clientOf(request), runtime.realNow())
    if (!admission.allowed) return undefined
    const headers = new Headers(request.headers)
    headers.set(admissionHeader, JSON.stringify(admission))
    return forward(sandbox, new Request(request, { headers }))
  }

  function newSandbox(request: Request): Promise<Response> | undefined {
    const key = request.headers.get('idempotency-key')
    if (key === null) return create(newId('sbx'), request)
    // One that is too short or too long is refused as everywhere.
    return key.length >= 32 && key.length <= 255 ? create(credentials.deriveId('sbx', key), request) : undefined
  }

  /** A sandbox that moves here becomes the object of its name; who may add to it, its Import-Key says. */
  function moveIn(request: Request, pathname: string): Promise<Response> | undefined {
    const sandbox = /^\/v1\/imports\/(sbx_[0-7][0-9a-hjkmnp-tv-z]{25})\/(?:parts|complete)$/.exec(pathname)?.[1]
    return sandbox !== undefined && request.method === 'POST' ? create(sandbox, request) : undefined
  }

  async function prepareDemo(request: Request): Promise<void> {
    const made = create(demo.id, new Request(new URL(demo.path, request.url), demo.request))
    // Made, made before, or made long ago.
    const { status } = (await made) ?? { status: 429 }
    if (status === 201 || status === 422) demoKey = demo.apiKey
  }

  const hono = new Hono()
  hono.onError((fault, c) => app.door.refuseFault(c, fault))
  hono.all('*', async (c) => {
    const { pathname, hostname } = new URL(c.req.url)
    const request = withoutAdmission(c.req.raw)
    if (pathname === '/v1/sandboxes' && request.method === 'POST') return newSandbox(request) ?? app.hono.fetch(request)
    const movedIn = moveIn(request, pathname)
    if (movedIn) return movedIn
    const answered = pathname.startsWith('/v1/') ? named(request.headers.get('authorization'), request) : undefined
    if (answered) return answered
    if (pathname === '/docs/demo-key.json' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)) await prepareDemo(request)
    return answerWhole(request, (whole) => app.hono.fetch(whole))
  })
  return { fetch: async (request) => hono.fetch(request) }
}

/** Only the Worker says what it admitted. */
function withoutAdmission(request: Request): Request {
  if (!request.headers.has(admissionHeader)) return request
  const headers = new Headers(request.headers)
  headers.delete(admissionHeader)
  return new Request(request, { headers })
}

async function readAsset({ ASSETS }: Env, name: string): Promise<Uint8Array | undefined> {
  const found = await ASSETS.fetch(new Request(new URL(name, 'https://console.invalid/')))
  return found.ok ? new Uint8Array(await found.arrayBuffer()) : undefined
}
