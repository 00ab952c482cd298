import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { Store } from '../../api/core/store.ts'
import { DatabaseFault } from '../fault.ts'
import { createConnections } from './connections.ts'
import { createMemory } from './memory.ts'
import { migrate } from './migrate.ts'
import { query, statement } from './statements.ts'
import { createPostgresStore } from './store.ts'

export interface PostgresOptions {
  /** Most connections of this process. Ten carry more commits at once than a process can decide. */
  readonly connections?: number
  readonly waitMilliseconds?: number
  readonly silenceMilliseconds?: number
}

export interface PostgresStore extends Store {
  /** What all processes of the service share: whoever asks first says it, or has a secret made. */
  serviceKey(name: string, first?: string): Promise<string>
}

const makeKey = statement('INSERT INTO service_keys (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING')
const findKey = statement('SELECT value FROM service_keys WHERE name = $1')

/** Texts are of Unicode. SQL_ASCII keeps them as they are. */
async function checkEncoding(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>('SHOW server_encoding')
  const encoding = rows[0]!.server_encoding
  if (!['UTF8', 'SQL_ASCII'].includes(encoding))
    throw new DatabaseFault(`the database keeps texts in ${encoding}, which has not all characters; use one made with ENCODING 'UTF8'`)
}

/** Opens the database, and brings its tables up to date. Several servers may be named: the one that can be written to is used. */
export async function openPostgres(
  url: string,
  { connections: most = 10, waitMilliseconds = 5_000, ...rest }: PostgresOptions = {},
): Promise<PostgresStore> {
  const memory = createMemory()
  const connections = createConnections(url, { connections: most, waitMilliseconds, ...rest }, memory.forgetAll)
  try {
    await connections.using(async ({ client }) => {
      await checkEncoding(client)
      await migrate(client)
    })
  } catch (fault) {
    await connections.close()
    throw fault
  }
  const store = createPostgresStore(connections, memory)
  return Object.assign(store, {
    async serviceKey(name: string, first = randomBytes(32).toString('base64url')) {
      await connections.run(query(makeKey, [name, first]))
      return (await connections.run(query(findKey, [name])))[0]![0] as string
    },
  })
}
