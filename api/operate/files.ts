import { basename, dirname, join, relative, resolve } from 'node:path'
import { signingFiles } from '../signing/process/settings.ts'

/** The files of a service on SQLite: all lie beside the database. */
export interface ServiceFiles {
  readonly database: string
  readonly keystore: string
  /** The public key that signs the journals. */
  readonly journalKey: string
  /** Secret: encrypts the keystore; not there where MASTER_KEY is given. */
  readonly masterKey: string
  /** Secret: makes API keys; not there where SIGNING_KEY is given. */
  readonly signingKey: string
  /** Where the running service can be asked for a backup. */
  readonly control: string
}

export function serviceFiles(sqlitePath: string): ServiceFiles {
  const stem = sqlitePath.replace(/\.[^./]*$/, '')
  const { keystore, masterKeyFile: masterKey } = signingFiles(sqlitePath)
  const signingKey = join(dirname(sqlitePath), 'kariosae.key')
  return { database: sqlitePath, keystore, journalKey: `${stem}.log.vkey`, masterKey, signingKey, control: shortest(`${stem}.control`) }
}

/** The same files in another folder. */
export function filesIn(folder: string, files: ServiceFiles): ServiceFiles {
  const there = Object.entries(files).map(([what, path]) => [what, join(folder, basename(path))])
  return Object.fromEntries(there) as unknown as ServiceFiles
}

/** The address of a socket holds about a hundred bytes. */
function shortest(path: string): string {
  const [absolute, fromHere] = [resolve(path), relative(process.cwd(), path)]
  return fromHere.length < absolute.length ? fromHere : absolute
}
