import pg from 'pg'
import { type Connection, onClient } from './connection.ts'
import { available, isConflict, isConnectionLoss, isReadOnly } from './failures.ts'
import type { Query, Row } from './statements.ts'

export interface ConnectionOptions {
  /** Most connections of this process at once: each carries one commit or one read at a time. */
  readonly connections: number
  /** Longest wait for one of them, or for a server to answer the door. */
  readonly waitMilliseconds: number
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
 * process that stands still must not keep a sandbox locked. A peer that is gone without a word is noticed in half a minute.
 * Plans are made once, by index: each statement finds its rows by key, however small a table looked when it was planned.
 */
const settings = `
  SET lock_timeout = '5s';
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

const integer8 = 20
const parsers: Readonly<Record<number, (text: string) => unknown>> = { [integer8]: Number }
const types = { getTypeParser: (oid: number, format?: 'text' | 'binary') => parsers[oid] ?? pg.types.getTypeParser(oid, format as 'text') }

/** `postgres://user:password@a:5432,b:5433/name` names several servers: one address for each. */
export function addressesOf(url: string): string[] {
  const match = /^(postgres(?:ql)?:\/\/(?:[^@/?#]*@)?)([^/?#]*)(.*)$/.exec(url)
  if (!match) throw new Error('A database is named as postgres://user:password@host:5432/name, several servers as host:5432,other:5432.')
  return match[2]!.split(',').map((host) => `${match[1]}${host}${match[3]}`)
}

/**
 * Connections to whichever of the servers can be written to. `lost` is told when one was cut: whatever is remembered may
 * then be of a server that is no longer the one.
 */
export function createConnections(url: string, { connections, waitMilliseconds }: ConnectionOptions, lost: () => void) {
  const addresses = addressesOf(url)
  const pools = addresses.map((address) => openPool(address))
  let current = 0

  function openPool(connectionString: string): pg.Pool {
    const pool = new pg.Pool({
      ...({ connectionString, max: connections, connectionTimeoutMillis: waitMilliseconds, types, pipeline: true } as pg.PoolConfig),
      ...{ keepAlive: true, keepAliveInitialDelayMillis: 10_000, query_timeout: 40_000, idleTimeoutMillis: 60_000 },
      application_name: 'kariosae',
      onConnect: prepare,
    })
    // A connection that is cut while nothing runs on it says so by an event, which would end the process if nobody listened.
    pool.on('error', lost)
    pool.on('connect', (client) => client.on('error', () => {}))
    return pool
  }

  /** Another server, and none of the connections to this one: it cannot be written to any more. */
  function leave(index: number): void {
    lost()
    const [left] = pools.splice(index, 1, openPool(addresses[index]!))
    void left!.end().catch(() => {})
    if (current === index) current = (current + 1) % pools.length
  }

  async function acquire(): Promise<HeldConnection> {
    let fault: unknown
    for (let attempt = 0; attempt < pools.length; attempt++) {
      const index = current
      const pool = pools[index]!
      try {
        return hold(await pool.connect(), index, pool)
      } catch (refusal) {
        fault ??= refusal
        if (isFull(pool, refusal)) break
        lost()
        if (current === index) current = (current + 1) % pools.length
      }
    }
    throw available(fault)
  }

  const isFull = (pool: pg.Pool, fault: unknown) => pool.totalCount >= connections && /^timeout exceeded/.test((fault as Error).message)

  function hold(client: pg.PoolClient, index: number, pool: pg.Pool): HeldConnection {
    let isReleased = false
    return {
      ...onClient(client),
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
        if (isReadOnly(fault) && pools[index] === pool) leave(index)
      },
    }
  }

  /** Runs work on a connection; what the server or the way to it did wrong becomes `StoreUnavailable`. */
  async function using<T>(work: (connection: HeldConnection) => Promise<T>): Promise<T> {
    const connection = await acquire()
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
  async function run(query: Query): Promise<readonly Row[]> {
    return using((connection) => connection.run(query)).catch((fault: Error) => {
      if (!isConnectionLoss(fault.cause) && !isConflict(fault.cause)) throw fault
      return using((connection) => connection.run(query))
    })
  }

  let closed: Promise<unknown> | undefined
  async function close(): Promise<void> {
    closed ??= Promise.all(pools.map((pool) => pool.end()))
    await closed
  }

  return { acquire, using, run, close }
}
export type Connections = ReturnType<typeof createConnections>

async function prepare(client: pg.ClientBase): Promise<void> {
  const results = (await client.query(settings)) as unknown as pg.QueryResult<{ read_only: string }>[]
  if (results.at(-1)!.rows[0]!.read_only === 'on') throw new Error('read-only server: it is a standby, or was made one')
}
