import { expect, test } from 'vitest'
import { openSqlite } from '../../db/sqlite/open.ts'
import { useCases } from '../catalogue.ts'
import { demo } from '../core/demo-ids.ts'
import { serviceRoutes } from '../openapi-service.ts'
import { dump } from './dump.ts'
import { someOf } from './engines.ts'
import { requestsFor } from './exercise.ts'
import { createTestApp } from './harness.ts'
import { fillWorld, type Ids } from './world.ts'

/** Nothing a stranger sends can read or move another sandbox's value: shown route by route, from the list of routes. */

const app = createTestApp()
const marker = 'only-for-the-owner'
const keyed = useCases.filter(({ scope }) => scope !== null)
const fixtureIds: Ids = {
  wallets: [demo.guest, demo.restaurant, demo.taxi, demo.frozenWallet],
  transfers: [demo.payment],
  holds: [demo.seat, demo.request, demo.parcel, demo.disputed],
  assets: ['JPY', 'USD'],
  events: ['1', '12'],
  'api-keys': [demo.appKey],
  'hold-templates': ['reservation'],
  oracles: [demo.oracle],
  'webhook-endpoints': [demo.endpoint],
  'webhook-deliveries': [demo.delivery],
}

async function owned() {
  const { body } = await app.call('POST', '/v1/sandboxes', { body: { fixture: 'demo' } })
  const { ids } = await fillWorld(app, body.apiKey, { marker })
  return { key: body.apiKey as string, sandbox: body.id as string, ids }
}
const owner = await owned()
// An event's ID is its time and place: from here on those of another sandbox differ.
app.time.now += 1000

test('every route of /v1 is in the document, and all but these ask for a key', () => {
  const documented = [...useCases, ...serviceRoutes].map(({ path }) => path.replace(/\{(\w+)\}/g, ':$1'))
  const { routes } = createTestApp({ local: true, store: openSqlite(':memory:') }).app.hono
  const strange = routes.filter(({ path }) => !documented.includes(path) && (path.startsWith('/v1') || path.includes('*')))
  expect(strange.filter(({ path }) => !path.startsWith('/docs'))).toEqual([])
  const keyless = [...useCases.filter(({ scope }) => scope === null), ...serviceRoutes.filter(({ path, keyed }) => path.startsWith('/v1') && !keyed)]
  expect(keyless.map(({ operationId }) => operationId)).toEqual(['createSandbox', 'addToImport', 'completeImport'])
})

test.each(someOf(keyed.map((useCase) => [useCase.operationId, useCase] as const)))(
  '%s can be exercised: its owner succeeds',
  async (_name, useCase) => {
    const { key, ids } = await owned()
    const statuses: number[] = []
    for (const { method, path, body } of requestsFor(app, useCase, ids)) statuses.push((await app.call(method, path, { key, body })).status)
    expect(statuses).toContain(useCase.answer.status)
  },
)

for (const fixture of [undefined, 'demo'] as const) {
  test.each(someOf(keyed.map((useCase) => [useCase.operationId, useCase] as const)))(
    `%s, from a sandbox that is ${fixture ?? 'empty'}, reads and changes nothing of another`,
    async (_name, useCase) => {
      const key = await app.sandbox(fixture)
      const everything = async () => ({
        ...(await dump(app.store, owner.sandbox)),
        requests: (await app.get('/v1/requests?limit=100', owner.key)).body,
      })
      const before = await everything()
      for (const ids of [owner.ids, fixtureIds]) {
        for (const { method, path, body } of requestsFor(app, useCase, ids)) {
          const answer = JSON.stringify((await app.call(method, path, { key, body })).body)
          expect(answer).not.toContain(marker)
          const sent = path + JSON.stringify(body ?? '')
          const own = [...Object.values(owner.ids).flat(), owner.sandbox].filter((id) => !sent.includes(id))
          expect(own.filter((id) => answer.includes(id))).toEqual([])
        }
      }
      expect(await everything()).toEqual(before)
      expect(app.faults).toEqual([])
    },
  )
}
