import { availableParallelism } from 'node:os'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { type Listening, openHttpServer, type Place } from './http-server.ts'
import { serveFromThread } from './http-thread/bridge.ts'

/** Where HTTP is spoken: beside the ledger, or in a thread of its own, so that neither waits for the other. */
export type HttpThread = 'on' | 'off' | 'auto'

/**
 * The ledger, the signing process and HTTP keep a processor busy each. With fewer than four the way between two threads
 * costs more than it gives (`npm run bench -- --only arrangement`).
 */
const enoughProcessors = 4

/** Speaks HTTP for the service. Resolves once it listens. */
export function listen(fetch: Hono['fetch'], place: Place, thread: HttpThread): Promise<Listening> {
  const apart = thread === 'on' || (thread === 'auto' && availableParallelism() >= enoughProcessors)
  return apart ? serveFromThread(fetch, place) : openHttpServer(getRequestListener(fetch), place)
}
