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
import { createBodyRoom } from './http/body-room.ts'
import { createDoor, type Door } from './http/door.ts'
import { createClientLimit, createRateLimit, type RateLimit } from './http/rate-limit.ts'
import { createRequestLog } from './http/request-log.ts'
import { safeHeaders } from './http/safe-headers.ts'
import { createIds, createSalts } from './ids.ts'
import { mountMoving } from './moving/mount-moving.ts'
import { createServiceKeys, type ServiceKeys } from './notary.ts'
import { openApiDocument } from './openapi-document.ts'
import { createPipeline } from './pipeline.ts'
import { createSeal, type Seal } from './seal.ts'
import { createScratch, type Scratch } from './verify/scratch.ts'
import { createService, type ServiceDeps } from './watch/service.ts'
import { createDeliverer, type WebhookDoor } from './webhooks/deliverer.ts'

type OpenApiDocument = ReturnType<typeof openApiDocument>

/** Everything that differs between runtimes. */
export interface AppDeps extends Pick<ServiceDeps, 'probe' | 'processMetrics'> {
  readonly store: Store
  /** Makes API keys. */
  readonly signingKey: string
  /** Keeps the private keys of wallets and of the journal. */
  readonly signing: SigningBackend
  /** How webhooks leave. */
  readonly webhooks: WebhookDoor
  readonly version: string
  /** Requests per second, on average, that one sandbox may send. */
  readonly rateLimit: number
  /** Limits what one client sends without a key; only given where something else sees more of it. */
  readonly limitClient?: RateLimit
  /** Most commands in one commit; only a benchmark sets it. */
  readonly largestGroup?: number
  /** How commits are sealed; only a benchmark sets it, to find out what sealing costs. */
  readonly seal?: Seal
  /** How many sandboxes to keep limits for at once; 20,000 if absent. */
  readonly callers?: number
  /** The ID of a sandbox that is to be made under this Idempotency-Key; only given where something else has chosen it. */
  readonly newSandbox?: (idempotencyKey: string | null) => string
  /** Where an import keeps notes while it is checked; absent, in memory. */
  readonly newScratch?: () => Scratch
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
  readonly document: OpenApiDocument
  /** Starts what happens by itself: expiry, webhooks, clearing up. */
  start(): void
  /** It can serve, though nothing was started: where the runtime keeps the alarm. */
  opened(): void
  /** Does once what is due by itself, where the runtime keeps the alarm. */
  ring(): Promise<void>
  /** Says that it is not ready any more, and ends event streams and what happens by itself. What still comes is served. */
  quiesce(): void
  /** Quiesces, finishes what was accepted and stops. The store stays open. */
  stop(): Promise<void>
}

/** Bytes that parts of imports may take at once: apart from all others, whose bodies must always find room. */
const importRoom = 32 * 1024 * 1024

/** The whole service, knowing no runtime: use cases, errors, documentation, and what happens by itself. */
export function createApp(given: AppDeps): App {
  const service = createService(given)
  const deps = { ...given, store: service.store, signing: service.signing }
  const { store, realNow } = deps
  const newId = createIds(realNow)
  const credentials = createCredentials(deps.signingKey)
  const newSandbox = (key: string | null) => (key === null ? newId('sbx') : credentials.deriveId('sbx', key))
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
  const queue = service.watchQueue(createCommitQueue({ ...deps, seal, committed, grouped: service.grouped }, deps.largestGroup))
  const deliverer = createDeliverer({
    ...deps,
    queue,
    credentials,
    newId,
    door: deps.webhooks,
    reportFault: (fault) => deps.reportFault(fault, 'webhooks'),
  })
  const alarm = createAlarm({ ...deps, queue, deliverer, reportFault: (fault) => deps.reportFault(fault, 'alarm') })
  const door = createDoor({
    ...deps,
    newId,
    limitSandbox: createRateLimit({ name: 'sandbox', quota: deps.rateLimit * 10, window: 10 }, deps.callers),
    limitClient: deps.limitClient ?? createClientLimit(deps.rateLimit),
  })
  const pipeline = createPipeline({ newSandbox, ...deps, queue, credentials, serviceKeys, requestLog, door, newId, ...service })

  const hono = new Hono()
  hono.onError((fault, c) => door.refuseFault(c, fault))
  hono.notFound((c) => door.refuseWith(c, refuse('not_found', `There is nothing at ${c.req.path}.`)))
  let made: OpenApiDocument | undefined
  const document = () => (made ??= openApiDocument(useCases, deps.version))
  hono.get('/openapi.json', (c) => c.json(document(), 200, safeHeaders))
  service.mount(hono, door)
  if (deps.console) mountConsole(hono, { ...deps.console, useCases })
  mountMoving(hono, {
    newScratch: () => createScratch(),
    ...deps,
    door,
    bodies: createBodyRoom(importRoom),
    serviceKeys,
    seal,
    settled: (head) => alarm.note([head]),
  })
  mountEventStream(hono, { door, store, subscriptions, schedule: deps.schedule, streams: service.streams })
  for (const useCase of useCases) hono.on(useCase.method.toUpperCase(), honoPath(useCase.path), pipeline.handle(useCase))
  for (const [path, methods] of methodsByPath()) {
    hono.all(path, (c) => door.refuseWith(c, refuse('method_not_allowed', `${c.req.path} takes ${methods}.`), { Allow: methods }))
  }
  function quiesce(): void {
    service.stopping()
    alarm.stop()
    subscriptions.close()
  }

  return {
    hono,
    credentials,
    door,
    serviceKeys,
    get document() {
      return document()
    },
    opened: service.started,
    start() {
      service.started()
      alarm.start()
    },
    async ring() {
      await alarm.ring()
      await deliverer.idle()
    },
    quiesce,
    async stop() {
      quiesce()
      await deliverer.stop()
      await queue.drained()
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
