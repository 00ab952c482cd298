import { randomBytes } from 'node:crypto'
import { rowKeyOf, unwrapDataKey, wrapDataKey } from '../data-key.ts'
import { KeystoreFault } from '../faults.ts'
import type { MasterKey, MasterKeySource, RotatableMasterKey } from '../master-key.ts'
import type { OpenKeystore } from '../open-keystore.ts'
import { type KeyDatabase, openDatabase } from './database.ts'
import { createPostgresKeystore } from './keystore.ts'
import { steps } from './schema.ts'

type Run = KeyDatabase['run']

/** What a fault calls it: the address of the database may hold a password. */
const where = 'the keystore in PostgreSQL'

/**
 * Opens, and if need be makes, the keystore in a database that other signing processes use at the same time. Throws KeystoreFault if
 * it is not under this master key, SigningUnavailable if the database is not there.
 */
export async function openPostgresKeystore(url: string, source: MasterKeySource): Promise<OpenKeystore> {
  const database = openDatabase(url)
  try {
    const dataKey = await database.alone(async (run, script) => {
      await migrate(run, script)
      return (await readDataKey(run, source)) ?? (await makeDataKey(run, source))
    })
    return { keystore: createPostgresKeystore(database, rowKeyOf(dataKey)), dataKey }
  } catch (fault) {
    await database.close()
    throw fault
  }
}

/**
 * Puts the data key under a new master key while signing processes run: they go on, as the data key stays. `reached` is told each
 * step, as that of the keystore in a file.
 */
export async function rotatePostgresMasterKey(
  url: string,
  source: RotatableMasterKey,
  reached: (step: string) => void | Promise<void> = () => {},
): Promise<{ readonly version: number }> {
  const database = openDatabase(url)
  try {
    return await database.alone(async (run, script) => {
      await migrate(run, script)
      const dataKey = await readDataKey(run, source)
      if (!dataKey) throw new KeystoreFault(`${where} holds no keys yet`)
      const next = source.prepare()
      await reached('waiting')
      const version = await wrap(run, next, dataKey)
      await reached('rewrapped')
      source.settle(next.id)
      await reached('settled')
      return { version }
    })
  } finally {
    await database.close()
  }
}

/** By whoever starts first, in one transaction. A later version that this program can read as well would say so in `usable_from`. */
async function migrate(run: Run, script: (text: string) => Promise<unknown>): Promise<void> {
  const [[present]] = (await run(`SELECT to_regclass('kariosae_keys.version') IS NOT NULL`)) as [[boolean]]
  const [row] = present ? await run('SELECT version, usable_from FROM kariosae_keys.version') : []
  const [version, usableFrom] = (row ?? [0, 0]) as [number, number]
  if (usableFrom > steps.length) throw new KeystoreFault(`${where} was made by a newer version of this program; start that one`)
  if (version >= steps.length) return
  const begin = present
    ? ''
    : `CREATE SCHEMA IF NOT EXISTS kariosae_keys;
    CREATE TABLE kariosae_keys.version (one int4 PRIMARY KEY CHECK (one = 1), version int4 NOT NULL, usable_from int4 NOT NULL);
    INSERT INTO kariosae_keys.version VALUES (1, 0, 1);`
  await script(`${begin} ${steps.slice(version).join('')} UPDATE kariosae_keys.version SET version = ${steps.length}`)
}

async function readDataKey(run: Run, source: MasterKeySource): Promise<Uint8Array | undefined> {
  const [row] = (await run('SELECT version, master_key, data_key FROM kariosae_keys.master')) as readonly [number, string, Uint8Array][]
  return row && unwrapDataKey({ version: row[0], masterKey: row[1], dataKey: row[2] }, source, where)
}

async function makeDataKey(run: Run, source: MasterKeySource): Promise<Uint8Array> {
  const [master, dataKey] = [source.first(), randomBytes(32)]
  await wrap(run, master, dataKey)
  source.settle(master.id)
  return dataKey
}

/** Gives how many master keys there were. */
async function wrap(run: Run, master: MasterKey, dataKey: Uint8Array): Promise<number> {
  const [[version]] = (await run('SELECT coalesce(max(version), 0) + 1 FROM kariosae_keys.master')) as [[number]]
  const wrapped = wrapDataKey(version, master, dataKey)
  await run(
    `INSERT INTO kariosae_keys.master (one, version, master_key, data_key) VALUES (1, $1, $2, $3)
     ON CONFLICT (one) DO UPDATE SET version = excluded.version, master_key = excluded.master_key, data_key = excluded.data_key`,
    version,
    wrapped.masterKey,
    Buffer.from(wrapped.dataKey),
  )
  return version
}
