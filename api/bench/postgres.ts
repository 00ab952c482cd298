import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startServer, whyNoServer, withClient } from '../../db/postgres/test/server.ts'
import { processorTimeOfTree } from './processor-time.ts'

/** The PostgreSQL of the whole benchmark: a real server with its own files, durable as it is shipped. */
export interface Postgres {
  /** A fresh database with the service's tables. */
  database(): Promise<string>
  /** One with nothing in it. */
  empty(): Promise<string>
  /** Of all its processes so far, in microseconds. */
  processorTime(): number
  /** As the server says it. */
  readonly durability: string
}

/** Room for a load without a checkpoint every few seconds; nothing here is about durability. */
const settings = ['shared_buffers=256MB', 'max_wal_size=4GB']

let emptied = 0
let started: Promise<Postgres> | undefined

/** Started when it is first asked for; it ends with the benchmark. Undefined where this machine cannot have one. */
export async function findPostgres(): Promise<Postgres | undefined> {
  if (!started && (await whyNoPostgres())) return undefined
  started ??= start()
  return started
}

export const whyNoPostgres = whyNoServer

async function start(): Promise<Postgres> {
  const server = await startServer({ settings })
  const postmaster = Number(readFileSync(join(server.folder, 'postmaster.pid'), 'utf8').split('\n')[0])
  return {
    database: server.database,
    async empty() {
      const name = `empty_${++emptied}`
      await withClient(server.url('postgres'), (client) => client.query(`CREATE DATABASE ${name}`))
      return server.url(name)
    },
    processorTime: () => processorTimeOfTree(postmaster),
    durability: await durabilityOf(server.url('postgres')),
  }
}

async function durabilityOf(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const names = ['server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers']
    const { rows } = await client.query<{ name: string; value: string }>(
      'SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name',
      [names],
    )
    const [version, ...others] = rows
    return `PostgreSQL ${version!.value}, ${others.map(({ name, value }) => `${name}=${value}`).join(', ')}`
  })
}
