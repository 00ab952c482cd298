import type { Reader } from '../../api/core/reader.ts'
import type { Reads, Source } from '../../api/core/state.ts'
import type { Store } from '../../api/core/store.ts'
import { notLoaded } from '../walk-reads.ts'
import { createCommit } from './commit.ts'
import type { Connection } from './connection.ts'
import type { Connections } from './connections.ts'
import { createDump } from './dump.ts'
import { findHead, readHead } from './heads.ts'
import { housekeeping, tidy } from './lifecycle.ts'
import { Loading } from './load.ts'
import type { Memory } from './memory.ts'
import { createReader, readThere } from './reader.ts'
import { createRequestLog } from './request-log.ts'
import { createStaging } from './staging.ts'
import { bare, type Query, query } from './statements.ts'

/** The store on PostgreSQL: any process may serve any sandbox at any time, one after the other under the lock of its row. */
export function createPostgresStore(connections: Connections, memory: Memory): Store {
  const commit = createCommit(connections, memory)
  const { tidy: tidyStagings, ...staging } = createStaging(connections)

  const begin = bare('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  async function atOneInstant<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return connections.using(async (connection) => {
      await connection.run(begin)
      try {
        return await work(connection)
      } finally {
        // What reads has nothing to lose: a connection that is broken is thrown away anyway.
        await connection.run(bare('ROLLBACK')).catch(() => {})
      }
    })
  }

  /** What is remembered counts only where it is of the very version that this instant shows, and only as long as nothing is written. */
  async function load(connection: Connection, sandbox: string, reads: Reads): Promise<Source> {
    const rows = await connection.run(findHead(sandbox))
    const [head, known] = [readHead(rows), memory.known(sandbox)]
    const isSame = head && known && known.version === head.version && known.stamp === head.stamp
    return new Loading([reads]).complete(connection, readThere(rows, sandbox), head!.life, {
      get: (kind, key) => (isSame && memory.known(sandbox) === known ? memory.get(known, kind, key) : notLoaded),
      keep: () => {},
    })
  }

  function readerOn(sandbox: string, connection: Connection): Reader {
    return createReader({ sandbox, run: (one) => connection.run(one), load: (reads) => load(connection, sandbox, reads) })
  }

  return {
    commits: 'apart',
    shared: true,
    commit,
    reader: (sandbox) =>
      createReader({
        sandbox,
        run: (one: Query) => connections.run(one),
        load: (reads) => atOneInstant((connection) => load(connection, sandbox, reads)),
      }),
    snapshot: (sandbox, work) => atOneInstant((connection) => work(readerOn(sandbox, connection))),
    sandbox: async (id) => readHead(await connections.run(findHead(id)))?.sandbox,
    async apiKey(sandbox, id) {
      const known = memory.doorKey(sandbox, id)
      if (known) return known
      const found = await createReader({ sandbox, run: connections.run, load: () => Promise.reject(new Error('not asked for')) }).apiKey(id)
      if (found) memory.keepDoorKey(sandbox, found)
      return found
    },
    dueSandboxes: async (real, limit) => (await connections.run(query(housekeeping.dueSandboxes, [real, limit]))).map(([id]) => id as string),
    nextWake: async () => (await connections.run(query(housekeeping.nextWake, [])))[0]![0] as number | null,
    logRequests: createRequestLog(connections),
    async tidy(real) {
      const more = await tidyStagings(real)
      return (await tidy(connections, real)) || more
    },
    dump: createDump(connections),
    ...staging,
    close: connections.close,
  }
}
