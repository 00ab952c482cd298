import type { Hono } from 'hono'
import type { Registry } from 'prom-client'
import type { CommitQueue } from '../commit-queue.ts'
import type { SigningBackend } from '../core/signing.ts'
import type { Store } from '../core/store.ts'
import { refuse } from '../core/use-case.ts'
import type { Answer } from '../execute.ts'
import { createBodyRoom } from '../http/body-room.ts'
import type { Door } from '../http/door.ts'
import { safeHeaders } from '../http/safe-headers.ts'
import { createHealth } from './health.ts'
import { createMetrics } from './metrics.ts'
import { watchQueue } from './watched-queue.ts'
import { watchSigning, watchStore } from './watched-store.ts'

export interface ServiceDeps {
  readonly store: Store
  readonly signing: SigningBackend
  realNow(): number
  monotonicNow(): number
  /** Throws unless the store can make something durable now; without it, a read has to do. Asked only after the store failed. */
  readonly probe?: () => void | Promise<void>
  /** Adds what the runtime knows of itself to the metrics. */
  readonly processMetrics?: (register: Registry) => void
}

/** Health and metrics: what is watched passes through here. */
export function createService(deps: ServiceDeps) {
  const { realNow, monotonicNow } = deps
  const bodies = createBodyRoom()
  let queueLength = () => 0
  let queueAge = () => 0
  const readings = { queueLength: () => queueLength(), queueAge: () => queueAge() }
  const health = createHealth({ ...readings, monotonicNow, probe: deps.probe ?? (() => deps.store.nextWake()) })
  const metrics = createMetrics({ ...readings, isReady: () => health.whyNotReady() === undefined, dueLag })
  deps.processMetrics?.(metrics.register)
  const store = watchStore(deps.store, metrics, health, monotonicNow)

  async function dueLag(): Promise<number> {
    const due = await Promise.resolve(store.nextWake()).catch(() => null) // that the store cannot serve is told elsewhere
    return due === null ? 0 : Math.max(0, realNow() - due) / 1000
  }

  return {
    store,
    signing: watchSigning(deps.signing, metrics, health, monotonicNow),
    bodies,
    watchQueue(given: CommitQueue): CommitQueue {
      const { queue, age } = watchQueue(given, monotonicNow)
      queueLength = () => queue.length
      queueAge = age
      return queue
    },
    started: health.serving,
    stopping: health.stopping,
    grouped: (size: number) => metrics.groupSize.observe(size),
    streams: { opened: () => metrics.openStreams.inc(), ended: () => metrics.openStreams.dec() },
    observe(operation: string, { status, code }: Pick<Answer, 'status' | 'code'>, milliseconds: number): void {
      metrics.requests.inc({ operation, status })
      metrics.requestSeconds.observe({ operation }, milliseconds / 1000)
      if (code !== null) metrics.refusals.inc({ code })
    },
    mount(app: Hono, door: Door): void {
      app.get('/healthz', (c) => c.json({ status: 'ok', queue: queueLength() }, 200, safeHeaders))
      app.get('/healthz/live', (c) => c.json({ status: 'live' }, 200, safeHeaders))
      app.get('/healthz/ready', (c) => {
        const reason = health.whyNotReady()
        return reason === undefined
          ? c.json({ status: 'ready' }, 200, safeHeaders)
          : door.refuseWith(c, refuse('unavailable', `Not ready: ${reason}.`), { 'Retry-After': '1' })
      })
      app.get('/metrics', async (c) => {
        metrics.bodyBytes.set(bodies.taken)
        const text = await metrics.register.metrics()
        return c.body(text, 200, { ...safeHeaders, 'Content-Type': metrics.register.contentType })
      })
    },
  }
}
