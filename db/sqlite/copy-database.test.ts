import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { copyDatabase } from './copy-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'kariosae-copy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function databaseOf(pages: number): Sqlite.Database {
  const database = new Sqlite(join(folder, `${pages}.db`))
  database.pragma('journal_mode = WAL')
  database.exec('CREATE TABLE filling (number INTEGER PRIMARY KEY, bytes BLOB)')
  const add = database.prepare('INSERT INTO filling (bytes) VALUES (zeroblob(3000))')
  while ((database.pragma('page_count', { simple: true }) as number) < pages) add.run()
  return database
}

// Pages are copied 250 at a time, and the last 200 at the end: whatever is left over between.
test.each([2, 199, 200, 201, 225, 249, 250, 251, 449, 450, 451, 475, 700])(
  'a database of %i pages is copied as it is when the copy is finished',
  async (pages) => {
    const database = databaseOf(pages)
    const copy = copyDatabase(database, join(folder, `${pages}.copy.db`))
    await copy.nearlyDone
    database.exec('INSERT INTO filling (bytes) VALUES (zeroblob(1))')
    const { last } = database.prepare('SELECT max(number) AS last FROM filling').get() as { last: number }
    await copy.finish()
    const copied = new Sqlite(join(folder, `${pages}.copy.db`), { readonly: true })
    expect(copied.prepare('SELECT max(number) AS last FROM filling').get()).toEqual({ last })
    expect(copied.pragma('integrity_check', { simple: true })).toBe('ok')
    copied.close()
    database.close()
  },
)
