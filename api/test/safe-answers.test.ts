import { expect, test } from 'vitest'
import { useCases } from '../catalogue.ts'
import { safeHeaders } from '../http/safe-headers.ts'
import { openStream } from './event-stream.ts'
import { createTestApp } from './harness.ts'
import { requestOf } from './refusals/scenario.ts'

/** What goes out is safe: headers that leave a browser nothing to guess, no door for other origins, no secret in a log. */

const app = createTestApp()
const origin = { Origin: 'https://elsewhere.example', 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization' }

function expectSafe(where: string, headers: Headers): void {
  for (const [name, value] of Object.entries(safeHeaders)) expect([where, headers.get(name)]).toEqual([where, value])
  expect([where, [...headers.keys()].filter((name) => name.startsWith('access-control'))]).toEqual([where, []])
}

test.each(useCases.map((useCase) => [useCase.operationId, useCase] as const))(
  '%s answers safely, whatever it says and whoever asks',
  async (op, useCase) => {
    const key = await app.sandbox('demo')
    const { method, path, body } = requestOf({ op })
    const answers = [
      await app.call(method, path, { key, body, headers: origin }),
      await app.call(method, path, { ...(body === undefined ? {} : { body: 'nonsense' }), headers: origin }),
      await app.call('OPTIONS', path, { headers: origin }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([useCase.answer.status, useCase.scope === null ? 400 : 401, 405])
    for (const [index, { headers }] of answers.entries()) expectSafe(`${op} ${index}`, headers)
    if (useCase.scope !== null) expect(answers[0]!.headers.get('ratelimit')).toMatch(/^"sandbox";r=\d+;t=\d+$/)
    expect(answers[0]!.headers.get('request-id')).toMatch(/^req_/)
  },
)

test.each(['/openapi.json', '/healthz', '/metrics', '/v1/nothing', '/'])('%s answers safely', async (path) => {
  for (const method of ['GET', 'OPTIONS']) expectSafe(`${method} ${path}`, (await app.app.hono.request(path, { method, headers: origin })).headers)
})

test('a stream answers safely, and says which request it is', async () => {
  const { response, close } = await openStream(app, await app.sandbox(), origin)
  const { 'Cache-Control': _kept, ...others } = safeHeaders
  for (const [name, value] of Object.entries(others)) expect(response.headers.get(name)).toBe(value)
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  expect(response.headers.get('cache-control')).toMatch(/no-cache|no-store/)
  expect(response.headers.get('request-id')).toMatch(/^req_/)
  expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  await close()
})

test('the request log keeps no key, wherever it was sent', async () => {
  const key = await app.sandbox('demo')
  const { body: made } = await app.post('/v1/api-keys', { scopes: ['read'] }, key)
  const { body: fork } = await app.post('/v1/sandbox/fork', {}, key)
  await app.get(`/v1/wallets/${key}`, key)
  await app.get(`/v1/api-keys/${made.apiKey}?after=${key}`, key)
  await app.post('/v1/wallets', { name: key, attributes: { note: fork.apiKey } }, key, { 'Idempotency-Key': made.apiKey })
  await app.post('/v1/wallets', `{"name": ${key}}`, key)
  const { body } = await app.get('/v1/requests?limit=100', key)
  const log = JSON.stringify(body)
  expect(body.data).toHaveLength(6)
  for (const secret of [key, made.apiKey, fork.apiKey]) {
    expect(log).not.toContain(secret)
    expect(log).not.toContain(secret.slice(57))
  }
})
