import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { checkLog } from './check-log.ts'
import { copyDatabase, type RunningCopy } from './copy-database.ts'
import { asDatabaseFault, checkAccess } from './database-fault.ts'
import { type GuardedStore, guardStore } from './guard.ts'
import { hashHistory } from './hash-history.ts'
import { createSqliteStore } from './store.ts'

/** A store in a file, which can be copied while it is used. */
export interface SqliteStore extends GuardedStore {
  copyTo(target: string): RunningCopy
}

/**
 * Opens, and if need be makes, the SQLite file. `:memory:` is a database that ends with the process.
 * synchronous=FULL: a commit that was answered survives power loss (WAL's own default, NORMAL, does not promise that).
 * The file is locked for this process alone: the store trusts its memory, so a second writer would make it lie. The
 * lock is the operating system's and ends with the process, however it ends. Throws DatabaseFault if it cannot be used.
 */
export function openSqlite(path: string): SqliteStore {
  let sqlite: Sqlite.Database | undefined
  try {
    if (path !== ':memory:') {
      mkdirSync(dirname(path), { recursive: true })
      checkAccess(path)
      checkLog(path)
      // Only when it is made: closing a file that is locked would end the lock.
      if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
    }
    sqlite = new Sqlite(path, { timeout: 1_000 })
    return openStore(sqlite, path)
  } catch (fault) {
    sqlite?.close()
    throw asDatabaseFault(path, fault)
  }
}

function openStore(sqlite: Sqlite.Database, path: string): SqliteStore {
  sqlite.pragma('locking_mode = EXCLUSIVE')
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.pragma('wal_autocheckpoint = 8000')
  sqlite.pragma('cache_size = -65536')
  const db = drizzle(sqlite)
  migrate(db, { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) })
  hashHistory(db as never)
  const store = createSqliteStore(db as never, () => sqlite.close())
  return { ...guardStore(store, sqlite, path), copyTo: (target) => copyDatabase(sqlite, target) }
}
