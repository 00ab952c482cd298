import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { maxBodyBytes } from '../http/read-body.ts'
import { dump } from './dump.ts'
import { engine } from './engines.ts'
import { exchangeBytes } from './exchange-bytes.ts'
import { createTestApp } from './harness.ts'

/** What only a real connection can send: bodies in chunks, and lengths that are not true. */

const app = createTestApp()
const server = createAdaptorServer({ fetch: app.app.hono.fetch })
let port: number
let key: string
let sandbox: string
beforeAll(async () => {
  const { body } = await app.call('POST', '/v1/sandboxes', { body: { fixture: 'demo' } })
  key = body.apiKey
  sandbox = body.id
  // Where the service listens by itself, its own server is asked.
  if (engine === 'workerd') port = Number(new URL(inject('workerd')).port)
  else {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  }
})
afterAll(() => server.close())

const exchange = (...pieces: string[]) => exchangeBytes(port, ...pieces)

/** Sends bytes and is gone: long enough after, that they have been read. */
async function breakOff(...pieces: string[]): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  for (const piece of pieces) socket.write(piece)
  await sleep(500)
  socket.destroy()
}

const head = (...lines: string[]) =>
  [`POST /v1/transfers HTTP/1.1`, 'Host: localhost', `Authorization: Bearer ${key}`, 'Content-Type: application/json', ...lines, '', ''].join('\r\n')
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
const pay = JSON.stringify({ from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 1000 })

test('a body in chunks is a body', async () => {
  const answer = await exchange(head('Transfer-Encoding: chunked', 'Connection: close'), chunk(pay.slice(0, 20)), chunk(pay.slice(20)), chunk(''))
  expect(answer).toMatch(/^HTTP\/1.1 201 /)
})

test.each<[what: string, send: () => Promise<string>, status: number, code: string]>([
  [
    'too large in chunks',
    () => exchange(head('Transfer-Encoding: chunked'), ...Array.from({ length: 33 }, () => chunk(' '.repeat(maxBodyBytes / 32))), chunk('')),
    413,
    'payload_too_large',
  ],
  [
    'too large in chunks that never end',
    () => exchange(head('Transfer-Encoding: chunked'), chunk(' '.repeat(maxBodyBytes)), chunk(' ')),
    413,
    'payload_too_large',
  ],
  ['too large by its length, and never sent', () => exchange(head(`Content-Length: ${maxBodyBytes + 1}`)), 413, 'payload_too_large'],
  ['nothing at all', () => exchange(head('Content-Length: 0')), 400, 'invalid_request'],
])('a body that is %s', async (_what, send, status, code) => {
  const before = await dump(app.store, sandbox)
  const answer = await send()
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(answer).toContain('application/problem+json')
  expect(answer).toContain(`"code":"${code}"`)
  expect(await dump(app.store, sandbox)).toEqual(before)
})

test('a body that breaks off changes nothing and is no fault of ours', async () => {
  const before = await dump(app.store, sandbox)
  await breakOff(head(`Content-Length: ${pay.length + 1}`), pay)
  await breakOff(head('Transfer-Encoding: chunked'), chunk(pay))
  expect(await dump(app.store, sandbox)).toEqual(before)
  expect(app.faults).toEqual([])
})
