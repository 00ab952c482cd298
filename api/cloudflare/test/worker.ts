import type { Sent } from '../../test/remote-receiver.ts'
import { noNetwork } from '../../test/webhooks.ts'
import { SendFault, type WebhookRequest } from '../../webhooks/deliverer.ts'
import type { Env } from '../env.ts'
import { createFront, type Front } from '../front.ts'
import { createRemoteSigning } from '../remote-signing.ts'
import { type CloudRuntime, cloudRuntime } from '../runtime.ts'
import { SandboxObject as RealSandboxObject } from '../sandbox-object.ts'
import { SignerObject as RealSignerObject } from '../signer-object.ts'

export { RootObject } from '../root-object.ts'

/**
 * The Worker for tests: the same, but host time, limits and clients are what each request says. Objects share the isolate
 * with the Worker here, so what a request says is known in all of them.
 */
const times = new Map<string, number>()
const start = Date.parse('2026-12-01T00:00:00.000Z')

function testRuntime(env: Env, realNow: () => number, rateLimit: number): CloudRuntime {
  return { ...cloudRuntime(env), webhooks: noNetwork, version: '0.0.0-test', rateLimit, realNow, signingKey: async () => 'a signing key for tests' }
}

function rateLimitOf(headers: Headers): number {
  return Number(headers.get('test-rate-limit') ?? 1_000_000)
}

function timeOf(headers: Headers): number {
  return Number(headers.get('test-now') ?? start)
}

export class SandboxObject extends RealSandboxObject {
  #rateLimit = 1_000_000
  /** Where its webhooks go, whatever their address: to the process of the test. */
  #receiver: string | null = null
  /** What went wrong while nobody waited for an answer. */
  #reported: string[] = []

  override async fetch(request: Request): Promise<Response> {
    const { headers, url } = request
    for (const name of [this.ctx.id.name!, this.signer()]) times.set(name, timeOf(headers))
    this.#rateLimit = rateLimitOf(headers)
    this.#receiver = headers.get('test-receiver')
    return new URL(url).pathname === '/test/read' ? this.#read(request) : super.fetch(request)
  }

  /** What its app, its store, the store's reader or its signing backend says. */
  async #read(request: Request): Promise<Response> {
    try {
      const value = await this.#ask((await request.json()) as Asked)
      return new Response(JSON.stringify({ value, reported: this.#reported.splice(0) }, withBytes))
    } catch (fault) {
      return new Response(String(fault), { status: 500 })
    }
  }

  async #ask({ of = 'reader', method, given }: Asked): Promise<unknown> {
    const { app, store } = await this.open()
    const name = this.ctx.id.name!
    if (of === 'reader' && method === 'sandbox' && given.length === 0) return (await store.sandbox(name)) ?? null
    const parts = {
      app: () => app,
      reader: () => store.reader(name),
      store: () => store,
      signing: () => createRemoteSigning(this.env, () => this.signer()),
    }
    const part = parts[of]() as unknown as Record<string, (...given: readonly unknown[]) => unknown>
    const answer = await part[method]!(...given)
    if (typeof answer !== 'object' || answer === null || !(Symbol.asyncIterator in answer)) return answer ?? null
    const pieces: unknown[] = []
    for await (const piece of answer as AsyncIterable<unknown>) pieces.push(piece)
    return pieces
  }

  /** Nothing happens by itself. */
  override async alarm(): Promise<void> {}

  protected override runtime(): CloudRuntime {
    const runtime = testRuntime(this.env, () => times.get(this.ctx.id.name!) ?? start, this.#rateLimit)
    const reportFault = (fault: unknown, requestId: string) => {
      runtime.reportFault(fault, requestId)
      if (!requestId.startsWith('req_')) this.#reported.push((fault as Error).message)
    }
    return { ...runtime, reportFault, webhooks: { timeout: 10_000, send: (request) => this.#send(request) } }
  }

  async #send(request: WebhookRequest): Promise<{ status: number }> {
    if (!this.#receiver) return noNetwork.send(request)
    const response = await fetch(this.#receiver, { method: 'POST', body: JSON.stringify(request) })
    const sent = (await response.json()) as Sent
    if ('refused' in sent) throw new SendFault(sent.refused)
    if ('broken' in sent) throw new Error(sent.broken)
    return { status: sent.status }
  }
}

export class SignerObject extends RealSignerObject {
  protected override now(): number {
    return times.get(this.ctx.id.name!) ?? start
  }
}

/** A front for each test app: what one limits is nothing to another. */
const fronts = new Map<string, Front>()
let present = start

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    if (new URL(request.url).pathname === '/test/read') return env.SANDBOXES.getByName(request.headers.get('test-sandbox')!).fetch(request)
    present = timeOf(request.headers)
    const client = request.headers.get('test-client') ?? 'test'
    const name = `${client} ${rateLimitOf(request.headers)}`
    const front =
      fronts.get(name) ?? (await createFront({ env, runtime: testRuntime(env, () => present, rateLimitOf(request.headers)), clientOf: () => client }))
    fronts.set(name, front)
    return front.fetch(request)
  },
}

interface Asked {
  readonly of?: 'app' | 'reader' | 'store' | 'signing'
  readonly method: string
  readonly given: readonly unknown[]
}

function withBytes(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const bytes = this[key]
  return bytes instanceof Uint8Array ? { $bytes: Buffer.from(bytes).toString('base64') } : value
}
