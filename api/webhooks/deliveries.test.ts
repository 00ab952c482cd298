import { randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { createTestApp } from '../test/harness.ts'
import { createReceiver, pass } from '../test/webhooks.ts'
import { SendFault } from './deliverer.ts'
import { waits } from './record-attempt.ts'

/** What is sent to endpoints, when, and what becomes of it. Host time moves only when it is told to. */

const url = 'https://receiver.example/'
const day = 24 * 3600 * 1000

/** The sandbox of one test. Others may lie in the same database, where there is a server of it: what is theirs is not looked at. */
async function service() {
  const mine = `?of=${randomUUID()}`
  const receiver = createReceiver(mine)
  const app = createTestApp({ webhooks: receiver.door })
  const key = await app.sandbox()
  const { id } = (await app.get('/v1/sandbox', key)).body
  const endpoint = async (more: { url?: string; types?: string[] } = {}) =>
    (await app.post('/v1/webhook-endpoints', { ...more, url: `${more.url ?? url}${mine}` }, key)).body
  const happen = async (name = 'x') => void (await app.post('/v1/wallets', { name }, key))
  const deliveries = async (id: string) => (await app.get(`/v1/webhook-endpoints/${id}/deliveries?limit=100`, key)).body.data.toReversed()
  const act = async (path: string) => (await app.post(path, {}, key)).body
  const due = async () => (await app.store.sandbox(id))?.webhooks?.due ?? null
  return { receiver, app, key, endpoint, happen, deliveries, act, due, mine, pass: (milliseconds?: number) => pass(app, milliseconds) }
}

test('each event is sent once, in order, as the feed shows it, and signed', async () => {
  const { mine, due, receiver, app, key, endpoint, happen, deliveries, pass } = await service()
  await happen('before')
  const { id, secret } = await endpoint()
  for (const name of ['a', 'b', 'c']) await happen(name)
  expect(receiver.received).toEqual([])
  await pass(49)
  expect(receiver.received).toEqual([])
  await pass(1)
  const { data: events } = (await app.get('/v1/events', key)).body
  const sent = receiver.received
  expect(sent.map(({ request }) => JSON.parse(request.body))).toEqual(
    events.filter(({ type }: { type: string }) => type === 'wallet.created').slice(1),
  )
  for (const { url: to, request } of sent) {
    expect([to, request.headers['content-type']]).toEqual([url + mine, 'application/json'])
    expect(Number(request.headers['webhook-timestamp'])).toBe(Math.floor(app.time.now / 1000))
    // The library has a clock of its own, and looks at the timestamp by it.
    const { 'webhook-id': messageId, 'webhook-timestamp': at, 'webhook-signature': signature } = request.headers
    expect(new Webhook(secret).sign(messageId!, new Date(Number(at) * 1000), request.body)).toBe(signature)
  }
  const shown = await deliveries(id)
  expect(shown.map((one: { id: string }) => one.id)).toEqual(sent.map((one) => one.id))
  expect(shown[0]).toMatchObject({
    ...{ endpoint: id, event: events[3].id, type: 'wallet.created', status: 'delivered', nextAttemptAt: null },
    attempts: [{ at: '2026-12-01T00:00:00.050Z', status: 204, error: null }],
  })
  await pass(10 * day)
  expect(receiver.received).toHaveLength(3)
  expect(await due()).toBeNull()
})

test('an endpoint gets the types that it names, or all but those about webhooks', async () => {
  const { receiver, key, app, endpoint, happen, act, pass } = await service()
  await endpoint({ url: 'https://all.example/' })
  await endpoint({ url: 'https://assets.example/', types: ['asset.created'] })
  const { id } = await endpoint({ url: 'https://webhooks.example/', types: ['webhook_endpoint.disabled', 'webhook_endpoint.tested'] })
  await happen()
  await app.post('/v1/assets', { code: 'JPY', scale: 0 }, key)
  const other = await endpoint({ url: 'https://other.example/', types: ['hold.held'] })
  await act(`/v1/webhook-endpoints/${other.id}/disable`)
  await act(`/v1/webhook-endpoints/${id}/test`)
  await pass()
  expect(receiver.received.map(({ url, type }) => `${new URL(url).hostname} ${type}`).sort()).toEqual([
    'all.example asset.created',
    'all.example wallet.created',
    'assets.example asset.created',
    'webhooks.example webhook_endpoint.disabled',
    'webhooks.example webhook_endpoint.tested',
  ])
})

test('it works by host time, and tells what a frozen clock shows', async () => {
  const { receiver, key, app, endpoint, happen, pass } = await service()
  await app.post('/v1/clock/freeze', {}, key)
  await app.post('/v1/clock/advance', { to: '2031-01-01T00:00:00Z' }, key)
  await endpoint()
  await happen()
  await pass()
  expect(receiver.received.map(({ request }) => JSON.parse(request.body).at)).toEqual(['2031-01-01T00:00:00.000Z'])
  expect(receiver.received[0]!.request.headers['webhook-timestamp']).toBe(String(Math.floor(app.time.now / 1000)))
})

describe('what does not go through', () => {
  test('is tried again after each wait, then never more, under the same ID', async () => {
    const { due, receiver, app, endpoint, happen, deliveries, pass } = await service()
    const { id } = await endpoint()
    await happen()
    const times: number[] = []
    receiver.answer = () => {
      times.push(app.time.now)
      return 500
    }
    await pass()
    for (const wait of waits) {
      await pass(wait - 1)
      const before = times.length
      await pass(1)
      expect(times.length).toBe(before + 1)
    }
    await pass(5 * day)
    expect(times).toHaveLength(waits.length + 1)
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(1)
    expect(new Set(receiver.received.map((one) => one.request.headers['webhook-signature'])).size).toBe(times.length)
    expect(await deliveries(id)).toMatchObject([
      { status: 'failed', nextAttemptAt: null, attempts: times.map((at) => ({ at: new Date(at).toISOString(), status: 500 })) },
    ])
    expect(await due()).toBeNull()
  })

  test.each<[what: string, answer: () => number, shown: object]>([
    ['a redirect', () => 302, { status: 302, error: null }],
    ['a refusal', () => 400, { status: 400, error: null }],
    [
      'no answer',
      () => {
        throw new SendFault('Nothing listens there.')
      },
      { status: null, error: 'Nothing listens there.' },
    ],
  ])('%s counts as that', async (_what, answer, shown) => {
    const { receiver, app, endpoint, happen, deliveries, pass } = await service()
    const { id } = await endpoint()
    receiver.answer = answer
    await happen()
    await pass()
    expect(await deliveries(id)).toMatchObject([
      { status: 'pending', nextAttemptAt: new Date(app.time.now + 5_000).toISOString(), attempts: [shown] },
    ])
    expect(app.faults).toEqual([])
  })

  test('a fault of ours is reported, and tells the user nothing of the inside', async () => {
    const { receiver, app, endpoint, happen, deliveries, pass } = await service()
    const { id } = await endpoint()
    const fault = new Error('a secret reason')
    receiver.answer = () => {
      throw fault
    }
    await happen()
    await pass()
    expect(app.faults).toEqual([fault])
    expect(await deliveries(id)).toMatchObject([{ attempts: [{ status: null, error: 'It could not be sent.' }] }])
  })

  test('holds up nothing that comes after it, and leaves the order of the rest', async () => {
    const { receiver, endpoint, happen, deliveries, pass } = await service()
    const { id } = await endpoint()
    receiver.answer = ({ seq }) => (seq === 4 ? 500 : 200)
    for (const name of ['3', '4', '5']) await happen(name)
    await pass()
    expect(receiver.take()).toEqual([3, 4, 5])
    receiver.answer = () => 200
    await happen('6')
    await pass(5_000)
    expect(receiver.take()).toEqual([6, 4])
    expect((await deliveries(id)).map(({ status, attempts }: { status: string; attempts: object[] }) => [status, attempts.length])).toEqual([
      ['delivered', 1],
      ['delivered', 2],
      ['delivered', 1],
      ['delivered', 1],
    ])
  })

  test('410 disables the endpoint at once, and what waits is sent once it is enabled', async () => {
    const { receiver, app, key, endpoint, happen, deliveries, act, pass } = await service()
    const { id } = await endpoint()
    await happen()
    await pass()
    receiver.answer = ({ seq }) => (seq === 4 ? 500 : 410)
    for (const name of ['4', '5']) await happen(name)
    await pass()
    expect(receiver.take()).toEqual([3, 4, 5])
    expect((await app.get(`/v1/webhook-endpoints/${id}`, key)).body.status).toBe('disabled')
    expect((await app.get('/v1/events?type=webhook_endpoint.disabled', key)).body.data).toMatchObject([{ by: { key: null }, data: { id } }])
    await happen('while it is disabled')
    await pass(day)
    expect(receiver.received).toEqual([])
    receiver.answer = () => 200
    await act(`/v1/webhook-endpoints/${id}/enable`)
    await happen('after')
    await pass()
    expect(receiver.take()).toEqual([4, 5, 9])
    expect((await deliveries(id)).map(({ status }: { status: string }) => status)).toEqual(Array(4).fill('delivered'))
  })

  test('five days of nothing else disable it; one that goes through in between begins them anew', async () => {
    const { receiver, app, key, endpoint, happen, pass } = await service()
    const { id } = await endpoint()
    const status = async () => (await app.get(`/v1/webhook-endpoints/${id}`, key)).body
    receiver.answer = () => 500
    await happen()
    await pass(4 * day)
    expect(await status()).toMatchObject({ status: 'enabled', failingSince: '2026-12-01T00:00:00.050Z' })
    receiver.answer = () => 200
    await happen()
    await pass()
    expect(await status()).toMatchObject({ status: 'enabled', failingSince: null })
    receiver.answer = () => 500
    for (let days = 0; days < 5; days++) {
      await happen()
      await pass(day)
      expect((await status()).status).toBe('enabled')
    }
    await happen()
    await pass(2 * day)
    expect((await status()).status).toBe('disabled')
  })
})

test('resent, a delivery goes out at once and with all its tries, under the same ID', async () => {
  const { receiver, endpoint, happen, deliveries, act, pass } = await service()
  const { id } = await endpoint()
  await happen()
  await pass()
  const [delivery] = await deliveries(id)
  receiver.answer = () => 500
  expect(await act(`/v1/webhook-deliveries/${delivery.id}/resend`)).toMatchObject({ id: delivery.id, status: 'pending' })
  await pass(0)
  expect(receiver.received.map((one) => one.id)).toEqual([delivery.id, delivery.id])
  receiver.answer = () => 200
  await pass(5_000)
  expect(await deliveries(id)).toMatchObject([{ status: 'delivered', attempts: [{ status: 204 }, { status: 500 }, { status: 200 }] }])
  expect(receiver.received).toHaveLength(3)
})

test('one that is asked for again while it is on its way is sent again', async () => {
  const { receiver, app, endpoint, happen, deliveries, act, pass } = await service()
  const { id } = await endpoint()
  await happen()
  let isFirst = true
  receiver.answer = async (received) => {
    if (!isFirst) return 200
    isFirst = false
    app.time.now += 1
    await act(`/v1/webhook-deliveries/${received.id}/resend`)
    return 200
  }
  await pass()
  await pass()
  expect(receiver.received).toHaveLength(2)
  expect(await deliveries(id)).toMatchObject([{ status: 'delivered', attempts: [{ status: 200 }, { status: 200 }] }])
})

test('nothing more is sent to an endpoint that was deleted, and its deliveries are gone', async () => {
  const { due, receiver, app, key, endpoint, happen, deliveries, pass } = await service()
  const { id } = await endpoint()
  receiver.answer = () => 500
  await happen()
  await pass()
  const [delivery] = await deliveries(id)
  await happen()
  await app.call('DELETE', `/v1/webhook-endpoints/${id}`, { key })
  await pass(5 * day)
  expect(receiver.take()).toEqual([3])
  for (const path of [`/v1/webhook-endpoints/${id}/deliveries`, `/v1/webhook-deliveries/${delivery.id}`])
    expect((await app.get(path, key)).status).toBe(404)
  expect((await app.get('/v1/webhook-endpoints', key)).body.data).toEqual([])
  expect(await due()).toBeNull()
})

test('a reset clears endpoints and what was on its way', async () => {
  const { due, receiver, app, key, endpoint, happen, act, pass } = await service()
  await endpoint()
  await happen()
  await act('/v1/sandbox/reset')
  await happen()
  await pass(day)
  expect(receiver.received).toEqual([])
  await endpoint()
  await happen('on its way')
  receiver.answer = async () => {
    await act('/v1/sandbox/reset')
    return 500
  }
  await pass(day)
  expect(receiver.received).toHaveLength(1)
  expect((await app.get('/v1/webhook-endpoints', key)).body.data).toEqual([])
  expect([await due(), app.faults]).toEqual([null, []])
})

test('a fork has no endpoints: what happens there is told to nobody', async () => {
  const { receiver, app, endpoint, happen, act, pass } = await service()
  await endpoint()
  await happen()
  const { apiKey } = await act('/v1/sandbox/fork')
  expect((await app.get('/v1/webhook-endpoints', apiKey)).body.data).toEqual([])
  await app.post('/v1/wallets', { name: 'in the fork' }, apiKey)
  await pass(day)
  expect(receiver.take()).toEqual([3])
})

test('a new secret signs first, and for a day the old one too', async () => {
  const { receiver, endpoint, happen, act, pass } = await service()
  const { id, secret } = await endpoint()
  const rotated = await act(`/v1/webhook-endpoints/${id}/rotate-secret`)
  const signedBy = (secrets: string[]) => {
    const { headers, body } = receiver.received.at(-1)!.request
    const at = new Date(Number(headers['webhook-timestamp']) * 1000)
    return expect(headers['webhook-signature']).toBe(secrets.map((one) => new Webhook(one).sign(headers['webhook-id']!, at, body)).join(' '))
  }
  await happen()
  await pass()
  signedBy([rotated.secret, secret])
  await pass(day)
  await happen()
  await pass()
  signedBy([rotated.secret])
})

test('more than fits one claim is sent all the same: once each, in order', async () => {
  const { due, receiver, app, key, endpoint, pass } = await service()
  const { id } = await endpoint()
  const operations = Array.from({ length: 450 }, (_, index) => ({ op: 'createWallet', body: { name: `${index}` } }))
  await app.post('/v1/batches', { operations }, key)
  await pass(5_000)
  expect(receiver.take()).toEqual(operations.map((_, index) => index + 3))
  expect(await due()).toBeNull()
  expect(id).toMatch(/^whk_/)
})

test('a slow endpoint holds up neither another one nor the service', async () => {
  const { receiver, app, endpoint, happen, act } = await service()
  await endpoint({ url: 'https://slow.example/' })
  let answerSlow = (_status: number) => {}
  receiver.answer = ({ url }) => (url.includes('slow') ? new Promise<number>((resolve) => (answerSlow = resolve)) : 200)
  await endpoint({ url: 'https://quick.example/' })
  await happen()
  app.time.now += 50
  const ringing = app.app.ring()
  await expect.poll(() => receiver.received.length).toBe(2)
  for (let round = 0; round < 3; round++) {
    await happen()
    app.time.now += 2_000
    void app.app.ring()
    await expect.poll(() => receiver.received.length).toBe(3 + round)
  }
  expect(receiver.received.map(({ url, seq }) => `${new URL(url).hostname} ${seq}`).toSorted()).toEqual([
    ...['quick.example 4', 'quick.example 5', 'quick.example 6', 'quick.example 7'],
    'slow.example 4',
  ])
  expect((await act('/v1/sandbox/fork')).id).toMatch(/^sbx_/)
  receiver.answer = () => 200
  answerSlow(200)
  await ringing
  await pass(app, 5_000)
  expect(receiver.received.filter(({ url }) => url.includes('slow')).map(({ seq }) => seq)).toEqual([4, 5, 6, 7])
})
