import { DurableObject } from 'cloudflare:workers'
import { openDurable } from '../../db/durable/open.ts'
import { type App, createApp } from '../app.ts'
import type { Sandbox } from '../core/model.ts'
import type { RowsPiece } from '../core/piece.ts'
import type { Store } from '../core/store.ts'
import { createClientLimit } from '../http/rate-limit.ts'
import { admissionHeader, admitted } from './admission.ts'
import { createAlarmClock } from './alarm-clock.ts'
import { answerWhole } from './drain.ts'
import type { Env } from './env.ts'
import { withForks } from './forks.ts'
import { createRemoteSigning } from './remote-signing.ts'
import { type CloudRuntime, cloudRuntime } from './runtime.ts'

/** Names to keep limits for: its own, and addresses from which keys come that were revoked. */
const callers = 100

interface Opened {
  readonly app: App
  readonly store: Store
  readonly clock: ReturnType<typeof createAlarmClock>
}

/**
 * One sandbox: its ledger, its journal and its clock, in an object of its own with its own SQLite. Requests come by `fetch`,
 * as to any server; what makes it the copy of another comes from that one's object.
 */
export class SandboxObject extends DurableObject<Env> {
  #opened: Promise<Opened> | undefined

  async fetch(request: Request): Promise<Response> {
    const { app } = await this.open()
    return answerWhole(request, (whole) => app.hono.fetch(whole))
  }

  /** Rows of the sandbox that this object becomes when they are settled. */
  async stage(piece: RowsPiece): Promise<void> {
    const { store } = await this.open()
    await store.stage(this.#name, piece)
  }

  /** `signer` keeps the keys of the sandbox that it is a copy of, and so those of its own wallets. */
  async settle(head: Sandbox, signer: string): Promise<boolean> {
    const { store } = await this.open()
    if (await store.sandbox(this.#name)) return false
    this.ctx.storage.kv.put('signer', signer)
    return store.settle(this.#name, head)
  }

  /** What is due by itself. */
  async alarm(): Promise<void> {
    const { app, store, clock } = await this.open()
    await clock.ring(app, store)
  }

  /** Tests put time of their own in its place. */
  protected runtime(): CloudRuntime {
    return cloudRuntime(this.env)
  }

  /** Whose keys are its wallets': its own, or those of the sandbox that it is a copy of. */
  protected signer(): string {
    return this.ctx.storage.kv.get<string>('signer') ?? this.#name
  }

  get #name(): string {
    const { name } = this.ctx.id
    if (name === undefined) throw new Error('a sandbox is found by its name')
    return name
  }

  protected open(): Promise<Opened> {
    this.#opened ??= this.#start()
    this.#opened.catch(() => (this.#opened = undefined))
    return this.#opened
  }

  async #start(): Promise<Opened> {
    const { ctx, env } = this
    const runtime = this.runtime()
    const signer = () => this.signer()
    const clock = createAlarmClock(ctx.storage, runtime.realNow)
    const store = withForks(await openDurable(ctx.storage, clock.written), env, signer)
    const app = createApp({
      ...runtime,
      store,
      signingKey: await runtime.signingKey(),
      signing: createRemoteSigning(env, signer),
      newSandbox: () => this.#name,
      clientOf: (c) => c.req.header(admissionHeader) ?? c.req.header('cf-connecting-ip') ?? 'unknown',
      limitClient: admitted(createClientLimit(runtime.rateLimit, callers)),
      callers,
    })
    return { app, store, clock }
  }
}
