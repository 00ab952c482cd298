import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SendFault, type WebhookDoor } from './deliverer.ts'
import { createSend } from './send.ts'
import { createFetchSend } from './send-by-fetch.ts'

/** Against a real listener on this machine. */

let respond: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => response.writeHead(204).end()
const got: { method: string | undefined; url: string | undefined; headers: IncomingMessage['headers']; body: string }[] = []
const server = createServer(async (request, response) => {
  got.push({ method: request.method, url: request.url, headers: request.headers, body: await text(request) })
  respond(request, response)
})
let port: number
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const body = '{"memo":"仮押さえ"}'
const request = (url: string) => ({ url, headers: { 'content-type': 'application/json', 'webhook-id': 'dlv_1' }, body })
const ways = { 'node:http': createSend, fetch: createFetchSend } as const

describe.each(Object.entries(ways))('by %s', (_way, create) => {
  const near = create({ near: 'this machine', timeout: 10_000 })
  const hasty = create({ near: 'this machine', timeout: 300 })
  const faultOf = async (door: WebhookDoor, url: string) => {
    const fault = await door.send(request(url)).then(
      () => undefined,
      (thrown) => thrown,
    )
    expect(fault).toBeInstanceOf(SendFault)
    return (fault as SendFault).message
  }

  test('what is sent arrives', async () => {
    got.splice(0)
    respond = (_request, response) => response.writeHead(204).end()
    expect(await near.send(request(`http://127.0.0.1:${port}/hooks?of=kariosae`))).toEqual({ status: 204 })
    expect(got).toMatchObject([
      { method: 'POST', url: '/hooks?of=kariosae', body, headers: { 'webhook-id': 'dlv_1', 'content-type': 'application/json' } },
    ])
    expect(await near.send(request(`http://localhost:${port}/`))).toEqual({ status: 204 })
  })

  test('a redirect is not followed', async () => {
    got.splice(0)
    respond = (_request, response) => response.writeHead(307, { Location: `http://127.0.0.1:${port}/elsewhere` }).end()
    expect(await near.send(request(`http://127.0.0.1:${port}/`))).toEqual({ status: 307 })
    expect(got.map(({ url }) => url)).toEqual(['/'])
  })

  test('of an answer without end only the status is taken', async () => {
    respond = (_request, response) => {
      response.writeHead(500)
      const flood = setInterval(() => response.write('x'.repeat(10_000)), 1)
      response.on('close', () => clearInterval(flood))
    }
    expect(await near.send(request(`http://127.0.0.1:${port}/`))).toEqual({ status: 500 })
  })

  test('no answer in time, or none at all, is said', async () => {
    respond = () => {}
    expect(await faultOf(hasty, `http://127.0.0.1:${port}/`)).toBe('There was no answer within 0.3 seconds.')
    respond = (incoming) => incoming.socket.destroy()
    expect(await faultOf(near, `http://127.0.0.1:${port}/`)).toMatch(/^(The connection was closed without an answer|It could not be reached)\.$/)
    expect(await faultOf(near, 'http://127.0.0.1:1/')).toMatch(/^(Nothing listens there|It could not be reached)\.$/)
  })

  test.each([
    ['nothing', 'http://127.0.0.1:PORT/'],
    ['nothing', 'http://localhost:PORT/'],
    ['nothing', 'https://localhost:PORT/'],
    ['nothing', 'http://2130706433:PORT/'],
    ['nothing', 'http://[::1]:PORT/'],
    ['nothing', 'http://[::ffff:127.0.0.1]:PORT/'],
    ['this machine', 'http://10.0.0.1:PORT/'],
    ['this machine', 'http://[::ffff:127.0.0.1]:PORT/'],
    ['private networks', 'http://169.254.169.254:PORT/'],
  ] as const)('where %s may be reached, nothing is sent to %s', async (reach, url) => {
    got.splice(0)
    respond = (_request, response) => response.writeHead(204).end()
    const door = create({ near: reach, timeout: 300 })
    expect(await faultOf(door, url.replace('PORT', String(port)))).toMatch(/not on the public internet, and this service sends nothing there\.$/)
    expect(got).toEqual([])
  })
})

test('what is connected to is what was checked, and a name is resolved once: by the connection', async () => {
  // The name has both kinds of addresses, and one that is refused is enough.
  const door = createSend({ near: 'nothing', timeout: 300 })
  await expect(door.send(request(`http://localhost:${port}/`))).rejects.toThrow(/localhost is (127\.0\.0\.1|::1), which is not/)
})

test('a public address is sent to by https only', async () => {
  const door = createSend({ near: 'private networks', timeout: 300 })
  await expect(door.send(request('http://93.184.216.34/'))).rejects.toThrow('use https')
})
