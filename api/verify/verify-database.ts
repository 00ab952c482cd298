import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { createSqliteStore } from '../../db/sqlite/store.ts'
import { decodeBase64url } from '../core/base64url.ts'
import type { Store } from '../core/store.ts'
import { type Counted, createJournalCheck, type JournalHead } from './check-journal.ts'
import { checkTables } from './check-tables.ts'
import { createFindings, type Finding, type Findings } from './findings.ts'
import { createScratchFile } from './scratch-file.ts'
import { type StoredJournal, storedJournals, strayRows } from './stored-journal.ts'

/** What was found in one sandbox; `sandbox` is null for what belongs to none. */
export interface Report extends Counted {
  readonly sandbox: string | null
  readonly journal: string | null
  readonly findings: readonly Finding[]
  /** How many there were: only the first of them are in the list. */
  readonly found: number
}

/** It cannot be read: the message says what to do. */
export class Unreadable extends Error {}

/**
 * Checks all that a database holds of its sandboxes' journals, and its tables against them; one report for each sandbox as it
 * is done. The file is only read. `publicKeys` are trusted to sign checkpoints; without any, none is checked. Throws Unreadable.
 */
export async function* verifyDatabase(path: string, publicKeys: readonly Uint8Array[]): AsyncGenerator<Report> {
  const db = openReadOnly(path)
  const scratch = createScratchFile()
  try {
    const store = createSqliteStore(drizzle(db) as never, () => db.close())
    const stray = createFindings()
    for (const text of strayRows(db)) stray.add(null, text)
    if (stray.count > 0) yield { sandbox: null, journal: null, records: 0, checkpoints: 0, signatures: 0, ...listed(stray) }
    for (const stored of storedJournals(db)) {
      scratch.clear()
      const findings = createFindings()
      const counted = checkStored(stored, { scratch, findings, keysOf: keysOf(stored.head, publicKeys) })
      // With a wrong journal the tables would only say so again.
      if (findings.count === 0) await checkStoredTables(store, stored, { scratch, findings })
      yield { sandbox: stored.head.sandbox, journal: stored.head.journal, ...counted, ...listed(findings) }
    }
  } finally {
    scratch.close()
    db.close()
  }
}

function checkStored({ head, pieces }: StoredJournal, given: Parameters<typeof createJournalCheck>[1]): Counted {
  const check = createJournalCheck(head, given)
  for (const piece of pieces()) {
    if (piece.table === 'checkpoint') check.checkpoints(piece.rows)
    else if (piece.table === 'node') check.nodes(piece.rows)
    else check.records(piece.rows)
  }
  return check.end()
}

/** Whoever is trusted to seal the journal now is trusted to say, in a record, who did before it moved here. */
function keysOf({ formerKeys }: JournalHead, trusted: readonly Uint8Array[]): (size: number) => readonly Uint8Array[] | undefined {
  if (trusted.length === 0) return () => undefined
  const former = formerKeys.flatMap(({ size, key }) => {
    const bytes = typeof key === 'string' ? decodeBase64url(key) : undefined
    return bytes?.length === 32 ? [{ size, bytes }] : []
  })
  return (size) => [...trusted, ...former.filter((one) => size <= one.size).map(({ bytes }) => bytes)]
}

async function checkStoredTables(store: Store, { head: { sandbox } }: StoredJournal, given: Parameters<typeof checkTables>[1]): Promise<void> {
  try {
    await checkTables(store.reader(sandbox), given)
  } catch (fault) {
    given.findings.add(null, `its tables cannot be read: ${(fault as Error).message}`)
  }
}

function listed(findings: Findings): Pick<Report, 'findings' | 'found'> {
  return { findings: findings.list(), found: findings.count }
}

function openReadOnly(path: string): Sqlite.Database {
  // Before it is opened, which may make one.
  const hasLog = existsSync(`${path}-wal`)
  try {
    const db = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 1_000 })
    const columns = db.prepare<[], { name: string }>("SELECT name FROM pragma_table_info('journal')").all()
    if (columns.length === 0) throw new Unreadable(withoutTables(path, hasLog))
    if (!columns.some(({ name }) => name === 'leaf'))
      throw new Unreadable(`${path} is from before journals were signed: start the service on it once.`)
    if (!db.prepare("SELECT 1 FROM pragma_table_info('sandboxes') WHERE name = 'former_keys'").get())
      throw new Unreadable(`${path} is of an earlier version: start the service on it once.`)
    return db
  } catch (fault) {
    if (fault instanceof Unreadable) throw fault
    const { code, message } = fault as { code?: string; message: string }
    if (code?.startsWith('SQLITE_BUSY')) throw new Unreadable(inUse(path))
    throw new Unreadable(`${path} cannot be read: ${message}`)
  }
}

/** What was committed last may be in the file beside it alone (SQLite, "Write-Ahead Logging", section 2.1). */
function withoutTables(path: string, hasLog: boolean): string {
  const none = `${path} has no tables of this service`
  return hasLog ? `${none}: it is no database of it.` : `${none}. If it was copied while the service ran, its ${path}-wal file is missing: copy both.`
}

function inUse(path: string): string {
  return [
    `${path} is in use by a running service.`,
    'Verify a backup, which can be made while it runs: npm run backup -- <folder>.',
    `Or stop the service, or verify a copy: cp ${path} ${path}-wal <folder>, both together, also while it runs.`,
    'If such a copy cannot be read, or ends in the midst of a commit, the service was just writing: copy again.',
  ].join('\n')
}
