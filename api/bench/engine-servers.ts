import Sqlite from 'better-sqlite3'
import { findPostgres, whyNoPostgres } from './postgres.ts'
import { startServer } from './processes.ts'
import type { Target } from './rates.ts'

/** A service on one engine, and what it means there that something is durable. */
export interface Engine extends Target {
  readonly name: string
  readonly durability: string
  /** Of the many sandboxes of a comparison it gets this part: where each is an object of its own, they take longer to make than to load. */
  readonly share: number
  /** Another database of the same server, where several processes may serve one. */
  another?(): Promise<string>
}

/** Every engine that this machine can have; why it cannot have the others. */
export async function startEngines(): Promise<{ engines: Engine[]; missing: string[] }> {
  const engines: Engine[] = [{ name: 'SQLite', durability: sqliteDurability(), share: 1, servers: [await startServer('server.ts', 'engines')] }]
  const missing: string[] = []
  const postgres = await findPostgres()
  if (postgres) {
    const { durability, processorTime, database } = postgres
    const servers = [await startServer('server.ts', await database())]
    engines.push({ name: 'PostgreSQL', durability, share: 1, servers, databaseTime: processorTime, another: database })
  } else missing.push(`PostgreSQL was left out: ${await whyNoPostgres()}.`)
  engines.push({ name: 'workerd', durability: workerdDurability, share: 0.1, servers: [await startServer('bench/workerd.ts', 'workerd')] })
  return { engines, missing }
}

function sqliteDurability(): string {
  const memory = new Sqlite(':memory:')
  const version = memory.prepare('SELECT sqlite_version()').pluck().get()
  memory.close()
  return `SQLite ${version}, a file in WAL mode, synchronous=FULL`
}

/** As its system calls show: what an object commits is in its WAL file, and synced, before the answer leaves. */
const workerdDurability =
  "each object's own SQLite file in WAL mode; workerd calls fsync at each commit of an object, here on one disk, on Cloudflare on several machines; through the proxy of wrangler dev"
