import type { Context as HonoContext } from 'hono'
import { Hono } from 'hono'
import { type ConsoleDeps, mountConsole } from '../web-docs/console.ts'
import { createAlarm } from './alarm.ts'
import { useCases } from './catalogue.ts'
import { createCommitQueue } from './commit-queue.ts'
import type { SigningBackend } from './core/signing.ts'
import type { SandboxCommit, Store } from './core/store.ts'
import { refuse } from './core/use-case.ts'
import { type Credentials, createCredentials } from './credentials.ts'
import { mountEventStream } from './events/stream-events.ts'
import { createSubscriptions } from './events/subscriptions.ts'
import { createDoor, type Door } from './http/door.ts'
import { createRateLimit } from './http/rate-limit.ts'
import { createRequestLog } from './http/request-log.ts'
import { safeHeaders } from './http/safe-headers.ts'
import { createIds, createSalts } from './ids.ts'
import { createServiceKeys, type ServiceKeys } from './notary.ts'
import { openApiDocument } from './openapi-document.ts'
import { createPipeline } from './pipeline.ts'
import { createSeal, type Seal } from './seal.ts'
import { createService } from './service.ts'

/** Everything that differs between runtimes. */
export interface AppDeps {
  readonly store: Store
  /** Makes API keys. */
  readonly signingKey: string
  /** Keeps the private keys of wallets and of the journal. */
  readonly signing: SigningBackend
  readonly version: string
  /** Requests per second, on average, that one sandbox may send. */
  readonly rateLimit: number
  /** Most commands in one commit; only a benchmark sets it. */
  readonly largestGroup?: number
  /** How commits are sealed; only a benchmark sets it, to find out what sealing costs. */
  readonly seal?: Seal
  /** What a person sees in the browser; absent, there is only the API. */
  readonly console?: ConsoleDeps
  realNow(): number
  monotonicNow(): number
  /** Ends the turn of the event loop: setImmediate. */
  defer(task: () => void): void
  /** Runs the task after so many milliseconds; the function that comes back calls it off. */
  schedule(task: () => void, milliseconds: number): () => void
  clientOf(c: HonoContext): string
  reportFault(fault: unknown, requestId: string): void
}

export interface App {
  readonly hono: Hono
  readonly credentials: Credentials
  readonly door: Door
  readonly serviceKeys: ServiceKeys
  /** Serves this document under /openapi.json. */
  readonly document: ReturnType<typeof openApiDocument>
  /** Starts what happens by itself: expiry, clearing up. */
  start(): void
  /** Finishes what was accepted and stops. The store stays open. */
  stop(): Promise<void>
}

/** The whole service, knowing no runtime: use cases, errors, documentation, and what happens by itself. */
export function createApp(deps: AppDeps): App {
  const { store, realNow } = deps
  const newId = createIds(realNow)
  const credentials = createCredentials(deps.signingKey)
  const subscriptions = createSubscriptions()
  const requestLog = createRequestLog(
    store,
    (task) => deps.schedule(task, 500),
    () => new Promise((resolve) => deps.defer(resolve)),
  )
  const committed = (commits: readonly SandboxCommit[]) => {
    for (const { state } of commits) if (state.records.length > 0) subscriptions.publish(state.sandbox.id)
    alarm.note(commits.map(({ state }) => state.sandbox))
  }
  const serviceKeys = createServiceKeys(deps.signing)
  const { seal = createSeal(serviceKeys, createSalts()) } = deps
  const queue = createCommitQueue({ store, signing: deps.signing, seal, realNow, defer: deps.defer, committed }, deps.largestGroup)
  const alarm = createAlarm({ store, queue, realNow, schedule: deps.schedule, reportFault: (fault) => deps.reportFault(fault, 'alarm') })
  const service = createService(queue)
  const door = createDoor({
    ...deps,
    newId,
    limitSandbox: createRateLimit({ name: 'sandbox', quota: deps.rateLimit * 10, window: 10 }),
    limitClient: createRateLimit({ name: 'client', quota: Math.max(60, Math.round(deps.rateLimit * 0.6)), window: 60 }),
  })
  const pipeline = createPipeline({ ...deps, queue, credentials, serviceKeys, requestLog, door, newId, observe: service.observe })

  const hono = new Hono()
  hono.onError((fault, c) => door.refuseFault(c, fault))
  hono.notFound((c) => door.refuseWith(c, refuse('not_found', `There is nothing at ${c.req.path}.`)))
  const document = openApiDocument(useCases, deps.version)
  hono.get('/openapi.json', (c) => c.json(document, 200, safeHeaders))
  service.mount(hono)
  if (deps.console) mountConsole(hono, { ...deps.console, useCases })
  mountEventStream(hono, { door, store, subscriptions, schedule: deps.schedule })
  for (const useCase of useCases) hono.on(useCase.method.toUpperCase(), honoPath(useCase.path), pipeline.handle(useCase))
  for (const [path, methods] of methodsByPath()) {
    hono.all(path, (c) => door.refuseWith(c, refuse('method_not_allowed', `${c.req.path} takes ${methods}.`), { Allow: methods }))
  }
  return {
    hono,
    credentials,
    door,
    serviceKeys,
    document,
    start: alarm.start,
    async stop() {
      alarm.stop()
      subscriptions.close()
      while (queue.length > 0) await new Promise<void>((resolve) => deps.defer(resolve))
      await requestLog.flush().catch((fault) => deps.reportFault(fault, 'request log'))
    },
  }
}

function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

function methodsByPath(): Map<string, string> {
  const groups = Map.groupBy(useCases, ({ path }) => honoPath(path))
  return new Map([...groups].map(([path, group]) => [path, group.map(({ method }) => method.toUpperCase()).join(', ')]))
}
