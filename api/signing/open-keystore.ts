import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { copyDatabase, type RunningCopy } from '../../db/sqlite/copy-database.ts'
import { rowKeyOf } from './data-key.ts'
import { KeystoreFault } from './faults.ts'
import type { Keystore } from './keystore.ts'
import type { MasterKeySource, RotatableMasterKey } from './master-key.ts'
import { openDataKey, readDataKey, rewrap } from './sql/data-key.ts'
import { createSqlKeystore } from './sql/keystore.ts'
import { keystoreSchema, schemaVersion } from './sql/schema.ts'
import { sqliteConnection } from './sqlite-connection.ts'

/** "KaSi": says whose file it is (SQLite file format, 1.3.14). */
const applicationId = 0x4b615369

export interface OpenKeystore {
  readonly keystore: Keystore
  /** 32 bytes: what the seeds are encrypted under. */
  readonly dataKey: Uint8Array
  /** Copies the file while it is used; absent where there is none. */
  readonly copyTo?: (target: string) => RunningCopy
}

/**
 * Opens, and if need be makes, the keystore in a file or in `:memory:`. It is this process's alone until closed: rates are
 * counted in memory. Throws KeystoreFault if the file is damaged, in use or not under this master key.
 */
export function openKeystore(path: string, source: MasterKeySource): OpenKeystore {
  return guarded(
    path,
    () => openDatabase(path),
    (database) => {
      const connection = sqliteConnection(database)
      const dataKey = openDataKey(connection, source, path)
      return { keystore: createSqlKeystore(connection, rowKeyOf(dataKey)), dataKey, ...copying(database) }
    },
  )
}

/**
 * Puts the data key under a new master key; the seeds stay as they are. `reached` is told each step, for tests that end the
 * process there: `waiting`, `rewrapped`, `settled`. Throws KeystoreFault as `openKeystore` does.
 */
export function rotateMasterKey(path: string, source: RotatableMasterKey, reached: (step: string) => void = () => {}): { readonly version: number } {
  return guarded(
    path,
    () => openDatabase(path),
    (database) => {
      const connection = sqliteConnection(database)
      const dataKey = readDataKey(connection, source, path)
      if (!dataKey) throw new KeystoreFault(`${path} holds no keys yet`)
      const next = source.prepare()
      reached('waiting')
      const version = rewrap(connection, next, dataKey)
      reached('rewrapped')
      source.settle(next.id)
      reached('settled')
      database.close()
      return { version }
    },
  )
}

function copying(database: Database): Pick<OpenKeystore, 'copyTo'> {
  return database.memory ? {} : { copyTo: (target) => copyDatabase(database, target) }
}

function openDatabase(path: string): Database {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  return new Sqlite(path, { timeout: 2_000 })
}

function guarded<T>(path: string, open: () => Database, use: (database: Database) => T): T {
  let database: Database | undefined
  try {
    database = open()
    prepare(database, path)
    return use(database)
  } catch (fault) {
    database?.close()
    throw asKeystoreFault(path, fault)
  }
}

/** `secure_delete` overwrites the sealed seed of a key that ended. */
function prepare(database: Database, path: string): void {
  if (path !== ':memory:') chmodSync(path, 0o600)
  database.pragma('locking_mode = EXCLUSIVE')
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('secure_delete = ON')
  const version = database.pragma('user_version', { simple: true })
  if (version === 0 && isEmpty(database)) create(database)
  else if (version !== schemaVersion || database.pragma('application_id', { simple: true }) !== applicationId) {
    throw new KeystoreFault(`${path} is no keystore of this version`)
  }
  const damage = database.pragma('quick_check(keys)', { simple: true })
  if (damage !== 'ok') throw new KeystoreFault(`${path} is damaged (${damage}); put a copy of it back`)
}

function isEmpty(database: Database): boolean {
  return database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0
}

function create(database: Database): void {
  database.transaction(() => {
    database.exec(keystoreSchema(''))
    database.pragma(`application_id = ${applicationId}`)
    database.pragma(`user_version = ${schemaVersion}`)
  })()
}

function asKeystoreFault(path: string, fault: unknown): unknown {
  const { code: own, cause } = fault as { code?: unknown; cause?: { code?: unknown } }
  const code = String(cause?.code ?? own)
  if (code.startsWith('SQLITE_BUSY')) return new KeystoreFault(`${path} is in use by another process; stop that first`)
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)/.test(code)) return new KeystoreFault(`the disk with ${path} is full (${code}); make room on it`)
  if (/^SQLITE_(NOTADB|CORRUPT|IOERR_SHORT_READ)/.test(code))
    return new KeystoreFault(`${path} is damaged or no keystore (${code}); put a copy of it back`)
  if (/^(SQLITE_CANTOPEN|EACCES|EPERM|EROFS|SQLITE_READONLY)/.test(code)) return new KeystoreFault(`${path} cannot be opened (${code})`)
  return fault
}
