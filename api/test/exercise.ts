import { useCases } from '../catalogue.ts'
import { demo } from '../core/demo-ids.ts'
import type { UseCase } from '../core/use-case.ts'
import { otherBodies, otherQueries } from './exercise-more.ts'
import type { TestApp } from './harness.ts'
import type { Ids } from './world.ts'

/** One way to call a use case. */
export interface Prepared {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

/** Query parameters that choose among what the caller may see anyway, so there is nothing of another's to put in them. */
const harmless = ['entry', 'from', 'size', 'as', 'limit', 'status', 'type', 'version', 'at', 'body', 'action']

/**
 * Every way to call a use case on the things of one world, made from the route itself. Throws for a route that cannot
 * be made to touch them, so that a new one is either exercised or noticed.
 */
export function requestsFor(app: TestApp, useCase: UseCase, ids: Ids): Prepared[] {
  const method = useCase.method.toUpperCase()
  const bodies = useCase.method === 'post' ? bodiesFor(app, useCase, ids) : [undefined]
  const queries = useCase.method === 'get' ? queriesFor(useCase, ids) : ['']
  return pathsFor(useCase, ids).flatMap((path) =>
    queries.flatMap((query) => bodies.map((body) => ({ method, path: path + query, ...(body === undefined ? {} : { body }) }))),
  )
}

function pathsFor({ path, operationId }: UseCase, ids: Ids): string[] {
  const [, , noun] = path.split('/') as [string, string, string]
  if (!path.includes('{')) return [path]
  const own = (ids as unknown as Record<string, readonly string[]>)[noun]
  if (!own || own.length === 0) throw new Error(`there is no way to exercise ${operationId}: a world has no IDs of ${noun}`)
  return own.map((id) => path.replace(/\{\w+\}/, encodeURIComponent(id)))
}

function bodiesFor(app: TestApp, { operationId, example }: UseCase, ids: Ids): unknown[] {
  if (example.body === undefined) throw new Error(`there is no way to exercise ${operationId}: its example has no body`)
  const more = operationId === 'createBatch' ? [batchOfAll(app, ids)] : (otherBodies[operationId]?.(ids) ?? [])
  return [translate(example.body, ids), ...more]
}

/** A batch that does everything a batch can do. */
function batchOfAll(app: TestApp, ids: Ids): object {
  const operations = batchable(app).map(({ operationId, path, example }) => ({
    op: operationId,
    ...(path.includes('{') ? { id: translate(example.id, ids) } : {}),
    body: translate(example.body, ids),
  }))
  return { operations }
}

function batchable(app: TestApp): UseCase[] {
  const schemas = app.app.document.components?.schemas as Record<string, { oneOf?: { $ref: string }[] }>
  const names = schemas['BatchOperation']?.oneOf?.map(({ $ref }) => $ref.replace('#/components/schemas/Batch', '').toLowerCase()) ?? []
  const found = useCases.filter(({ operationId }) => names.includes(operationId.toLowerCase()))
  if (found.length !== names.length || found.length < 15) throw new Error(`operations of a batch that are no use cases: ${names}`)
  return found
}

function queriesFor(useCase: UseCase & { method: 'get' }, ids: Ids): string[] {
  const shape = (useCase.query as { shape?: object } | null)?.shape ?? {}
  const example = useCase.example.query ? [`?${new URLSearchParams(useCase.example.query)}`] : []
  const together = otherQueries[useCase.operationId]?.(ids) ?? []
  return [
    '',
    ...example,
    ...together.map((query) => `?${new URLSearchParams(query)}`),
    ...Object.keys(shape).flatMap((name) => valuesFor(useCase, name, ids).map((value) => `?${name}=${encodeURIComponent(value)}`)),
  ]
}

function valuesFor({ operationId }: UseCase, name: string, ids: Ids): string[] {
  if (harmless.includes(name)) return []
  if (name === 'wallet' || name === 'by') return [...ids.wallets]
  if (name === 'after') return [...Object.values(ids).map((list: readonly string[]) => list[0]!), ids.events.at(-1)!, `${ids.assets[0]}:9`]
  throw new Error(`there is no way to exercise ${operationId}: nothing is known of its query parameter ${name}`)
}

/** An example on the demo fixture, told about the things of another world. */
function translate(value: unknown, ids: Ids): unknown {
  const words = new Map<unknown, string | undefined>([
    ...[demo.guest, demo.restaurant, demo.taxi, demo.frozenWallet].map((id, index) => [id, ids.wallets[index]] as const),
    ...[demo.seat, demo.request, demo.parcel, demo.disputed].map((id, index) => [id, ids.holds[index]] as const),
    [demo.payment, ids.transfers[0]],
    [demo.oracle, ids.oracles[0]],
    [demo.appKey, ids['api-keys'][0]],
    [demo.endpoint, ids['webhook-endpoints'][0]],
    [demo.delivery, ids['webhook-deliveries'][0]],
    ['JPY', ids.assets[0]],
  ])
  if (Array.isArray(value)) return value.map((item) => translate(item, ids))
  if (typeof value !== 'object' || value === null) return words.get(value) ?? value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, translate(inner, ids)]))
}
