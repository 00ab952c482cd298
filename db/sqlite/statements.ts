import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import type { BaseSQLiteDatabase, SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'

/** drizzle over a connection that answers at once: better-sqlite3's, or that of a Durable Object. */
export type Database = BaseSQLiteDatabase<'sync', unknown, Record<string, never>> & {
  readonly $client: { prepare(text: string): Prepared }
}

/**
 * The statements of the hot path. drizzle writes the SQL from the schema; it then runs without drizzle in between, whose
 * work for each run costs as much as SQLite's own.
 */
export interface Statement<Row> {
  run(row: Row): void
}

export interface Prepared {
  run(values: readonly unknown[]): void
  get(values: readonly unknown[]): readonly unknown[] | undefined
  all(values: readonly unknown[]): (readonly unknown[])[]
  raw(): Prepared
}

interface Query {
  toSQL(): { sql: string; params: readonly unknown[] }
}

/** Finds one row by its sandbox and key, without the sandbox's number, which nothing outside the store may see. */
export function prepareFind<Row>(db: Database, table: SQLiteTable, key: readonly string[]): (...values: readonly unknown[]) => Row | undefined {
  const { prepared, read } = prepareSelect<Row>(db, table, key)
  return (...values) => {
    const found = prepared().get(values)
    return found && read(found)
  }
}

/** Finds all rows with this beginning of their key, in the order of the rest of it. */
export function prepareFindAll<Row>(
  db: Database,
  table: SQLiteTable,
  key: readonly string[],
  order: string,
): (...values: readonly unknown[]) => Row[] {
  const { prepared, read } = prepareSelect<Row>(db, table, key, order)
  return (...values) => prepared().all(values).map(read)
}

function prepareSelect<Row>(db: Database, table: SQLiteTable, key: readonly string[], order?: string) {
  const columns = columnsOf(table)
  const { text } = write(table, `select by ${key} order by ${order}`, () => {
    const conditions = ['sandbox', ...key].map((name) => eq(columns[name]!, sql.placeholder(name)))
    const query = db
      .select()
      .from(table)
      .where(and(...conditions))
    return order === undefined ? query : query.orderBy(columns[order]!)
  })
  const prepared = lazily(() => db.$client.prepare(text).raw())
  const readers = Object.entries(columns)
    .map(([name, { dataType }], index) => ({ name, index, json: dataType === 'json' }))
    .filter(({ name }) => name !== 'sandbox')
  function read(found: readonly unknown[]): Row {
    const row: Record<string, unknown> = {}
    for (const { name, index, json } of readers) row[name] = json ? JSON.parse(found[index] as string) : found[index]
    return row as Row
  }
  return { prepared, read }
}

/** Inserts a row, or gives the one with this key new values in the columns that may change. */
export function prepareUpsert<Row>(db: Database, table: SQLiteTable, key: readonly string[], mutable: readonly string[]): Statement<Row> {
  const columns = columnsOf(table)
  return direct(db, table, `upsert by ${key}: ${mutable}`, () => {
    const set = Object.fromEntries(mutable.map((name) => [name, sql.raw(`excluded.${columns[name]!.name}`)]))
    const target = key.map((name) => columns[name]!)
    return insert(db, table).onConflictDoUpdate({ target, set: set as never })
  })
}

export function prepareInsert<Row>(db: Database, table: SQLiteTable): Statement<Row> {
  return direct(db, table, 'insert', () => insert(db, table))
}

/** A row whose key is there already stays as it is. */
export function prepareInsertNew<Row>(db: Database, table: SQLiteTable): Statement<Row> {
  return direct(db, table, 'insert new', () => insert(db, table).onConflictDoNothing())
}

/** Changes these columns of the row with this key. */
export function prepareUpdate<Row>(db: Database, table: SQLiteTable, key: string, mutable: readonly string[]): Statement<Row> {
  return direct(db, table, `update by ${key}: ${mutable}`, () =>
    db
      .update(table)
      .set(placeholders(mutable))
      .where(eq(columnsOf(table)[key]!, sql.placeholder(key))),
  )
}

function insert(db: Database, table: SQLiteTable) {
  return db.insert(table).values(placeholders(Object.keys(columnsOf(table))))
}

function direct<Row>(db: Database, table: SQLiteTable, name: string, query: () => Query): Statement<Row> {
  const { text, parameters } = write(table, name, query)
  const columns = columnsOf(table)
  const bound = parameters.map((column) => ({ column, json: columns[column]?.dataType === 'json' }))
  const prepared = lazily(() => db.$client.prepare(text))
  return {
    run(row) {
      const values = row as Record<string, unknown>
      prepared().run(bound.map(({ column, json }) => (json ? JSON.stringify(values[column]) : values[column])))
    },
  }
}

interface Written {
  readonly text: string
  /** What is bound, in order. */
  readonly parameters: readonly string[]
}
const writings = new WeakMap<SQLiteTable, Map<string, Written>>()

/** drizzle writes each statement once, whatever number of services or objects then prepare it: that takes longer than all else of opening one. */
function write(table: SQLiteTable, name: string, query: () => Query): Written {
  const ofTable = writings.get(table) ?? new Map<string, Written>()
  writings.set(table, ofTable)
  let written = ofTable.get(name)
  if (!written) {
    const { sql: text, params } = query().toSQL()
    const nameOf = ({ name: own, value }: { name?: string; value?: { name: string } }) => own ?? value!.name
    written = { text, parameters: params.map((parameter) => nameOf(parameter as object)) }
    ofTable.set(name, written)
  }
  return written
}

/** Most statements are never needed where a sandbox is an object of its own. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

function placeholders(names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as never
}

function columnsOf(table: SQLiteTable): Record<string, SQLiteColumn> {
  return getTableColumns(table) as Record<string, SQLiteColumn>
}
