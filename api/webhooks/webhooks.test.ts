import { describe, expect, test } from 'vitest'
import { createDeciding, t0 } from '../test/deciding.ts'
import { createTestApp } from '../test/harness.ts'
import { createWebhookEndpoint } from './create-webhook-endpoint.ts'
import { deleteWebhookEndpoint } from './delete-webhook-endpoint.ts'
import { disableWebhookEndpoint } from './disable-webhook-endpoint.ts'
import { enableWebhookEndpoint } from './enable-webhook-endpoint.ts'
import { resendWebhookDelivery } from './resend-webhook-delivery.ts'
import { rotateWebhookSecret } from './rotate-webhook-secret.ts'
import { testWebhookEndpoint } from './test-webhook-endpoint.ts'

/** What is decided about endpoints; what is sent to them stands in deliveries.test.ts. */

const url = 'https://receiver.example/'

test('an endpoint is what was registered, with a secret, and is told what happens from then on', () => {
  const { must, state } = createDeciding()
  const { secret, ...shown } = must(createWebhookEndpoint, '', { url, types: ['hold.held'], description: 'The till' })
  expect(shown).toEqual({
    ...{ id: `whk_${'1'.padStart(26, '0')}`, url, types: ['hold.held'], description: 'The till', status: 'enabled', generation: 1 },
    ...{ failingSince: null, createdAt: '2026-12-01T00:00:00.000Z' },
  })
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/)
  expect(state.find('webhookEndpoint', shown.id)).toMatchObject({ cursor: 1, claimedUntil: null })
  expect(state.records).toMatchObject([{ seq: 1, type: 'webhook_endpoint.created', data: shown }])
  expect(JSON.stringify([state.records, [...state.written.webhookEndpoint.values()]])).not.toContain('whsec_')
  expect(state.sandbox.webhooks).toEqual({ enabled: 1, due: null, version: 1 })
})

test('its life: disabled, enabled, tested, given a new secret, deleted', () => {
  const { must, verdict, state, pass } = createDeciding()
  const { id, secret } = must(createWebhookEndpoint, '', { url })
  const head = () => state.sandbox.webhooks
  const types = () => state.records.map(({ type }) => type.replace('webhook_endpoint.', ''))
  expect(must(disableWebhookEndpoint, id, {}).status).toBe('disabled')
  expect(head()).toEqual({ enabled: 0, due: null, version: 2 })
  must(disableWebhookEndpoint, id, {})
  const delivery = must(testWebhookEndpoint, id, {})
  expect(delivery).toMatchObject({ endpoint: id, type: 'webhook_endpoint.tested', status: 'pending', attempts: [] })
  expect(head()).toEqual({ enabled: 0, due: null, version: 3 })
  pass(5)
  expect(must(enableWebhookEndpoint, id, {}).status).toBe('enabled')
  expect(head()).toEqual({ enabled: 1, due: t0 + 5, version: 4 })
  expect(state.find('webhookEndpoint', id)?.cursor).toBe(4)
  must(enableWebhookEndpoint, id, {})
  const rotated = must(rotateWebhookSecret, id, {})
  expect([rotated.generation, rotated.secret === secret]).toEqual([2, false])
  expect(verdict(resendWebhookDelivery, delivery.id, {})).toBe('ok')
  must(deleteWebhookEndpoint, id, {})
  for (const command of [enableWebhookEndpoint, disableWebhookEndpoint, testWebhookEndpoint, rotateWebhookSecret, deleteWebhookEndpoint])
    expect(verdict(command, id, {})).toBe('webhook_endpoint_not_found')
  expect(verdict(resendWebhookDelivery, delivery.id, {})).toBe('webhook_delivery_not_found')
  expect(head()).toMatchObject({ enabled: 0, due: null })
  expect(types()).toEqual(['created', 'disabled', 'tested', 'enabled', 'secret_rotated', 'deleted'])
})

test('sixteen endpoints can be enabled, and any number disabled', () => {
  const { must, verdict } = createDeciding()
  const { id } = must(createWebhookEndpoint, '', { url })
  must(disableWebhookEndpoint, id, {})
  const others = Array.from({ length: 16 }, () => must(createWebhookEndpoint, '', { url }).id)
  expect(verdict(createWebhookEndpoint, '', { url })).toBe('too_many_webhook_endpoints')
  expect(verdict(enableWebhookEndpoint, id, {})).toBe('too_many_webhook_endpoints')
  must(deleteWebhookEndpoint, others[0], {})
  expect(verdict(enableWebhookEndpoint, id, {})).toBe('ok')
})

describe('createWebhookEndpoint', () => {
  test.each<[what: string, body: object, field: string | undefined]>([
    ['with an address alone', { url }, undefined],
    ['with all', { url, types: ['hold.held', 'webhook_endpoint.created'], description: '' }, undefined],
    ['without an address', {}, 'url'],
    ['with an address of 2,001 characters', { url: `${url}${'x'.repeat(2001 - url.length)}` }, 'url'],
    ['with no types', { url, types: [] }, 'types'],
    ['with a type twice', { url, types: ['hold.held', 'hold.held'] }, 'types'],
    ['with a type that there is not', { url, types: ['hold.kept'] }, 'types.0'],
    ['with a description of 201 characters', { url, description: 'x'.repeat(201) }, 'description'],
    ['with a secret', { url, secret: 'whsec_AAAA' }, ''],
  ])('%s', (_what, body, field) => {
    expect(createWebhookEndpoint.body!.safeParse(body).error?.issues[0]?.path.join('.')).toBe(field)
  })
})

test('the secret is shown again to who repeats the request and to who reads the endpoint, and is stored nowhere', async () => {
  const app = createTestApp()
  const key = await app.sandbox()
  const again = { 'Idempotency-Key': 'the till' }
  const { body: made } = await app.post('/v1/webhook-endpoints', { url }, key, again)
  expect((await app.post('/v1/webhook-endpoints', { url }, key, again)).body).toEqual(made)
  expect((await app.get(`/v1/webhook-endpoints/${made.id}`, key)).body).toEqual(made)
  const rotate = () => app.post(`/v1/webhook-endpoints/${made.id}/rotate-secret`, {}, key, { 'Idempotency-Key': 'anew' })
  const { body: rotated } = await rotate()
  expect((await rotate()).body).toEqual(rotated)
  expect(rotated).toEqual({ ...made, generation: 2, secret: expect.not.stringContaining(made.secret) })
  const stored = []
  for await (const piece of app.store.dump(made.id && (await app.get('/v1/sandbox', key)).body.id)) stored.push(piece)
  expect(JSON.stringify(stored)).toContain(made.id)
  const log = JSON.stringify((await app.get('/v1/requests?limit=100', key)).body)
  expect(log).toContain('whsec_…')
  for (const secret of [made.secret, rotated.secret]) expect(JSON.stringify(stored) + log).not.toContain(secret.slice(6))
})
