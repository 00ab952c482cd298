import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect, type Send } from './client.ts'
import { examine } from './examine.ts'
import { openLedger, traceOf } from './ledger.ts'
import { type Load, runClient, seededRandom } from './load.ts'
import { type ServerProcess, startServer } from './server-process.ts'

const connections = 32
const kills = 5
const seed = Number(process.env['KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

let directory: string
let started: ServerProcess[]
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kariosae-kill-'))
  started = []
})
afterEach(async () => {
  await Promise.all(started.map((server) => server.signal('SIGKILL')))
  rmSync(directory, { recursive: true })
})

function start(): ServerProcess {
  const server = startServer({ DATABASE_URL: `file:${join(directory, 'k.db')}` })
  started.push(server)
  return server
}

async function connectTo(server: ServerProcess): Promise<Send> {
  return connect(await server.ready, connections)
}

test(`kill -9 under load loses nothing that was answered and does nothing twice (KILL_SEED=${seed})`, async () => {
  const random = seededRandom(seed)
  let server = start()
  let current = connectTo(server)
  const ledger = await openLedger(await current)
  const load: Load = { orders: [], recovered: 0, retried: 0 }
  let [stopped, failed] = [false, false]
  const around = { ...ledger, server: () => current, stopped: () => stopped, retries: () => !failed }
  const clients = Promise.all(Array.from({ length: connections }, (_, client) => runClient(client, seededRandom(seed + client + 1), load, around)))

  try {
    for (let kill = 0; kill < kills; kill++) {
      await Promise.race([clients, sleep(150 + random(450))])
      const killed = server.signal('SIGKILL')
      current = killed.then(() => {
        server = start()
        return connectTo(server)
      })
      expect(await killed).toMatchObject({ signal: 'SIGKILL', stderr: '' })
      await current
    }
    await Promise.race([clients, sleep(200)])
    stopped = true
    await clients
  } catch (fault) {
    failed = true
    throw fault
  }

  const { answered, traced } = await examine(await current, ledger, load)
  expect(answered.length, 'every order was answered in the end').toBe(load.orders.length)
  expect(traced.length).toBe(load.orders.length)
  expect(load.orders.length).toBeGreaterThan(connections * kills)
  expect(load.retried).toBeGreaterThan(0)
  console.log(`kill -9: ${load.orders.length} orders, ${kills} kills, ${load.retried} sent again, ${load.recovered} of them had been done already`)
}, 120_000)

test(`SIGTERM answers what was accepted, then ends (KILL_SEED=${seed})`, async () => {
  const server = start()
  const send = await connectTo(server)
  const ledger = await openLedger(send)
  const load: Load = { orders: [], recovered: 0, retried: 0 }
  const around = { ...ledger, server: async () => send, stopped: () => false, retries: () => false }
  const clients = Promise.all(Array.from({ length: connections }, (_, client) => runClient(client, seededRandom(seed + client + 1), load, around)))
  await Promise.race([clients, sleep(300 + seededRandom(seed)(300))])
  expect(await server.signal('SIGTERM')).toEqual({ code: 0, signal: null, stderr: '' })
  await clients

  const { answered, traced } = await examine(await connectTo(start()), ledger, load)
  expect(answered.length).toBeGreaterThan(connections)
  expect(traced.filter(({ reply }) => reply === null).map(traceOf), 'done, but not answered').toEqual([])
})

test('what was done before a kill is answered after it as it was answered then, word for word', async () => {
  const first = start()
  const send = await connectTo(first)
  const { key, asset, payers, payees } = await openLedger(send)
  const requests = Array.from({ length: 40 }, (_, index) => ({
    key,
    idempotencyKey: `request ${index}`,
    // Every fourth is refused: a refusal of the ledger is kept as well.
    body: { from: payers[0], to: payees[0], asset, amount: index % 4 === 3 ? 2_000_000_000 : 100 + index },
  }))
  const pay = (to: Send) => Promise.all(requests.map((request, index) => to('POST', index % 2 === 0 ? '/v1/transfers' : '/v1/holds', request)))
  const before = await pay(send)
  await first.signal('SIGKILL')
  const after = await pay(await connectTo(start()))
  expect(before.map(({ status }) => status)).toEqual(requests.map((_, index) => (index % 4 === 3 ? 422 : 201)))
  expect(after).toEqual(before.map((reply) => ({ ...reply, replayed: true })))
})

test('a second server on the same file refuses to start, says why, and leaves the first alone', async () => {
  const first = start()
  const send = await connectTo(first)
  const { key } = await openLedger(send)
  const second = start()
  const outcome = await Promise.race([second.ended, second.ready.then(() => 'it started')])
  expect(outcome).toEqual({ code: 1, signal: null, stderr: expect.stringMatching(/^kariosae: .*in use by another process.*\n$/) })
  expect((await send('GET', '/v1/audit', { key })).body).toMatchObject({ ok: true })
  await first.signal('SIGKILL')
  await expect(start().ready, 'the lock ends with its holder').resolves.toMatch(/^http/)
})
