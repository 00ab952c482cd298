import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from './client.ts'
import { type ServerProcess, startServer } from './server-process.ts'

/** Real servers that are killed while they send to a real receiver. */

const kills = 3
let directory: string
let server: ServerProcess | undefined
const receiver = createServer()
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kariosae-kill-'))
})
afterEach(async () => {
  await server?.signal('SIGKILL')
  receiver.closeAllConnections()
  receiver.close()
  rmSync(directory, { recursive: true })
})

interface Delivery {
  readonly id: string
  readonly event: string
  readonly status: string
  readonly attempts: readonly { readonly status: number | null }[]
}

test('kill -9 while webhooks are sent: all arrive, and none is written down twice', async () => {
  const arrived = new Map<string, string[]>()
  receiver.on('request', async (request, response) => {
    const id = request.headers['webhook-id'] as string
    const { id: event } = JSON.parse(await text(request)) as { id: string }
    arrived.set(event, [...(arrived.get(event) ?? []), id])
    await sleep(10)
    response.writeHead(200).end()
  })
  await once(receiver.listen(0, '127.0.0.1'), 'listening')
  const start = async () => {
    // A claim ends three seconds after its process.
    server = startServer({ DATABASE_URL: `file:${join(directory, 'k.db')}`, WEBHOOK_TIMEOUT: '1' })
    return connect(await server.ready, 4)
  }

  let send = await start()
  const key = (await send('POST', '/v1/sandboxes', { body: {} })).body.apiKey as string
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  const { id } = (await send('POST', '/v1/webhook-endpoints', { key, body: { url } })).body
  let made = 0
  for (let kill = 0; kill <= kills; kill++) {
    const operations = Array.from({ length: 40 }, () => ({ op: 'createWallet', body: { name: `${made++}` } }))
    expect((await send('POST', '/v1/batches', { key, body: { operations } })).status).toBe(200)
    if (kill === kills) break
    const before = arrived.size
    await expect.poll(() => arrived.size).toBeGreaterThan(before + 5)
    await server!.signal('SIGKILL')
    send = await start()
  }
  const deliveries = async (): Promise<Delivery[]> => {
    const found: Delivery[] = []
    for (let after: string | null = ''; after !== null; ) {
      const query: string = after === '' ? '' : `&after=${after}`
      const { body } = await send('GET', `/v1/webhook-endpoints/${id}/deliveries?limit=100${query}`, { key })
      found.push(...body.data)
      after = body.nextCursor
    }
    return found
  }
  await expect
    .poll(async () => (await deliveries()).filter(({ status }) => status === 'delivered').length, { timeout: 30_000, interval: 250 })
    .toBe(made)

  const written = await deliveries()
  expect(new Set(written.map(({ event }) => event)).size).toBe(made)
  expect(written.filter(({ attempts }) => attempts.filter(({ status }) => status === 200).length !== 1)).toEqual([])
  expect(new Set(arrived.keys())).toEqual(new Set(written.map(({ event }) => event)))
  for (const delivery of written) expect(new Set(arrived.get(delivery.event))).toEqual(new Set([delivery.id]))
  // What was on its way, or not yet written down, when the process was killed came twice: at most one claim.
  const twice = [...arrived.values()].filter((ids) => ids.length > 1)
  expect(twice.length).toBeLessThanOrEqual(20 * kills)
})
