import { randomBytes } from 'node:crypto'
import { unwrapDataKey, type WrappedKey, wrapDataKey } from '../data-key.ts'
import type { MasterKey, MasterKeySource } from '../master-key.ts'
import type { SqlConnection } from './connection.ts'

/** The data key of the keystore on this connection, made if there is none. `where` is its name for whoever reads a fault. */
export function openDataKey(connection: SqlConnection, source: MasterKeySource, where: string, prefix = ''): Uint8Array {
  return readDataKey(connection, source, where, prefix) ?? makeDataKey(connection, source, prefix)
}

export function readDataKey(connection: SqlConnection, source: MasterKeySource, where: string, prefix = ''): Uint8Array | undefined {
  const wrapped = stored(connection, prefix)
  return wrapped && unwrapDataKey(wrapped, source, where)
}

/** Puts the data key under this master key. Gives how many there were. */
export function rewrap(connection: SqlConnection, master: MasterKey, dataKey: Uint8Array, prefix = ''): number {
  const version = (stored(connection, prefix)?.version ?? 0) + 1
  const wrapped = wrapDataKey(version, master, dataKey)
  const replace = `REPLACE INTO ${prefix}master (one, version, master_key, data_key) VALUES (1, ?, ?, ?)`
  connection.transaction(true, () => connection.run(replace, version, wrapped.masterKey, wrapped.dataKey))
  return version
}

function makeDataKey(connection: SqlConnection, source: MasterKeySource, prefix: string): Uint8Array {
  const [master, dataKey] = [source.first(), randomBytes(32)]
  rewrap(connection, master, dataKey, prefix)
  source.settle(master.id)
  return dataKey
}

function stored(connection: SqlConnection, prefix: string): WrappedKey | undefined {
  const [row] = connection.all(`SELECT version, master_key AS masterKey, data_key AS dataKey FROM ${prefix}master`)
  return row as WrappedKey | undefined
}
