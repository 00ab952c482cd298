import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import Sqlite from 'better-sqlite3'
import { DatabaseFault } from '../../db/fault.ts'
import { copyDatabase } from '../../db/sqlite/copy-database.ts'
import { asDatabaseFault } from '../../db/sqlite/database-fault.ts'
import { databasePlace, SettingError } from '../settings.ts'
import { createCopying } from '../signing/process/copying.ts'
import { askForBackup } from './control.ts'
import { serviceFiles } from './files.ts'
import { type BackupDone, BackupFault, type BackupRequest, writeBackup } from './write-backup.ts'

const usage = `Usage: npm run backup -- <folder> [--with-secrets]

Copies the database and the keystore of the service to a new folder, while it runs or not. Everything that was
answered before it began is in it.

  <folder>         where to; it must not be there yet, and the folder around it must
  --with-secrets   also the master key, which decrypts the keystore, and the signing key, which makes API keys. Whoever
                   has such a backup has the private keys of all wallets. Without it, keep these two files elsewhere:
                   a restore needs them

DATABASE_URL says which database, as for the service. To restore, start the service on the files in that folder, or on
a copy of it in an empty folder: what lies beside another database must not be mixed with it.`

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = { 'with-secrets': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options })
    if (values.help) return say(usage)
    const [folder, ...more] = positionals
    if (folder === undefined || more.length > 0) return stop(`Name one folder.\n\n${usage}`)
    const path = pathOf(process.env['DATABASE_URL'] || 'file:./data/kariosae.db')
    return tell(basename(path), await backUp(path, { target: resolve(folder), withSecrets: values['with-secrets'] ?? false }))
  } catch (fault) {
    const { code, message } = fault as { code?: string; message: string }
    if (code?.startsWith('ERR_PARSE_ARGS')) return stop(`${message}\n\n${usage}`)
    if (fault instanceof BackupFault || fault instanceof DatabaseFault || fault instanceof SettingError) return stop(`kariosae: ${message}`)
    throw fault
  }
}

function pathOf(url: string): string {
  const place = databasePlace(url)
  if (place.engine === 'postgres') throw new BackupFault('PostgreSQL has its own tools for this: pg_dump, or pg_basebackup with its log')
  if (place.path === ':memory:') throw new BackupFault('a database in memory ends with its process; there is no file to copy')
  return place.path
}

async function backUp(path: string, request: BackupRequest): Promise<BackupDone> {
  const files = serviceFiles(path)
  const done = await askForBackup(files.control, request)
  if (done) return done
  if (!existsSync(path)) throw new BackupFault(`there is no database at ${path}; set DATABASE_URL to the one of the service`)
  return backUpStopped(request, files)
}

/** Nobody has the files open, and nobody can while they are copied. */
async function backUpStopped(request: BackupRequest, files: ReturnType<typeof serviceFiles>): Promise<BackupDone> {
  const [ledger, keystore] = [openAlone(files.database), openAlone(files.keystore)]
  try {
    return await writeBackup(request, {
      files,
      store: { copyTo: (target) => copyDatabase(ledger, target), still: (work) => work() },
      signing: createCopying((target) => copyDatabase(keystore, target)),
    })
  } finally {
    keystore.close()
    ledger.close()
  }
}

function openAlone(path: string): Sqlite.Database {
  try {
    const database = new Sqlite(path, { fileMustExist: true, timeout: 1_000 })
    database.pragma('locking_mode = EXCLUSIVE')
    database.exec('BEGIN IMMEDIATE; COMMIT')
    return database
  } catch (fault) {
    throw asDatabaseFault(path, fault)
  }
}

function tell(database: string, { target, secrets, missing }: BackupDone): number {
  say(`The backup is in ${target}. Check it: npm run verify -- ${join(target, database)}`)
  for (const path of secrets) say(`With it: ${path}, a secret.`)
  for (const path of missing)
    say(
      `Not in it: ${path}, ${path.endsWith('.master') ? 'without which no key in it can be used' : 'without which API keys cannot be shown again'}; keep a copy elsewhere.`,
    )
  return 0
}

function say(line: string): number {
  process.stdout.write(`${line}\n`)
  return 0
}

function stop(message: string): number {
  process.stderr.write(`${message}\n`)
  return 2
}
