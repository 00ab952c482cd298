import { once } from 'node:events'
import { createServer, connect as dial, type Socket } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { State } from '../../api/core/state.ts'
import { SandboxUnavailable, StoreUnavailable } from '../../api/core/store.ts'
import { addressesOf } from './connections.ts'
import { available } from './failures.ts'
import { migrate, ownMigrations } from './migrate.ts'
import { openPostgres, type PostgresOptions, type PostgresStore } from './open.ts'
import { noPostgres } from './test/database.ts'
import { type PostgresServer, startServer, withClient } from './test/server.ts'
import { change, found, pay, payOnce, payReads } from './test/work.ts'

/** What goes wrong around a store: nothing is lost, nothing is done twice, and nobody is told anything wrong. */
describe.skipIf(noPostgres !== null)(`PostgreSQL in trouble${noPostgres === null ? '' : ` (skipped: ${noPostgres})`}`, () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startServer({ fsync: false, settings: ['max_connections=40'] })
  })
  afterAll(() => server.stop())
  const opened: PostgresStore[] = []
  async function open(url: string, options: PostgresOptions = {}): Promise<PostgresStore> {
    const store = await openPostgres(url, { connections: 3, waitMilliseconds: 1_000, ...options })
    opened.push(store)
    return store
  }
  afterAll(async () => {
    for (const store of opened) await store.close()
  })
  const owned = async (store: PostgresStore) => (await store.reader('sbx_1').balancesOf('wal_1'))[0]?.posted ?? 0
  const end = (url: string) =>
    withClient(url, (client) =>
      client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kariosae' AND datname = current_database()"),
    )

  test('a server that is killed: 503 while it is away, and everything that was answered is there when it is back', async () => {
    const own = await startServer({ fsync: false })
    const store = await openPostgres(await own.database(), { connections: 3, waitMilliseconds: 1_000 })
    await found(store, 'sbx_1')
    await payOnce(store, 'sbx_1')
    await own.kill()
    await expect(payOnce(store, 'sbx_1')).rejects.toThrow(StoreUnavailable)
    await expect(store.sandbox('sbx_1')).rejects.toThrow(StoreUnavailable)
    await expect(store.reader('sbx_1').wallet('wal_0')).rejects.toThrow(StoreUnavailable)
    await expect((async () => store.tidy(0))()).rejects.toThrow(StoreUnavailable)
    await own.start()
    await payOnce(store, 'sbx_1')
    expect(await owned(store)).toBe(2)
    await store.close()
    await own.stop()
  })

  test('connections that were cut while nothing ran are replaced without anybody noticing', async () => {
    const url = await server.database()
    const store = await open(url)
    await found(store, 'sbx_1')
    await end(url)
    await payOnce(store, 'sbx_1')
    expect(await owned(store)).toBe(1)
  })

  test('a connection that is cut while it is decided: nothing was written, and it is said so', async () => {
    const url = await server.database()
    const store = await open(url)
    await found(store, 'sbx_1')
    const cut = store.commit(new Map([['sbx_1', [payReads(0, 1)]]]), async () => {
      await end(url)
      return { commits: [], result: 'a refusal' }
    })
    // What was decided was true when it was decided, and nothing was to be written.
    expect(await cut).toBe('a refusal')
    const late = store.commit(new Map([['sbx_2', []]]), async () => {
      await end(url)
      throw new Error('of the caller')
    })
    await expect(late).rejects.toThrow('of the caller')
    await payOnce(store, 'sbx_1')
    expect(await owned(store)).toBe(1)
  })

  test.each([
    ['after it arrived: the commit is there, and is answered', true],
    ['before it arrived: it is not, and that is certain', false],
  ])('a connection that is cut at COMMIT, %s', async (_when, arrives) => {
    const url = await server.database()
    const cutting = await startCutter(server.port, arrives)
    const store = await open(url.replace(String(server.port), String(cutting.port)))
    await found(store, 'sbx_1')
    cutting.cutNext()
    if (arrives) await payOnce(store, 'sbx_1')
    else await expect(payOnce(store, 'sbx_1')).rejects.toThrow(StoreUnavailable)
    expect(cutting.cuts()).toBe(1)
    await payOnce(store, 'sbx_1')
    expect(await owned(store)).toBe(arrives ? 2 : 1)
    await store.close()
    cutting.stop()
  })

  test('a network that swallows everything: all are answered soon, what was at COMMIT too, and it goes on when it is back', async () => {
    const url = await server.database()
    const hole = await startHole(server.port)
    const options = { connections: 4, waitMilliseconds: 1_000, silenceMilliseconds: 1_600 }
    const store = await open(url.replace(String(server.port), String(hole.port)), options)
    await found(store, 'sbx_1')
    await found(store, 'sbx_2')
    const took = async (work: () => unknown) => {
      const began = performance.now()
      await expect((async () => work())()).rejects.toThrow(StoreUnavailable)
      return performance.now() - began
    }
    // Idle connections lie there, and none of them says that it is dead.
    await Promise.all([store.nextWake(), store.nextWake(), store.nextWake(), store.nextWake()])
    const decided = Promise.withResolvers<void>()
    const atCommit = (state: State) => {
      hole.swallow(true)
      pay(state, 0, 1)
      decided.resolve()
    }
    const waits = [took(() => change(store, 'sbx_2', [payReads(0, 1)], atCommit))]
    await decided.promise
    for (const sandbox of ['sbx_1', 'sbx_1', 'sbx_3']) waits.push(took(() => payOnce(store, sandbox)))
    waits.push(
      took(() => store.sandbox('sbx_1')),
      took(() => store.reader('sbx_1').wallet('wal_0')),
      took(() => store.nextWake()),
    )
    expect(Math.max(...(await Promise.all(waits)))).toBeLessThan(4_000)
    // Found out once, nobody waits for it again.
    expect(await took(() => store.nextWake())).toBeLessThan(options.waitMilliseconds / 2)
    hole.swallow(false)
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await payOnce(store, 'sbx_1')
    expect(await owned(store)).toBe(1)
    await store.close()
    hole.stop()
  })

  test('one connection of many that is silent is thrown away alone', async () => {
    const url = await server.database()
    const hole = await startHole(server.port)
    const store = await open(url.replace(String(server.port), String(hole.port)), { connections: 2, silenceMilliseconds: 600 })
    await found(store, 'sbx_1')
    const asking = setInterval(() => void (async () => store.nextWake())().catch(() => {}), 50)
    await Promise.all([store.nextWake(), store.nextWake()])
    hole.swallowOne()
    await expect.poll(() => hole.swallowed()).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 1_800))
    clearInterval(asking)
    await payOnce(store, 'sbx_1')
    expect(await owned(store)).toBe(1)
    await store.close()
    hole.stop()
  })

  test('a pool that is full, and a sandbox that somebody else keeps locked', async () => {
    const url = await server.database()
    const store = await open(url, { connections: 1, waitMilliseconds: 1_000 })
    await found(store, 'sbx_1')
    await withClient(url, async (client) => {
      await client.query('BEGIN')
      await client.query('SELECT 1 FROM sandboxes FOR UPDATE')
      const waiting = expect(payOnce(store, 'sbx_1')).rejects.toSatisfy(
        (fault) => fault instanceof SandboxUnavailable && fault.message.includes('55P03'),
      )
      await new Promise((resolve) => setTimeout(resolve, 50))
      await expect(store.sandbox('sbx_1')).rejects.toThrow('timeout exceeded')
      await waiting
    })
    await payOnce(store, 'sbx_1')
  })

  test('more connections than the server has', async () => {
    const url = await server.database()
    const store = await open(url)
    await found(store, 'sbx_1')
    await end(url)
    const others: pg.Client[] = []
    for (;;) {
      const client = new pg.Client({ connectionString: url })
      client.on('error', () => {})
      if (
        await client.connect().then(
          () => false,
          () => true,
        )
      )
        break
      others.push(client)
    }
    await expect(payOnce(store, 'sbx_1')).rejects.toThrow('53300')
    for (const client of others) await client.end()
    await payOnce(store, 'sbx_1')
  })

  test('a database that has become read-only is not written to, and is left when it is writable again', async () => {
    const url = await server.database()
    const store = await open(url)
    await found(store, 'sbx_1')
    await withClient(server.url('postgres'), (client) =>
      client.query(`ALTER DATABASE ${url.split('/').at(-1)} SET default_transaction_read_only = on`),
    )
    await end(url)
    await expect(payOnce(store, 'sbx_1')).rejects.toThrow(StoreUnavailable)
    await withClient(server.url('postgres'), (client) =>
      client.query(`ALTER DATABASE ${url.split('/').at(-1)} SET default_transaction_read_only = off`),
    )
    await payOnce(store, 'sbx_1')
    expect(await owned(store)).toBe(1)
  })

  test('a primary that dies: its synchronous standby is promoted, and nothing that was answered is lost', async () => {
    const primary = await startServer({ fsync: false })
    const address = await primary.database()
    const standby = await primary.standby({ fsync: false })
    await waitForStandby(primary.url('postgres'))
    const both = address.replace(String(primary.port), `${primary.port},127.0.0.1:${standby.port}`)
    const store = await openPostgres(both, { connections: 3, waitMilliseconds: 2_000 })
    await found(store, 'sbx_1')
    for (let number = 0; number < 5; number++) await payOnce(store, 'sbx_1')
    await primary.kill()
    await expect(payOnce(store, 'sbx_1')).rejects.toThrow(StoreUnavailable)
    await withClient(standby.url('postgres'), (client) => client.query('SELECT pg_promote()'))
    await payOnce(store, 'sbx_1')
    expect(await owned(store)).toBe(6)
    await store.close()
    await Promise.all([primary.stop(), standby.stop()])
  })

  test('three processes that start at once migrate once, and a newer database is refused', async () => {
    const url = server.url('fresh')
    await withClient(server.url('postgres'), (client) => client.query('CREATE DATABASE fresh'))
    const stores = await Promise.all([open(url), open(url), open(url)])
    await found(stores[0]!, 'sbx_1')
    await withClient(url, async (client) => {
      const { rows } = await client.query('SELECT count(*)::int AS count FROM migrations')
      expect(rows).toEqual([{ count: ownMigrations().length }])
      await client.query("INSERT INTO migrations (number, name, works_from) VALUES (9000, '9000_far', 9000)")
    })
    await expect(openPostgres(url)).rejects.toThrow('migrated by a newer version of the program (9000_far)')
    await withClient(url, (client) => client.query('UPDATE migrations SET works_from = 0 WHERE number = 9000'))
    await payOnce(await open(url), 'sbx_1')
  })

  test('a rolling upgrade: an old process works on while and after a new one adds to the tables', async () => {
    const url = await server.database()
    const old = await open(url, { waitMilliseconds: 20_000 })
    await found(old, 'sbx_1')
    await payOnce(old, 'sbx_1')
    const text = `-- works with programs from: 0000
      ALTER TABLE wallets ADD COLUMN nickname text;
      ALTER TABLE sandboxes ADD COLUMN region text NOT NULL DEFAULT 'here';
      ALTER TABLE balances ADD COLUMN checked boolean NOT NULL DEFAULT false;
      CREATE TABLE novelties (sandbox text, id text, PRIMARY KEY (sandbox, id));`
    const load = Promise.all(Array.from({ length: 20 }, () => payOnce(old, 'sbx_1')))
    await withClient(url, (client) => migrate(client, [...ownMigrations(), { name: '9999_next', text }]))
    await load
    await payOnce(old, 'sbx_1')
    await found(old, 'sbx_2')
    await payOnce(await open(url), 'sbx_1')
    expect(await owned(old)).toBe(23)
    expect(await old.reader('sbx_1').wallet('wal_0')).not.toHaveProperty('nickname')
    await expect(
      withClient(url, (client) => migrate(client, [...ownMigrations(), { name: 'a', text: '' }, { name: 'b', text: 'SELECT 1' }])),
    ).rejects.toThrow('does not say')
  })

  test('what deciding throws is thrown as it is, and leaves nothing', async () => {
    const store = await open(await server.database())
    await found(store, 'sbx_1')
    const fault = Object.assign(new Error('the signing backend is away'), { code: 'ECONNREFUSED' })
    const failing = store.commit(new Map([['sbx_1', [payReads(0, 1)]]]), () => Promise.reject(fault))
    await expect(failing).rejects.toBe(fault)
    await change(store, 'sbx_1', [payReads(0, 1)], (state) => pay(state, 0, 1))
    expect(await owned(store)).toBe(1)
  })
})

