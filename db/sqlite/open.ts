import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { hashHistory } from './hash-history.ts'
import { createSqliteStore } from './store.ts'

/**
 * Opens, and if need be makes, the SQLite file. `:memory:` is a database that ends with the process.
 * synchronous=FULL: a commit that was answered survives power loss (WAL's own default, NORMAL, does not promise that).
 * The file is locked for this process alone: the store trusts its memory, so a second writer would make it lie. The
 * lock is the operating system's and ends with the process, however it ends.
 */
export function openSqlite(path: string) {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  const sqlite = new Sqlite(path, { timeout: 1_000 })
  sqlite.pragma('locking_mode = EXCLUSIVE')
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.pragma('wal_autocheckpoint = 8000')
  sqlite.pragma('cache_size = -65536')
  const db = drizzle(sqlite)
  migrate(db, { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) })
  hashHistory(db as never)
  return createSqliteStore(db as never, () => sqlite.close())
}
