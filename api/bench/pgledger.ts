import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { withClient } from '../../db/postgres/test/server.ts'

const parts = ['vendor/scoville-pgsql-ulid/uuid-to-ulid.sql', 'vendor/scoville-pgsql-ulid/ulid-to-uuid.sql', 'pgledger.sql']
const connections = 20
const accounts = 1_001

/** How to get the peer, which is not part of this project. */
export const howToGetPgledger =
  'pgledger was left out: git clone https://github.com/pgr0ss/pgledger, then PGLEDGER=<that folder> npm run bench -- --only peers'

export interface Pgledger {
  /** Calls its function for a transfer, each in a transaction of its own, from every connection; gives transfers per second. */
  run(seconds: number, hot: boolean): Promise<number>
  close(): Promise<void>
}

/** Its SQL from a folder or a clone, with or without a work tree; undefined where none is named. */
export function readPgledger(): readonly string[] | undefined {
  const folder = process.env['PGLEDGER']
  if (!folder) return undefined
  const isPlain = existsSync(join(folder, 'pgledger.sql'))
  return parts.map((path) =>
    isPlain ? readFileSync(plainPath(folder, path), 'utf8') : execFileSync('git', ['-C', folder, 'show', `HEAD:${path}`], { encoding: 'utf8' }),
  )
}

/** In a clone, or all in one folder. */
function plainPath(folder: string, path: string): string {
  const inClone = join(folder, path)
  return existsSync(inClone) ? inClone : join(folder, path.split('/').at(-1)!)
}

export async function createPgledger(url: string, sql: readonly string[]): Promise<Pgledger> {
  const ids = await withClient(url, async (client) => {
    for (const part of sql) await client.query(part)
    const made = await client.query<{ id: string }>(
      "SELECT (pgledger_create_account('account ' || n, 'JPY')).id FROM generate_series(1, $1::int) n",
      [accounts],
    )
    return made.rows.map(({ id }) => id)
  })
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      return client
    }),
  )
  const transfer = { name: 'transfer', text: 'SELECT id FROM pgledger_create_transfer($1, $2, $3)' }

  return {
    async run(seconds, hot) {
      const started = performance.now()
      let done = 0
      await Promise.all(
        clients.map(async (client) => {
          while (performance.now() - started < seconds * 1000) {
            await client.query({ ...transfer, values: [...pairOf(ids, hot), 1 + Math.floor(Math.random() * 100)] })
            done++
          }
        }),
      )
      return (done * 1000) / (performance.now() - started)
    },
    close: async () => void (await Promise.all(clients.map((client) => client.end()))),
  }
}

/** Two accounts; the first of all is a side of every transfer when it is hot. */
function pairOf(ids: readonly string[], hot: boolean): string[] {
  const from = 1 + Math.floor(Math.random() * (ids.length - 1))
  const to = 1 + ((from + Math.floor(Math.random() * (ids.length - 2))) % (ids.length - 1))
  if (!hot) return [ids[from]!, ids[to]!]
  return Math.random() < 0.5 ? [ids[0]!, ids[to]!] : [ids[from]!, ids[0]!]
}
