import { hkdfSync, randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { KeystoreFault } from './faults.ts'
import { createKeystore, type Keystore } from './keystore.ts'
import { applicationId, keystoreSchema, schemaVersion } from './keystore-schema.ts'
import type { MasterKey, MasterKeySource, RotatableMasterKey } from './master-key.ts'
import { seal, unseal } from './sealing.ts'

export interface OpenKeystore {
  readonly keystore: Keystore
  /** 32 bytes: what the seeds are encrypted under. */
  readonly dataKey: Uint8Array
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
      const dataKey = readDataKey(database, source) ?? makeDataKey(database, source)
      const rowKey = new Uint8Array(hkdfSync('sha256', dataKey, '', 'kariosae/rows/1', 32))
      return { keystore: createKeystore(database, rowKey), dataKey }
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
      const dataKey = readDataKey(database, source)
      if (!dataKey) throw new KeystoreFault(`${path} holds no keys yet`)
      const next = source.prepare()
      reached('waiting')
      const version = wrap(database, next, dataKey)
      reached('rewrapped')
      source.settle(next.id)
      reached('settled')
      database.close()
      return { version }
    },
  )
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
    database.exec(keystoreSchema)
    database.pragma(`application_id = ${applicationId}`)
    database.pragma(`user_version = ${schemaVersion}`)
  })()
}

function readDataKey(database: Database, source: MasterKeySource): Uint8Array | undefined {
  const row = database.prepare('SELECT version, master_key, data_key FROM master').get() as
    | { version: number; master_key: string; data_key: Uint8Array }
    | undefined
  if (!row) return undefined
  const master = source.find(row.master_key)
  if (!master) throw new KeystoreFault(`this is not the master key of ${database.name}; put the one with the ID ${row.master_key} back`)
  const dataKey = unseal(master.bytes, row.data_key, wrapping(row.version, master))
  if (!dataKey) throw new KeystoreFault(`the data key in ${database.name} was changed; put a copy of the file back`)
  source.settle(master.id)
  return dataKey
}

function makeDataKey(database: Database, source: MasterKeySource): Uint8Array {
  const [master, dataKey] = [source.first(), randomBytes(32)]
  wrap(database, master, dataKey)
  source.settle(master.id)
  return dataKey
}

function wrap(database: Database, master: MasterKey, dataKey: Uint8Array): number {
  const version = (database.prepare('SELECT coalesce(max(version), 0) + 1 FROM master').pluck().get() as number) | 0
  const sealed = seal(master.bytes, dataKey, wrapping(version, master))
  database.prepare('REPLACE INTO master (one, version, master_key, data_key) VALUES (1, ?, ?, ?)').run(version, master.id, sealed)
  return version
}

function wrapping(version: number, master: MasterKey): Uint8Array {
  return new TextEncoder().encode(`kariosae/data-key/1\0${version}\0${master.id}`)
}

function asKeystoreFault(path: string, fault: unknown): unknown {
  const code = String((fault as { code?: unknown }).code)
  if (code.startsWith('SQLITE_BUSY')) return new KeystoreFault(`${path} is in use by another process; stop that first`)
  if (/^SQLITE_(NOTADB|CORRUPT|IOERR_SHORT_READ)/.test(code))
    return new KeystoreFault(`${path} is damaged or no keystore (${code}); put a copy of it back`)
  if (/^(SQLITE_CANTOPEN|EACCES|EPERM|SQLITE_READONLY)/.test(code)) return new KeystoreFault(`${path} cannot be opened (${code})`)
  return fault
}
