import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { openSqlite } from '../../db/sqlite/open.ts'
import { createTestApp } from '../test/harness.ts'
import { openTown, pay } from './test/payments.ts'
import { eventually, newFolder, type Service, startService } from './test/service.ts'

/** Clients that take without end, or give without end: memory stays bounded, and others are served meanwhile. */

const megabyte = 1024 * 1024
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

/** A client that speaks and never listens. */
async function rude({ origin }: Service, sends: string): Promise<Socket> {
  const { hostname, port } = new URL(origin)
  const socket = connectSocket(Number(port), hostname)
  socket.on('error', () => undefined)
  sockets.push(socket)
  await once(socket, 'connect')
  socket.pause()
  socket.write(sends)
  return socket
}

const head = (method: string, path: string, key: string, more = '') =>
  `${method} ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\n${more}\r\n`

async function busyTown() {
  const service = await startService(join(newFolder(), 'k.db'), { env: { LOG_LEVEL: 'silent' } })
  const town = await openTown(service.send)
  const operations = Array.from({ length: 500 }, () => ({
    op: 'createTransfer',
    body: { from: town.payer, to: town.payee, asset: 'JPY', amount: 1, memo: 'x'.repeat(200) },
  }))
  const { status } = await service.send('POST', '/v1/batches', { key: town.key, body: { atomic: true, operations } })
  expect(status).toBe(200)
  return { service, town }
}

async function expectServed(service: Service, town: Awaited<ReturnType<typeof busyTown>>['town']): Promise<void> {
  const began = performance.now()
  expect((await pay(service.send, town)).reply?.status).toBe(201)
  expect(performance.now() - began).toBeLessThan(5_000)
}

test('clients that ask for much and read nothing', async () => {
  const { service, town } = await busyTown()
  const before = service.memory()
  const asks = head('GET', '/v1/events?limit=100', town.key).repeat(100)
  for (let client = 0; client < 100; client++) await rude(service, asks)
  await sleep(3_000)
  await expectServed(service, town)
  const grown = (service.memory() - before) / megabyte
  console.log(`100 clients asked for 10,000 answers of 80 kB: ${Math.round(grown)} MB more`)
  expect(grown).toBeLessThan(400)
})

test('event streams that nobody reads', async () => {
  const { service, town } = await busyTown()
  const { body } = await service.send('GET', '/v1/events?limit=1', { key: town.key })
  const before = service.memory()
  for (let client = 0; client < 50; client++) await rude(service, head('GET', '/v1/events/stream', town.key, `Last-Event-ID: ${body.data[0].id}\r\n`))
  await expect.poll(async () => (await fetch(`${service.origin}/metrics`)).text()).toMatch(/^kariosae_open_streams 50$/m)
  await sleep(1_500)
  expect(await service.send('GET', '/v1/events/stream', { key: town.key })).toMatchObject({ status: 429 })
  await expectServed(service, town)
  const grown = (service.memory() - before) / megabyte
  console.log(`50 streams that nobody reads: ${Math.round(grown)} MB more`)
  expect(grown).toBeLessThan(150)
})

test('bodies that are large and slow: what is too much is refused, small requests are served', async () => {
  const { service, town } = await busyTown()
  const before = service.memory()
  const length = `Content-Type: application/json\r\nContent-Length: ${megabyte - 1}\r\n`
  const slow = head('POST', '/v1/batches', town.key, length) + '['.padEnd(600_000, ' ')
  const heard: string[] = []
  for (let client = 0; client < 200; client++) {
    const socket = await rude(service, slow)
    socket.on('data', (piece) => heard.push(String(piece)))
    socket.resume()
  }
  await eventually(
    () => heard.length,
    (refused) => refused > 50,
  )
  await expectServed(service, town)
  const grown = (service.memory() - before) / megabyte
  console.log(`200 bodies of 1 MB that do not end: ${Math.round(grown)} MB more, ${heard.length} refused`)
  for (const answer of heard) expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*Retry-After: 1/i)
  expect(grown).toBeLessThan(300)
})

test('20,000 commands for a store that does not get on: half wait, the others are told to come back', async () => {
  const real = openSqlite(':memory:')
  let stalled: PromiseWithResolvers<void> | undefined
  const store: typeof real = {
    ...real,
    async commit(needs, decide) {
      await stalled?.promise
      return real.commit(needs, decide)
    },
  }
  const { app, sandbox, post, call } = createTestApp({ store, rateLimit: 1_000_000_000 })
  app.start()
  const key = await sandbox()
  await post('/v1/assets', { code: 'JPY', scale: 0 }, key)
  const wallet = (await post('/v1/wallets', { name: 'w' }, key)).body.id
  stalled = Promise.withResolvers()
  const before = process.memoryUsage().rss
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
  const issue = () => app.hono.request('/v1/assets/JPY/issue', { method: 'POST', headers, body: JSON.stringify({ to: wallet, amount: 1 }) })
  const asked: (Response | Promise<Response>)[] = []
  for (let number = 0; number < 20_000; number++) {
    asked.push(issue())
    if (number % 500 === 0) await sleep(0)
  }
  const refused = await eventuallyRefused(asked, 9_900)
  expect((await call('GET', '/healthz/ready')).body).toMatchObject({ detail: 'Not ready: too many orders wait for their commit.' })
  const grown = (process.memoryUsage().rss - before) / megabyte
  console.log(`20,000 commands for a store that stalls: ${Math.round(grown)} MB more, ${refused.length} refused`)
  for (const { status, headers: given } of refused) expect([status, given.get('retry-after')]).toEqual([503, '1'])
  expect(grown).toBeLessThan(500)
  stalled.resolve()
  const answers = await Promise.all(asked)
  expect(answers.filter(({ status }) => status === 200 || status === 201).length).toBe(20_000 - refused.length)
  expect((await call('GET', '/healthz/ready')).body).toEqual({ status: 'ready' })
  await app.stop()
})

async function eventuallyRefused(asked: readonly (Response | Promise<Response>)[], least: number): Promise<Response[]> {
  const refused: Response[] = []
  for (const one of asked) void Promise.resolve(one).then((answer) => answer.status === 503 && refused.push(answer))
  while (refused.length < least) await sleep(50)
  return refused
}
