import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { type Client, connect } from './client.ts'

/** A service whose first answers are faulty; gives the idempotency keys that it saw. */
async function keysSeen(faults: readonly ('lost' | 'cut' | 503)[], call: (api: Client) => Promise<unknown>) {
  const seen: (string | undefined)[] = []
  const server = createServer((request, response) => {
    const fault = faults[seen.length]
    seen.push(request.headers['idempotency-key'] as string | undefined)
    if (fault === 'lost') return request.socket.destroy()
    if (fault === 'cut') return response.writeHead(200, { 'Content-Length': 100 }).write('{', () => request.socket.destroy())
    response.writeHead(fault ?? 200).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const outcome = await call(connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).then(
    () => 'answered',
    (fault: Error) => fault.name,
  )
  server.close()
  return { outcome, seen }
}

const post = (api: Client) => api.post('/v1/transfers', {}, 'lunch')
const get = (api: Client) => api.get('/v1/wallets')
const unkeyed = (api: Client) => api.send('POST', '/v1/transfers', {})

test.each([
  { name: 'a keyed POST', call: post, faults: [], outcome: 'answered', seen: ['lunch'] },
  { name: 'a keyed POST', call: post, faults: ['lost'], outcome: 'answered', seen: ['lunch', 'lunch'] },
  { name: 'a keyed POST', call: post, faults: ['cut'], outcome: 'answered', seen: ['lunch', 'lunch'] },
  { name: 'a keyed POST', call: post, faults: ['lost', 503], outcome: 'answered', seen: ['lunch', 'lunch', 'lunch'] },
  { name: 'a keyed POST', call: post, faults: [503, 503, 503], outcome: 'Refused', seen: ['lunch', 'lunch', 'lunch'] },
  { name: 'a keyed POST', call: post, faults: ['lost', 'lost', 'lost'], outcome: 'Error', seen: ['lunch', 'lunch', 'lunch'] },
  { name: 'a GET', call: get, faults: ['lost'], outcome: 'answered', seen: [undefined, undefined] },
  { name: 'a POST without a key', call: unkeyed, faults: ['lost'], outcome: 'Error', seen: [undefined] },
  { name: 'a POST without a key', call: unkeyed, faults: [503], outcome: 'Refused', seen: [undefined] },
] as const)('$name that meets $faults is $outcome', async ({ call, faults, outcome, seen }) => {
  expect(await keysSeen(faults, call)).toEqual({ outcome, seen })
})

test('a POST without a key of the caller keeps the one it was given through all its tries', async () => {
  const { seen } = await keysSeen([503, 'lost'], (api) => api.post('/v1/transfers'))
  expect(seen).toHaveLength(3)
  expect(new Set(seen).size).toBe(1)
  expect(seen[0]).toMatch(/^[0-9a-f-]{36}$/)
})
