import { expect, test } from 'vitest'
import { useCases } from '../catalogue.ts'
import { type RefusalCode, refusals } from '../core/refusals.ts'
import { StoreUnavailable } from '../core/store.ts'
import { refusalsOf } from '../openapi-document.ts'
import { serviceRoutes } from '../openapi-service.ts'
import { openStream } from './event-stream.ts'
import { createTestApp } from './harness.ts'
import { evidence } from './refusals/evidence.ts'
import { holds } from './refusals/holds.ts'
import { assets, rest, transfers, wallets } from './refusals/others.ts'
import { pipeline } from './refusals/pipeline.ts'
import { play, type Scenarios } from './refusals/scenario.ts'
import { settling } from './refusals/settling.ts'
import { webhooks } from './refusals/webhooks.ts'

/**
 * Every refusal that is documented for a route can be provoked there. The other direction, that no undocumented one is
 * ever sent, is checked by the harness at every answer in every test.
 */

const scenarios: Scenarios = { ...holds, ...settling, ...evidence, ...transfers, ...assets, ...wallets, ...webhooks, ...rest }
const app = createTestApp()

const pairs = useCases.flatMap((useCase) => refusalsOf(useCase).map((code) => [useCase.operationId, code, useCase] as const))

test.each(pairs)('%s refuses with %s', async (operationId, code, useCase) => {
  const scenario = scenarios[operationId]?.[code]
  const provoke = pipeline[code]
  const declared = (useCase.refusals as readonly RefusalCode[]).includes(code)
  if (!scenario && (declared || !provoke)) throw new Error(`no scenario provokes ${code} of ${operationId}`)
  const answers = [
    ...(scenario ? [await play(app, await app.sandbox('demo'), operationId, scenario)] : []),
    ...(provoke && !(declared && code === 'idempotency_key_reused') ? [await provoke(app, useCase)] : []),
  ]
  for (const { status, body, headers } of answers) {
    expect([status, body.code, body.detail]).toEqual([refusals[code].status, code, expect.stringMatching(/\w.*\.$/s)])
    expect(headers.get('content-type')).toBe('application/problem+json')
    if (['rate_limited', 'unavailable', 'idempotency_in_progress'].includes(code)) expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
  }
})

test('no scenario is left over', () => {
  const known = new Set(pairs.map(([operationId, code]) => `${operationId} ${code}`))
  const written = Object.entries(scenarios).flatMap(([operationId, codes]) => Object.keys(codes).map((code) => `${operationId} ${code}`))
  expect(written.filter((pair) => !known.has(pair))).toEqual([])
})

test('every refusal of the table is one that some route gives, or none at all knows the path', () => {
  const given = new Set<string>([...pairs.map(([, code]) => code), ...serviceRoutes.flatMap((route) => route.refusals)])
  expect(Object.keys(refusals).filter((code) => !given.has(code))).toEqual(['not_found', 'method_not_allowed'])
})

const { refusals: ofStream } = serviceRoutes.find(({ operationId }) => operationId === 'streamEvents')!

test('so can every refusal that is documented for the stream', async () => {
  const key = await app.sandbox()
  const { body: writer } = await app.post('/v1/api-keys', { scopes: ['write'] }, key)
  const ask = (someKey?: string, headers = {}) => app.call('GET', '/v1/events/stream', { ...(someKey ? { key: someKey } : {}), headers })
  const streams = []
  for (let index = 0; index < 50; index++) streams.push(await openStream(app, key))
  const answers = [await ask(key, { 'Last-Event-ID': 'x' }), await ask(), await ask(writer.apiKey), await ask(key)]
  expect(answers.map(({ status, body }) => [status, body.code])).toEqual(ofStream.slice(0, 4).map((code) => [refusals[code].status, code]))
  expect(answers.map(({ headers }) => headers.get('retry-after'))).toEqual([null, null, null, '1'])
  await streams[0]!.close()
  const again = async () => {
    const next = await openStream(app, key)
    await next.close()
    return next.response.status
  }
  // Over a network it takes a moment until the service hears of it, at the latest by its next heartbeat.
  await expect.poll(again, { timeout: 50_000, interval: 500 }).toBe(200)
  for (const stream of streams) await stream.close()
})

test.each([
  [new StoreUnavailable('a secret reason'), ofStream[4]!, '1'],
  [new Error('a secret reason'), ofStream[5]!, null],
])('and those of a store that does not get on: %o', async (fault, code, retryAfter) => {
  const { store, ...broken } = createTestApp()
  const key = await broken.sandbox()
  store.sandbox = () => Promise.reject(fault)
  const { status, body, headers } = await broken.call('GET', '/v1/events/stream', { key })
  expect([status, body.code, headers.get('retry-after')]).toEqual([refusals[code].status, code, retryAfter])
  expect(body.detail).not.toContain('secret')
})

test('which are all that are documented for it', () => expect(ofStream).toHaveLength(6))