describe('faults and addresses', () => {
  test.each([
    [{ code: '57P01' }, true],
    [{ code: '25006' }, true],
    [{ code: '40P01' }, true],
    [{ code: '53100' }, true],
    [{ code: 'ECONNREFUSED' }, true],
    [new Error('Connection terminated unexpectedly'), true],
    [{ code: '23514', message: 'violates check constraint' }, false],
    [{ code: '42703', message: 'column does not exist' }, false],
    [new TypeError('x is undefined'), false],
  ])('%o passes by itself: %s', (fault, passes) => {
    expect(available(fault) instanceof StoreUnavailable).toBe(passes)
    if (!passes) expect(available(fault)).toBe(fault)
  })

  test('an address may name several servers', () => {
    expect(addressesOf('postgres://u:p%40@a:5432,b:5433/db?sslmode=require')).toEqual([
      'postgres://u:p%40@a:5432/db?sslmode=require',
      'postgres://u:p%40@b:5433/db?sslmode=require',
    ])
    expect(() => addressesOf('mysql://a/db')).toThrow('postgres://user:password@host:5432/name')
  })
})

/** From now on nothing is durable before the standby shows it. */
async function waitForStandby(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query("ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
    await client.query("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
    await client.query('SELECT pg_reload_conf()')
    for (;;) {
      const { rows } = await client.query("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'")
      if (rows.length > 0) return
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })
}

/** Stands between a program and its server, and lets nothing through when it is told to, without a word. */
async function startHole(port: number) {
  let swallows = false
  let swallowed = 0
  let one: Socket | 'next' | undefined
  const sockets = new Set<Socket>()
  const proxy = createServer((client) => {
    const upstream = dial(port, '127.0.0.1')
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('error', () => {})
      from.on('close', () => to.destroy())
      from.on('data', (data) => {
        if (one === 'next' && from === client) one = client
        if (swallows || one === client) swallowed++
        else to.write(data)
      })
    }
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    port: (proxy.address() as { port: number }).port,
    swallow(does: boolean) {
      swallows = does
    },
    swallowOne() {
      one = 'next'
    },
    swallowed: () => swallowed,
    stop() {
      for (const socket of sockets) socket.destroy()
      proxy.close()
    },
  }
}

/** Stands between a program and its server, and cuts a connection at COMMIT: with it on its way, or in hand. */
async function startCutter(port: number, arrives: boolean) {
  let armed = false
  let cuts = 0
  const sockets = new Set<Socket>()
  const proxy = createServer((client) => {
    const upstream = dial(port, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    upstream.on('data', (data) => void client.write(data))
    upstream.on('close', () => client.destroy())
    client.on('close', () => upstream.end())
    client.on('data', (data) => {
      if (!armed || !data.includes('COMMIT\0')) return void upstream.write(data)
      armed = false
      cuts++
      upstream.removeAllListeners('data')
      // The last of the packet is the COMMIT: without it the server sees a transaction that was left.
      upstream.write(arrives ? data : data.subarray(0, data.lastIndexOf('COMMIT\0') - 5))
      setTimeout(() => client.destroy(), 100)
    })
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    port: (proxy.address() as { port: number }).port,
    cutNext: () => {
      armed = true
    },
    cuts: () => cuts,
    stop() {
      for (const socket of sockets) socket.destroy()
      proxy.close()
    },
  }
}
