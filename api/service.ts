import type { Hono } from 'hono'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { CommitQueue } from './commit-queue.ts'
import { safeHeaders } from './http/safe-headers.ts'

/** Health and metrics. */
export function createService(queue: CommitQueue) {
  const register = new Registry()
  const registers = [register]
  const requests = new Counter({ name: 'kariosae_requests_total', help: 'Requests answered', labelNames: ['operation', 'status'], registers })
  const duration = new Histogram({
    name: 'kariosae_request_seconds',
    help: 'Time to answer',
    labelNames: ['operation'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  })
  new Gauge({
    name: 'kariosae_queue_length',
    help: 'Orders that wait for their commit',
    registers,
    collect() {
      this.set(queue.length)
    },
  })

  return {
    observe(operation: string, status: number, milliseconds: number): void {
      requests.inc({ operation, status })
      duration.observe({ operation }, milliseconds / 1000)
    },
    mount(app: Hono): void {
      app.get('/healthz', (c) => c.json({ status: 'ok', queue: queue.length }, 200, safeHeaders))
      app.get('/metrics', async (c) => c.body(await register.metrics(), 200, { ...safeHeaders, 'Content-Type': register.contentType }))
    },
  }
}
