import { expect } from 'vitest'
import { openSqlite } from '../../../db/sqlite/open.ts'
import { useCases } from '../../catalogue.ts'
import { demo } from '../../core/demo-ids.ts'
import { requestsFor } from '../../test/exercise.ts'
import { createTestApp, type Result, type TestApp } from '../../test/harness.ts'
import { sandboxOf, signatureHeader } from '../../test/sign.ts'
import { fillWorld, type World } from '../../test/world.ts'

/** A service on SQLite in this process, whatever the engine of the run. */
export const createSqliteApp = (given: Partial<Parameters<typeof createTestApp>[0]> = {}) =>
  createTestApp({ local: true, store: openSqlite(':memory:'), ...given })

export interface Grown {
  readonly app: TestApp
  readonly key: string
  readonly sandbox: string
  readonly world: World
  /** A signature that has ordered `ownOrder`. */
  readonly used: Readonly<Record<string, string>>
  /** A key bound to the wallet `payer`, which may pay `payee`. */
  readonly bound: { readonly payer: string; readonly payee: string; readonly key: string }
}

export const ownOrder = { from: demo.signer, to: demo.taxi, asset: 'JPY', amount: 700 }

export const signedOrder = (sandbox: string): Record<string, string> =>
  signatureHeader({ sandbox, operation: 'createTransfer', body: ownOrder, validUntil: '2026-12-01T12:00:00Z' })

/** A sandbox in which everything happened that commands can do, two seconds between any two. */
export async function grow(app: TestApp): Promise<Grown> {
  const key = await app.sandbox('demo')
  const sandbox = sandboxOf(key)
  const pause = () => (app.time.now += 2_000)
  const world = await fillWorld(app, key)
  const used = signedOrder(sandbox)
  await app.post('/v1/transfers', ownOrder, key, used)
  // Resetting would forget it all.
  const commands = useCases.filter(({ method, path, scope }) => method === 'post' && !path.startsWith('/v1/sandbox') && scope !== null)
  for (const useCase of commands)
    for (const request of requestsFor(app, useCase, world.ids)) {
      pause()
      await app.post(request.path, request.body, key)
    }
  const bound = await link(app, key, world)
  pause()
  return { app, key, sandbox, world, used, bound }
}

/** Two wallets, of which one pays the other, and two holds between them, of which one waits for the other. */
async function link(app: TestApp, key: string, { ids }: World): Promise<Grown['bound']> {
  const [payer, payee] = (await Promise.all(['from', 'to'].map((name) => app.post('/v1/wallets', { name }, key)))).map(({ body }) => body.id)
  const { body: bound } = await app.post('/v1/api-keys', { scopes: ['read', 'write'], wallet: payer }, key)
  await app.post(`/v1/assets/${ids.assets[0]}/issue`, { to: payer, amount: 1_000 }, key)
  const hold = { from: payer, to: payee, asset: ids.assets[0], amount: 10, expiresAt: '2029-01-01T00:00:00Z' }
  const watched = await app.post('/v1/holds', hold, key)
  const rules = [{ name: 'follow', action: 'capture', when: { holdStatus: { hold: watched.body.id, is: ['captured'] } } }]
  const watching = await app.post('/v1/holds', { ...hold, rules }, key)
  if (watching.status !== 201) throw new Error(JSON.stringify(watching.body))
  return { payer, payee, key: bound.apiKey }
}

export async function exported(app: TestApp, key: string): Promise<string[]> {
  const response = await app.app.hono.request('/v1/sandbox/export', { headers: { Authorization: `Bearer ${key}` } })
  expect(response.status).toBe(200)
  return (await response.text()).trimEnd().split('\n')
}

const importKey = 'the key of an import, which nobody can guess'

export const sendPart = (app: TestApp, sandbox: string, body: string, key = importKey) =>
  app.call('POST', `/v1/imports/${sandbox}/parts`, { body, headers: { 'Import-Key': key, 'Content-Type': 'application/x-ndjson' } })

export const complete = (app: TestApp, sandbox: string, lines: readonly string[], key = importKey) =>
  app.call('POST', `/v1/imports/${sandbox}/complete`, {
    body: { header: JSON.parse(lines[0]!), trailer: JSON.parse(lines.at(-1)!) },
    headers: { 'Import-Key': key },
  })

/** Sends a file in parts, the last part first and the first twice, and completes it: the answer, or the first refusal. */
export async function imported(app: TestApp, sandbox: string, lines: readonly string[], key = importKey): Promise<Result> {
  const middle = lines.slice(1, -1)
  const half = Math.ceil(middle.length / 2)
  const [first, second] = [`${middle.slice(0, half).join('\n')}\n`, `${middle.slice(half).join('\n')}\n`]
  for (const part of [second, first, first]) {
    const answer = await sendPart(app, sandbox, part, key)
    if (answer.status !== 200) return answer
  }
  for (;;) {
    const answer = await complete(app, sandbox, lines, key)
    if (answer.status !== 200 || answer.body.done) return answer
  }
}
