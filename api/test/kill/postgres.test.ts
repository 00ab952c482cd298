import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type PostgresServer, startServer as startPostgres, whyNoServer, withClient } from '../../../db/postgres/test/server.ts'
import { connect, type Send } from './client.ts'
import { examine } from './examine.ts'
import { openLedger } from './ledger.ts'
import { type Load, runClient, seededRandom } from './load.ts'
import { type ServerProcess, startServer } from './server-process.ts'

const reason = await whyNoServer()
const [processes, connections, kills] = [3, 8, 6]
const seed = Number(process.env['KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const masterKey = Buffer.alloc(32, 7).toString('base64url')

let postgres: PostgresServer
const started: ServerProcess[] = []
beforeAll(async () => {
  if (reason === null) postgres = await startPostgres()
})
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.signal('SIGKILL')))
})
afterAll(() => postgres?.stop())

function start(url: string): ServerProcess {
  const server = startServer({ DATABASE_URL: url, MASTER_KEY: masterKey })
  started.push(server)
  return server
}

test.skipIf(reason !== null)(
  `three processes on one database: kill -9 of any loses nothing that was answered and does nothing twice (KILL_SEED=${seed})`,
  async () => {
    const url = await postgres.database()
    const random = seededRandom(seed)
    const alive = Array.from({ length: processes }, () => start(url))
    const sends: Promise<Send>[] = alive.map(connectTo)
    const ledger = await openLedger(await sends[0]!)
    await Promise.all(sends)
    const load: Load = { orders: [], recovered: 0, retried: 0 }
    let [stopped, failed] = [false, false]
    // Any process serves any request, and a retry goes wherever chance sends it.
    const around = { ...ledger, server: () => sends[random(processes)]!, stopped: () => stopped, retries: () => !failed }
    const clients = Promise.all(
      Array.from({ length: processes * connections }, (_, client) => runClient(client, seededRandom(seed + client + 1), load, around)),
    )
    try {
      for (let kill = 0; kill < kills; kill++) {
        await Promise.race([clients, sleep(200 + random(400))])
        const victim = random(processes)
        expect(await alive[victim]!.signal('SIGKILL')).toMatchObject({ signal: 'SIGKILL' })
        // While it is away the others serve: its clients are refused the connection and try again elsewhere.
        await sleep(random(300))
        alive[victim] = start(url)
        sends[victim] = connectTo(alive[victim])
        await sends[victim]
      }
      await Promise.race([clients, sleep(300)])
      stopped = true
      await clients
    } catch (fault) {
      failed = true
      throw fault
    }
    const { answered, traced } = await examine(await sends[1]!, ledger, load)
    expect(answered.length, 'every order was answered in the end').toBe(load.orders.length)
    expect(traced.length).toBe(load.orders.length)
    expect(load.retried).toBeGreaterThan(0)
    console.log(
      `three processes: ${load.orders.length} orders, ${kills} kills, ${load.retried} sent again, ${load.recovered} of them had been done already`,
    )
  },
  180_000,
)

test.skipIf(reason !== null)('a hold expires, once, though the process that took it is dead by then', async () => {
  const url = await postgres.database()
  const [first, second, third] = [start(url), start(url), start(url)]
  const send = await connectTo(first)
  const others = await Promise.all([connectTo(second), connectTo(third)])
  const { key, payers, payees, asset } = await openLedger(send)
  const expiresAt = new Date(Date.now() + 5_000).toISOString()
  const held = await send('POST', '/v1/holds', { key, body: { from: payers[0], to: payees[0], asset, amount: 10, expiresAt } })
  await first.signal('SIGKILL')
  // Only the database is looked at: a request would let time act.
  const records = () =>
    withClient(url, async (client) => (await client.query('SELECT 1 FROM journal WHERE record LIKE \'%"hold.expired"%\'')).rowCount)
  await expect.poll(records, { timeout: 30_000 }).toBe(1)
  await sleep(2_000)
  expect(await records()).toBe(1)
  const events = async (from: Send) =>
    (await from('GET', '/v1/events?type=hold.expired', { key })).body.data as { data: { id: string }; at: string }[]
  const seen = await events(others[0]!)
  expect(seen.map(({ data, at }) => [data.id, at])).toEqual([[held.body.id, expiresAt]])
  expect(await events(others[1]!)).toEqual(seen)
})

async function connectTo(server: ServerProcess): Promise<Send> {
  return connect(await server.ready, connections)
}
