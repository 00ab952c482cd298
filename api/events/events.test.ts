import { expect, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { createTestApp } from '../test/harness.ts'

interface Message {
  id: string
  event: string
  data: { id: string; seq: number; type: string }
}

/** Opens the stream and gives a function that waits for the next message. */
async function open({ app }: ReturnType<typeof createTestApp>, key: string, headers: Record<string, string> = {}) {
  const stop = new AbortController()
  const response = await app.hono.request('/v1/events/stream', { headers: { Authorization: `Bearer ${key}`, ...headers }, signal: stop.signal })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  async function next(): Promise<Message> {
    while (!text.includes('\n\n')) {
      const { value, done } = await reader.read()
      if (done) throw new Error('the stream ended')
      text += value
    }
    const end = text.indexOf('\n\n')
    const fields = Object.fromEntries(
      text
        .slice(0, end)
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    )
    text = text.slice(end + 2)
    return { id: fields['id']!, event: fields['event']!, data: JSON.parse(fields['data']!) }
  }
  return { response, next, close: () => reader.cancel() }
}

const payment = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 10 }

test('the feed pages through the whole journal without gaps', async () => {
  const { sandbox, get } = createTestApp()
  const key = await sandbox('demo')
  const seqs: number[] = []
  for (let cursor = ''; ; ) {
    const { body } = await get(`/v1/events?limit=4${cursor}`, key)
    seqs.push(...body.data.map(({ seq }: Message['data']) => seq))
    if (body.nextCursor === null) break
    cursor = `&after=${body.nextCursor}`
  }
  expect(seqs).toEqual(Array.from({ length: 24 }, (_, index) => index + 1))
})

test.each([
  ['hold.held', 3],
  ['wallet.created', 5],
  ['hold.captured', 0],
])('the feed of %s alone', async (type, count) => {
  const { sandbox, get } = createTestApp()
  const key = await sandbox('demo')
  const { body } = await get(`/v1/events?type=${type}`, key)
  expect(body).toMatchObject({ data: Array.from({ length: count }, () => ({ type })), nextCursor: null })
})

test('a cursor at the very end is the way to go on when more happens', async () => {
  const { sandbox, get, post } = createTestApp()
  const key = await sandbox('demo')
  const { data } = (await get('/v1/events?limit=100', key)).body
  const after = `/v1/events?after=${data.at(-1).id}`
  expect((await get(after, key)).body).toEqual({ data: [], nextCursor: null })
  await post('/v1/transfers', payment, key)
  expect((await get(after, key)).body).toMatchObject({ data: [{ type: 'transfer.completed', seq: 25 }], nextCursor: null })
})

test('the stream tells what happens, as it happens', async () => {
  const service = createTestApp()
  const key = await service.sandbox('demo')
  const stream = await open(service, key)
  expect(stream.response.headers.get('content-type')).toContain('text/event-stream')
  await service.post('/v1/transfers', payment, key)
  const first = await stream.next()
  expect(first).toMatchObject({ event: 'transfer.completed', data: { type: 'transfer.completed', seq: 25, id: first.id } })
  await service.post(`/v1/holds/${demo.seat}/capture`, { amount: 6400 }, key)
  expect(await stream.next()).toMatchObject({ event: 'hold.captured', data: { seq: 26 } })
  await stream.close()
})

test('a stream that was cut goes on after Last-Event-ID', async () => {
  const service = createTestApp()
  const key = await service.sandbox('demo')
  const { data } = (await service.get('/v1/events?limit=100', key)).body
  const stream = await open(service, key, { 'Last-Event-ID': data[18].id })
  expect([await stream.next(), await stream.next()].map(({ data: event }) => event.seq)).toEqual([20, 21])
  await stream.close()
})

test.each([
  ['a bad Last-Event-ID', { 'Last-Event-ID': 'evt_x' }, 400, 'invalid_request'],
  ['no key', { Authorization: '' }, 401, 'unauthorized'],
  ['a wallet of its own', { 'Act-As': demo.guest }, 403, 'not_permitted'],
])('the stream refuses %s', async (_what, headers, status, code) => {
  const service = createTestApp()
  const key = await service.sandbox('demo')
  const response = await service.app.hono.request('/v1/events/stream', { headers: { Authorization: `Bearer ${key}`, ...headers } })
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ code })
})

test('a stream ends when the service stops', async () => {
  const service = createTestApp()
  const stream = await open(service, await service.sandbox('demo'))
  await service.app.stop()
  await expect(stream.next()).rejects.toThrow('ended')
})

test('a stream goes on with the new journal after a reset', async () => {
  const service = createTestApp()
  const key = await service.sandbox('demo')
  const stream = await open(service, key)
  await service.post('/v1/sandbox/reset', { fixture: null }, key)
  expect(await stream.next()).toMatchObject({ event: 'sandbox.reset', data: { seq: 1 } })
  await stream.close()
})
