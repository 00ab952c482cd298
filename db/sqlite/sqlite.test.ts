import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { afterAll, describe, expect, test } from 'vitest'
import { newSandbox } from '../../api/core/new-sandbox.ts'
import type { Store } from '../../api/core/store.ts'
import { dumpContract } from '../dump.contract.ts'
import { storeContract } from '../store.contract.ts'
import { openSqlite } from './open.ts'
import * as schema from './schema.ts'

const folder = mkdtempSync(join(tmpdir(), 'kariosae-store-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const paths = new Map<Store, string>()

function openFile(path: string): Store {
  const store = openSqlite(path)
  paths.set(store, path)
  return store
}

storeContract('SQLite in memory', { open: () => openSqlite(':memory:') })
dumpContract('SQLite in memory', { open: () => openSqlite(':memory:') })
storeContract('SQLite in a file', {
  open: () => openFile(join(folder, `${++files}.db`)),
  async reopen(store) {
    await store.close()
    return openFile(paths.get(store)!)
  },
})

describe('SQLite', () => {
  const path = join(folder, 'schema.db')
  openSqlite(path).close()
  const sqlite = new Sqlite(path)
  afterAll(() => sqlite.close())

  test.each(Object.entries(schema))('the table that drizzle knows as %s is the one that the migration makes', (_name, table) => {
    const { name, columns } = getTableConfig(table)
    const actual = sqlite.prepare(`SELECT name, type, "notnull" FROM pragma_table_info(?) ORDER BY name`).all(name)
    const typed = columns.map((column) => ({
      name: column.name,
      type: column.getSQLType().toUpperCase(),
      notnull: column.notNull && !column.primary ? 1 : 0,
    }))
    expect(actual).toEqual(typed.sort((a, b) => (a.name < b.name ? -1 : 1)))
    expect(sqlite.prepare('SELECT strict FROM pragma_table_list WHERE name = ?').get(name)).toEqual({ strict: 1 })
  })

  test('a journal record cannot be changed', () => {
    sqlite.prepare("INSERT INTO journal (sandbox, seq, record) VALUES (1, 1, '{}')").run()
    expect(() => sqlite.prepare("UPDATE journal SET record = '[]'").run()).toThrow('append-only')
    expect(() => sqlite.prepare("INSERT INTO journal (sandbox, seq, record) VALUES (1, 1, '{}')").run()).toThrow('UNIQUE')
  })
})

test('nothing that is written to a file that is gone is said to be done', async () => {
  const path = join(folder, 'gone.db')
  const store = openSqlite(path)
  const head = newSandbox('sbx_1', 0)
  await store.stage('sbx_1/imp', { table: 'journal', rows: [] })
  rmSync(path)
  const gone = /the database was deleted or replaced/
  await expect(async () => store.stage('sbx_1/imp', { table: 'journal', rows: [] })).rejects.toThrow(gone)
  await expect(async () => store.settle('sbx_1/imp', head)).rejects.toThrow(gone)
  await expect(async () => store.unstage('sbx_1/imp')).rejects.toThrow(gone)
  await expect(async () => store.commit(new Map(), () => ({ commits: [], result: null }))).rejects.toThrow(gone)
  expect((await store.staged('sbx_1/imp'))?.version).toBe(1)
  await store.close()
})
