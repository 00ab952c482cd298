import { expect, test } from 'vitest'
import { useCases } from '../catalogue.ts'
import type { Scope } from '../core/model.ts'
import { openStream } from './event-stream.ts'
import { requestsFor } from './exercise.ts'
import { createTestApp } from './harness.ts'
import { fillWorld } from './world.ts'

/** A key may do what its scopes say: nothing less and nothing more. */

const app = createTestApp()
const scopes: readonly Scope[] = ['read', 'write', 'admin']

async function keysByScope() {
  const key = await app.sandbox()
  const { ids } = await fillWorld(app, key)
  const keys = new Map<Scope, string>()
  for (const scope of scopes) keys.set(scope, (await app.post('/v1/api-keys', { scopes: [scope] }, key)).body.apiKey)
  return { ids, keys }
}

test.each(
  useCases.flatMap((useCase) =>
    useCase.scope === null ? [] : scopes.map((scope) => [useCase.operationId, useCase.scope!, scope, useCase] as const),
  ),
)('%s needs %s: a key with only %s', async (_name, needed, scope, useCase) => {
  const { ids, keys } = await keysByScope()
  const answers = []
  for (const { method, path, body } of requestsFor(app, useCase, ids)) answers.push(await app.call(method, path, { key: keys.get(scope)!, body }))
  if (scope === needed) expect(answers.map(({ status }) => status)).toContain(useCase.answer.status)
  else for (const { status, body } of answers) expect([status, body.code]).toEqual([403, 'not_permitted'])
  if (scope === needed) expect(answers.map(({ status }) => status)).not.toContain(403)
})

test('the stream needs read', async () => {
  const { keys } = await keysByScope()
  const stream = await openStream(app, keys.get('read')!)
  expect(stream.response.status).toBe(200)
  await stream.close()
  for (const scope of ['write', 'admin'] as const) expect((await app.get('/v1/events/stream', keys.get(scope)!)).status).toBe(403)
})

test('an operation in a batch needs the scope it needs alone', async () => {
  const { ids, keys } = await keysByScope()
  const issue = { op: 'issueAsset', id: ids.assets[0], body: { to: ids.wallets[0], amount: 1 } }
  const pay = { op: 'createTransfer', body: { from: ids.wallets[0], to: ids.wallets[1], asset: ids.assets[0], amount: 1 } }
  const { body } = await app.post('/v1/batches', { operations: [issue, pay] }, keys.get('write')!)
  expect(body.results.map(({ status }: { status: number }) => status)).toEqual([403, 201])
})
