import { useCases } from '../../catalogue.ts'
import type { TestDatabase } from '../engines.ts'
import { createTestApp, type TestApp } from '../harness.ts'
import type { Driver } from './driver.ts'
import type { Request } from './requests.ts'
import type { SeenEvent, Snapshot } from './view.ts'

const paths = new Map(useCases.map(({ operationId, path }) => [operationId, path]))

export interface Service {
  app: TestApp
  /** Closes the database and opens it again: what is in the file is all that is left. */
  reopen(): Promise<void>
  close(): Promise<void>
}

/** The whole service on this database, or on one of its own that cannot be opened again. */
export function startService(database?: TestDatabase): Service {
  const service = {
    app: createTestApp(database ? { store: database.open() } : {}),
    async reopen() {
      const { now } = service.app.time
      await service.close()
      service.app = createTestApp({ store: database!.open(), signing: service.app.signing })
      service.app.time.now = now
    },
    async close() {
      await service.app.app.stop()
      await service.app.store.close()
    },
  }
  return service
}

/** How a request of the model is sent. */
function toHttp({ op, id, body, as, key }: Request): { path: string; body: object; headers: Record<string, string> } {
  const headers = { ...(as === null ? {} : { 'Act-As': as }), ...(key === null ? {} : { 'Idempotency-Key': key }) }
  return { path: paths.get(op)!.replace(/\{\w+\}/, id), body, headers }
}

/** A sandbox of its own in the service, spoken to over HTTP. */
export async function createHttpDriver(service: Service, start: number): Promise<Driver> {
  service.app.time.now = start
  const key = await service.app.sandbox()
  /** All pages of a list, beyond the item `after`. */
  async function list<T>(path: string, after: string | null = null): Promise<readonly T[]> {
    const { body } = await service.app.get(`${path}?limit=100${after === null ? '' : `&after=${after}`}`, key)
    return body.nextCursor === null ? body.data : [...body.data, ...(await list<T>(path, body.nextCursor))]
  }

  type Event = SeenEvent & { readonly id: string }
  let last = (await list<Event>('/v1/events')).at(-1)!
  const made = last.seq
  async function newEvents(): Promise<readonly SeenEvent[]> {
    const events = await list<Event>('/v1/events', last.id)
    last = events.at(-1) ?? last
    return events.map((event) => ({ ...event, seq: event.seq - made }))
  }

  return {
    async send(request, real) {
      service.app.time.now = real
      const { path, body, headers } = toHttp(request)
      const answer = await service.app.post(path, body, key, headers)
      return { status: answer.status, text: JSON.stringify(answer.body), replayed: answer.headers.get('idempotency-replayed') === 'true' }
    },
    async look(real): Promise<Snapshot> {
      service.app.time.now = real
      const clock = (await service.app.get('/v1/clock', key)).body
      return {
        clock,
        assets: await list('/v1/assets'),
        wallets: await list('/v1/wallets'),
        transfers: await list('/v1/transfers'),
        holds: await list('/v1/holds'),
        events: await newEvents(),
      }
    },
    looksEvery: 5,
    commit() {},
    audit: async () => (await service.app.get('/v1/audit', key)).body.differences,
  }
}
