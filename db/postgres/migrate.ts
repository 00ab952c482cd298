import { readdirSync, readFileSync } from 'node:fs'
import type pg from 'pg'

/**
 * Migrations run in order, all that are missing in one transaction, by whichever process starts first; the others wait at
 * an advisory lock and find them done.
 *
 * A rolling upgrade has processes of two versions on one database, so a migration comes in two steps, in two releases:
 * first it only adds (tables, columns with a default or without NOT NULL, indexes), which programs of before neither
 * notice nor need, as every statement of ours names its columns; what nobody uses any more goes in a later release.
 * Its first line says which programs can work with it: `-- works with programs from: 0003` are those that know
 * migration 0003 or a later one. A program that is older than that refuses to start, and one that still runs has to be
 * ended before.
 */
export interface Migration {
  readonly name: string
  readonly text: string
}

const folder = new URL('./migrations/', import.meta.url)

export function ownMigrations(): Migration[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  return files.sort().map((name) => ({ name: name.slice(0, -'.sql'.length), text: readFileSync(new URL(name, folder), 'utf8') }))
}

interface Applied {
  readonly number: number
  readonly name: string
  readonly works_from: number
}

/** "kariosae" in numbers that nobody else is likely to lock. */
const lock = '702119350, 1'
const patience = 10

export async function migrate(client: pg.ClientBase, migrations: readonly Migration[] = ownMigrations()): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query('BEGIN')
      // Waiting for another process that migrates may take as long as that takes.
      await client.query("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SET LOCAL client_min_messages = 'warning'")
      await client.query(`SELECT pg_advisory_xact_lock(${lock})`)
      await migrateLocked(client, migrations)
      await client.query('COMMIT')
      return
    } catch (fault) {
      await client.query('ROLLBACK').catch(() => {})
      if (!['55P03', '40P01'].includes((fault as { code: string }).code) || attempt === patience) throw fault
      await new Promise((resolve) => setTimeout(resolve, 200 * attempt))
    }
  }
}

async function migrateLocked(client: pg.ClientBase, migrations: readonly Migration[]): Promise<void> {
  await client.query(
    `CREATE TABLE IF NOT EXISTS migrations (
       number integer PRIMARY KEY, name text NOT NULL, works_from integer NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
  )
  const { rows: applied } = await client.query<Applied>('SELECT number, name, works_from FROM migrations ORDER BY number')
  const newest = migrations.length - 1
  const tooNew = applied.find(({ number, works_from }) => number > newest && works_from > newest)
  if (tooNew)
    throw new Error(
      `The database was migrated by a newer version of the program (${tooNew.name}), which this one cannot work with. Start that version, or restore a backup of before.`,
    )
  const isNew = (number: number) => !applied.some((one) => one.number === number)
  // Other processes are at work: a change that cannot have its tables in two seconds lets them go on, and comes again. The
  // sandboxes first, as every commit does, or the two would wait for each other.
  await client.query("SET LOCAL lock_timeout = '2s'")
  if (applied.length > 0 && isNew(newest)) await client.query('LOCK TABLE sandboxes IN ACCESS EXCLUSIVE MODE')
  for (const [number, { name, text }] of migrations.entries()) {
    if (!isNew(number)) continue
    await client.query(text)
    await client.query('INSERT INTO migrations (number, name, works_from) VALUES ($1, $2, $3)', [number, name, worksFrom(name, text)])
  }
}

function worksFrom(name: string, text: string): number {
  const match = /^-- works with programs from: (\d{4})\n/.exec(text)
  if (!match) throw new Error(`migration ${name} does not say which programs can work with it`)
  return Number(match[1])
}
