import pg from 'pg'
import { type Connection, type Ear, onClient } from './connection.ts'
import { available, isConflict, isConnectionLoss, isReadOnly, isSilence } from './failures.ts'
import type { Query, Row } from './statements.ts'

export interface ConnectionOptions {
  /** Most connections of this process at once: each carries one commit or one read at a time. */
  readonly connections: number
  /** Longest wait for one of them, or for a server to answer the door. */
  readonly waitMilliseconds: number
  /** Longest time in which a server that was asked says nothing at all. Eight seconds: more than a lock is waited for. */
  readonly silenceMilliseconds?: number
}

export interface HeldConnection extends Connection {
  /** Gives it back; what went wrong with it decides whether it is used again. */
  release(fault?: unknown): void
  readonly isReleased: boolean
  readonly client: pg.ClientBase
}

/**
 * How long anything may take. A lock: whoever waits behind it for longer is answered 503 and comes again, rather than
 * filling the pool. A statement: none of ours takes seconds. Idle inside a transaction: deciding takes milliseconds, so a
 * process that stands still must not keep a sandbox locked. Read committed, whatever the database's default is: a commit
 * waits for its lock and then sees what is true. A peer that is gone without a word is noticed in half a minute.
 * Plans are made once, by index: each statement finds its rows by key, however small a table looked when it was planned.
 */
const settings = `
  SET lock_timeout = '5s';
  SET default_transaction_isolation = 'read committed';
  SET statement_timeout = '30s';
  SET idle_in_transaction_session_timeout = '15s';
  SET tcp_keepalives_idle = 10;
  SET tcp_keepalives_interval = 5;
  SET tcp_keepalives_count = 3;
  SET plan_cache_mode = force_generic_plan;
  SET enable_seqscan = off;
  SET jit = off;
  SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write');
  SELECT current_setting('transaction_read_only') AS read_only`

