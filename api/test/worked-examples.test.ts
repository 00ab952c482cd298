import { describe, expect, test } from 'vitest'
import { useCases } from '../catalogue.ts'
import { namedExamples } from '../named-examples.ts'
import { createTestApp } from './harness.ts'
import { requestOf } from './refusals/scenario.ts'

/** What the documentation shows works as it stands, on a demo sandbox nobody has touched. */

const app = createTestApp()

test.each(useCases.map((useCase) => [useCase.operationId, useCase] as const))('the worked example of %s', async (op, useCase) => {
  const { scope, answer } = useCase
  const { method, path, ...rest } = requestOf({ op })
  const key = await app.sandbox('demo')
  await app.get('/v1/sandbox', key) // so that the request log has something to show
  const { status, body } = await app.call(method, path, scope === null ? rest : { key, ...rest })
  expect({ status, body }).toEqual({ status: answer.status, body: expect.any(Object) })
  if (Array.isArray(body.data)) expect(body.data.length).toBeGreaterThan(0)
  for (const { problem } of body.results ?? []) expect(problem).toBeNull()
  expect((await app.get('/v1/audit', body.apiKeyId ? body.apiKey : key)).body.ok).toBe(true)
})

describe.each(Object.entries(namedExamples))('the named examples of %s', (op, named) => {
  test('begin with the worked one', () => {
    expect(named[0]?.body).toEqual(useCases.find(({ operationId }) => operationId === op)?.example.body)
  })

  test.each(named.map(({ name, body }) => [name, body] as const))('%s', async (_name, sent) => {
    const key = await app.sandbox('demo')
    const { method, path } = requestOf({ op })
    const { status, body } = await app.call(method, path, { key, body: sent })
    expect({ status, body }).toEqual({ status: 201, body: expect.any(Object) })
    expect((await app.get('/v1/audit', key)).body.ok).toBe(true)
  })
})

test('an example leaves nothing to guess: every ID and body that a route needs is in it', () => {
  for (const { operationId, path, example, ...useCase } of useCases) {
    expect([operationId, path.includes('{')]).toEqual([operationId, example.id !== undefined])
    expect([operationId, useCase.method === 'post']).toEqual([operationId, example.body !== undefined])
  }
})
