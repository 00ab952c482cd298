import { getTableColumns } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Sandbox } from '../../api/core/model.ts'
import type { Head } from './memory.ts'
import { sandboxes } from './schema.ts'
import { type Query, query, type Row, statement, toJson } from './statements.ts'
import { readSandbox, sandboxValues } from './tables.ts'

/** The row of a sandbox: its head, and the lock under which everything of it is written. */

const columns = Object.entries(getTableColumns(sandboxes) as Record<string, PgColumn>).map(([property, column]) => ({
  ...{ property, name: column.name, type: column.getSQLType(), notNull: column.notNull },
}))
const names = columns.map(({ name }) => name).join(', ')
const find = statement(`SELECT ${names} FROM sandboxes WHERE id = $1`)
const lock = statement(`SELECT ${names} FROM sandboxes WHERE id = $1 FOR UPDATE`)
/** The key comes first, as the sandbox does in every statement. */
const ordered = [...columns].sort((a, b) => Number(b.property === 'id') - Number(a.property === 'id'))
const insert = statement(
  `INSERT INTO sandboxes (${ordered.map(({ name }) => name).join(', ')}) VALUES (${ordered.map(({ type }, index) => `$${index + 1}::${type}`).join(', ')})`,
)
/** `tidy_at` moves only towards the present: what clears away puts it back. */
const set = ordered
  .slice(1)
  .map(({ name, type }, index) => (name === 'tidy_at' ? `tidy_at = LEAST(tidy_at, $${index + 2}::${type})` : `${name} = $${index + 2}::${type}`))
const update = statement(`UPDATE sandboxes SET ${set.join(', ')} WHERE id = $1`)

export const findHead = (id: string): Query => query(find, [id])
export const lockHead = (id: string): Query => query(lock, [id])

export function readHead([row]: readonly Row[]): Head | undefined {
  if (!row) return undefined
  const found = Object.fromEntries(columns.map(({ property }, index) => [property, row[index]])) as typeof sandboxes.$inferSelect
  return { sandbox: readSandbox(found), life: found.life, version: found.version, stamp: found.stamp }
}

export const insertHead = (head: Head, tidyAt: number | null): Query => query(insert, valuesOf(head, tidyAt))
export const updateHead = (head: Head, tidyAt: number | null): Query => query(update, valuesOf(head, tidyAt))

function valuesOf({ sandbox, life, version, stamp }: Head, tidyAt: number | null): unknown[] {
  const row: Record<string, unknown> = { ...sandboxValues(sandbox), life, version, stamp, tidyAt }
  return ordered.map((column) => (column.type === 'json' ? toJson(row[column.property], column) : row[column.property]))
}

/** Of the first life; a reset begins the next. What is put aside for a sandbox that is not there yet may lie in life 0. */
const firstLife = 1

/** The head that a commit writes over the one that was locked. */
export function nextHead(sandbox: Sandbox, before: Head | undefined, isReset: boolean): Head {
  const life = before === undefined ? firstLife : before.life + (isReset ? 1 : 0)
  return { sandbox, life, version: (before?.version ?? 0) + 1, stamp: Math.floor(Math.random() * Number.MAX_SAFE_INTEGER) }
}
