import { once } from 'node:events'
import { request } from 'node:http'
import { connect as connectSocket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connect } from '../test/kill/client.ts'
import { done, examine, expectVerified, openTown, payMany } from './test/payments.ts'
import { eventually, newFolder, startService } from './test/service.ts'

const database = () => join(newFolder(), 'k.db')

const threads = ['off', 'on'] as const

/** Resolves once no new connection is taken any more. */
const untilRefused = (origin: string) =>
  expect.poll(() => fetch(`${origin}/healthz`).then(String, (fault) => (fault.cause as { code?: string }).code)).toBe('ECONNREFUSED')

test.each(threads)('SIGTERM under load: what was accepted is answered, what was not is not done; HTTP_THREAD=%s', async (HTTP_THREAD) => {
  const path = database()
  const service = await startService(path, { env: { HTTP_THREAD } })
  const town = await openTown(service.send)
  const load = payMany(connect(service.origin, 48), town, 48)
  await eventually(
    () => done(load.payments).length,
    (count) => count > 200,
  )
  const ended = service.stop()
  await load.ended
  expect(await ended).toMatchObject({ code: 0, signal: null, stderr: '' })
  // Each client ends with the first connection that is refused to it, or was closed just as it was to be used.
  const faults = load.payments.flatMap(({ fault }) => fault ?? [])
  expect(faults.filter((fault) => fault !== 'ECONNREFUSED').length).toBeLessThan(5)
  expect(load.payments.filter(({ reply, fault }) => !fault && reply?.status !== 201)).toEqual([])
  await expectVerified(path)
  await examine(await startService(path), town, load.payments)
})

test.each(threads)('event streams end, an open connection is closed with its answer, a new one is refused; HTTP_THREAD=%s', async (HTTP_THREAD) => {
  const service = await startService(database(), { env: { HTTP_THREAD } })
  const { key } = await openTown(service.send)
  const stream = await fetch(`${service.origin}/v1/events/stream`, { headers: { Authorization: `Bearer ${key}` } })
  const streamed = stream.text()
  // A request whose body is still coming was accepted: it is answered, and its connection closed.
  const body = JSON.stringify({ name: 'late' })
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', 'Content-Length': body.length, Connection: 'keep-alive' }
  const slow = request(`${service.origin}/v1/wallets`, { method: 'POST', headers })
  slow.write(body.slice(0, 5))
  await sleep(500)
  const ended = service.stop()
  await untilRefused(service.origin)
  slow.end(body.slice(5))
  const [answer] = await once(slow, 'response')
  expect([answer.statusCode, answer.headers.connection]).toEqual([201, 'close'])
  answer.resume()
  await streamed
  expect(await ended).toMatchObject({ code: 0 })
})

test('while it stops, whoever still has a connection is told that it is not ready', async () => {
  const service = await startService(database())
  const { hostname, port } = new URL(service.origin)
  const socket = connectSocket(Number(port), hostname)
  let heard = ''
  socket.on('data', (piece) => (heard += piece))
  await once(socket, 'connect')
  socket.write('GET /healthz/ready HTTP/1.1\r\nHost: x\r\n\r\n')
  await eventually(
    () => heard,
    (text) => text.includes('"ready"'),
  )
  socket.write('GET /healthz/ready HTTP/1.1\r\n') // begun, so not idle
  await sleep(500)
  const ended = service.stop()
  await untilRefused(service.origin)
  socket.write('Host: x\r\n\r\n')
  await once(socket, 'close')
  expect(heard).toMatch(/HTTP\/1\.1 503 [\s\S]*Connection: close[\s\S]*"detail":"Not ready: the service is stopping\."/)
  expect(await ended).toMatchObject({ code: 0 })
})

test('whoever never takes its answer is waited for ten seconds; a second signal ends it at once', async () => {
  const [patient, hurried] = [await startService(database()), await startService(database())]
  for (const service of [patient, hurried]) {
    const { key } = await openTown(service.send)
    const body = JSON.stringify({ name: 'never' })
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', 'Content-Length': body.length }
    const stuck = request(`${service.origin}/v1/wallets`, { method: 'POST', headers })
    stuck.on('error', () => undefined)
    stuck.write(body.slice(0, 5))
  }
  await sleep(300)
  const began = performance.now()
  patient.signal('SIGTERM')
  hurried.signal('SIGTERM')
  hurried.signal('SIGINT') // npm passes on what the terminal has sent already
  await sleep(1_000)
  hurried.signal('SIGTERM')
  expect(await hurried.ended).toMatchObject({ code: 1 })
  expect(performance.now() - began).toBeLessThan(4_000)
  expect(await patient.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('1 requests were not done after 10 s') })
  expect(performance.now() - began).toBeGreaterThan(9_000)
})
