import type { PgTable } from 'drizzle-orm/pg-core'
import type { Connection } from './connection.ts'
import { arraysOf, columnList, insertStatement, type OnConflict, type Owner, query, readRow, shapeOf, statement } from './statements.ts'

/** All rows that an owner has in a table, in order of their key, a page at a time. */
export async function* rowsOf<T extends object>(
  connection: Pick<Connection, 'run'>,
  table: PgTable,
  { sandbox, life }: Owner,
  page: number,
): AsyncGenerator<T[]> {
  const { name, key, columns } = shapeOf(table)
  const order = key.join(', ')
  const types = key.map((part) => columns.find((column) => column.name === part)!)
  const start = `SELECT ${columnList(table)} FROM ${name} WHERE sandbox = $1 AND life = $2`
  const end = `ORDER BY ${order} LIMIT $3`
  const first = statement(`${start} ${end}`)
  const next = statement(`${start} AND (${order}) > (${types.map(({ type }, index) => `$${index + 4}::${type}`).join(', ')}) ${end}`)
  let last: Record<string, unknown> | undefined
  for (;;) {
    const beyond = last && types.map(({ property }) => last![property])
    const found = await connection.run(beyond ? query(next, [sandbox, life, page, ...beyond]) : query(first, [sandbox, life, page]))
    const rows = found.map((row) => readRow<T>(table, row))
    if (rows.length > 0) yield rows
    if (rows.length < page) return
    last = rows.at(-1) as Record<string, unknown>
  }
}

export async function insertRows(
  connection: Connection,
  table: PgTable,
  owner: Owner,
  rows: readonly object[],
  onConflict: OnConflict,
): Promise<void> {
  if (rows.length > 0) await connection.run(query(insertStatement(table, onConflict), [owner.sandbox, owner.life, ...arraysOf(table, rows)]))
}

const page = 500

/** Reads the one and inserts into the other, so that no statement is about two sandboxes. */
export async function copyRows(connection: Connection, tables: readonly PgTable[], from: Owner, to: Owner): Promise<void> {
  for (const table of tables) for await (const rows of rowsOf(connection, table, from, page)) await insertRows(connection, table, to, rows, 'fail')
}