/** `postgres://user:password@a:5432,b:5433/name` names several servers: one address for each. */
export function addressesOf(url: string): string[] {
  const match = /^(postgres(?:ql)?:\/\/(?:[^@/?#]*@)?)([^/?#]*)(.*)$/.exec(url)
  if (!match) throw new Error('A database is named as postgres://user:password@host:5432/name, several servers as host:5432,other:5432.')
  return match[2]!.split(',').map((host) => `${match[1]}${host}${match[3]}`)
}

interface Server {
  readonly address: string
  pool: pg.Pool
  /** When it last answered on any connection. */
  heardAt: number
  /** It said nothing, on no connection: nobody else need wait to find that out. */
  silence?: { readonly until: number; readonly fault: unknown }
}

/** How long a server that was silent is not asked: whoever waited for it meanwhile is answered too. */
const asideMilliseconds = 1_000
const now = () => performance.now()

/**
 * Connections to whichever of the servers can be written to. `lost` is told when one was cut: whatever is remembered may
 * then be of a server that is no longer the one.
 */
export function createConnections(url: string, options: ConnectionOptions, lost: () => void) {
  const { connections, waitMilliseconds, silenceMilliseconds = 8_000 } = options
  const servers = addressesOf(url).map((address): Server => ({ address, pool: openPool(address), heardAt: 0 }))
  let current = servers[0]!

  /** All attempts at one commit or one read are over by then, or it stays undone. */
  const deadline = () => now() + silenceMilliseconds * 1.25

  function openPool(connectionString: string): pg.Pool {
    const pool = new pg.Pool({
      ...{ connectionString, max: connections, connectionTimeoutMillis: waitMilliseconds },
      ...{ keepAlive: true, keepAliveInitialDelayMillis: 10_000, idleTimeoutMillis: 60_000 },
      application_name: 'kariosae',
      onConnect: (client: pg.ClientBase) => prepare(client, waitMilliseconds),
    })
    // A connection that is cut while nothing runs on it says so by an event, which would end the process if nobody listened.
    pool.on('error', lost)
    pool.on('connect', (client) => client.on('error', () => {}))
    return pool
  }

  function turnFrom(server: Server): void {
    if (current === server) current = servers[(servers.indexOf(server) + 1) % servers.length]!
  }

  /** Another server, and none of the connections to this one: it cannot be written to, or it is silent. */
  function leave(server: Server, fault: unknown): void {
    lost()
    void server.pool.end().catch(() => {})
    server.pool = openPool(server.address)
    if (isSilence(fault)) server.silence = { until: now() + asideMilliseconds, fault }
    turnFrom(server)
  }

  async function acquire(until?: number): Promise<HeldConnection> {
    const latest = until ?? deadline()
    let fault: unknown
    for (let attempt = 0; attempt < servers.length; attempt++) {
      const server = current
      const { pool, silence } = server
      if (silence && now() < silence.until) {
        fault ??= silence.fault
        turnFrom(server)
        continue
      }
      try {
        return hold(await connect(pool, latest), server, until)
      } catch (refusal) {
        fault ??= refusal
        if (isFull(pool, refusal)) break
        lost()
        if (isSilence(refusal)) server.silence = { until: now() + asideMilliseconds, fault: refusal }
        turnFrom(server)
      }
    }
    throw available(fault)
  }

  async function connect(pool: pg.Pool, latest: number): Promise<pg.PoolClient> {
    const left = latest - now()
    const connecting = pool.connect()
    // It waits no longer than that by itself.
    if (left >= waitMilliseconds) return connecting
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      late.reject(new Error('timeout exceeded, with no time left to connect'))
      void connecting.then((client) => client.release()).catch(() => {})
    }, left)
    return Promise.race([connecting, late.promise]).finally(() => clearTimeout(timer))
  }

  const isFull = (pool: pg.Pool, fault: unknown) => pool.totalCount >= connections && /^timeout exceeded/.test((fault as Error).message)

  function hold(client: pg.PoolClient, server: Server, until = Number.POSITIVE_INFINITY): HeldConnection {
    const { pool } = server
    let isReleased = false
    let askedAt = now()
    const ear: Ear = {
      asked() {
        askedAt = now()
        return Math.max(Math.min(silenceMilliseconds, until - askedAt), silenceMilliseconds / 4)
      },
      heard() {
        server.heardAt = now()
      },
    }
    return {
      ...onClient(client, ear),
      client,
      get isReleased() {
        return isReleased
      },
      release(fault) {
        isReleased = true
        const broken = fault !== undefined && (isConnectionLoss(fault) || isReadOnly(fault))
        // One inside a transaction, whatever left it there, is not for anybody else.
        client.release(broken || client.getTransactionStatus() !== 'I')
        if (broken) lost()
        // Where another connection was answered meanwhile, it was this one alone.
        const isUseless = isReadOnly(fault) || (isSilence(fault) && server.heardAt <= askedAt)
        if (isUseless && server.pool === pool) leave(server, fault)
      },
    }
  }

  /** Runs work on a connection; what the server or the way to it did wrong becomes `StoreUnavailable`. */
  async function using<T>(work: (connection: HeldConnection) => Promise<T>, until?: number): Promise<T> {
    const connection = await acquire(until)
    let fault: unknown
    try {
      return await work(connection)
    } catch (caught) {
      fault = caught
      throw available(caught)
    } finally {
      connection.release(fault)
    }
  }

  /** One query by itself. It may be asked twice: a connection may have been cut while it lay idle, and nobody had noticed. */
  async function run(query: Query, until = deadline()): Promise<readonly Row[]> {
    const ask = () => using((connection) => connection.run(query), until)
    return ask().catch((fault: Error) => {
      if ((!isConnectionLoss(fault.cause) && !isConflict(fault.cause)) || now() >= until) throw fault
      return ask()
    })
  }

  let closed: Promise<unknown> | undefined
  async function close(): Promise<void> {
    closed ??= Promise.all(servers.map(({ pool }) => pool.end()))
    await closed
  }

  return { acquire, using, run, deadline, close }
}
export type Connections = ReturnType<typeof createConnections>

async function prepare(client: pg.ClientBase, waitMilliseconds: number): Promise<void> {
  const results = (await client.query({ text: settings, query_timeout: waitMilliseconds } as pg.QueryConfig)) as unknown as pg.QueryResult<{
    read_only: string
  }>[]
  if (results.at(-1)!.rows[0]!.read_only === 'on') throw new Error('read-only server: it is a standby, or was made one')
}
