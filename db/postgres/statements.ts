import { createHash } from 'node:crypto'
import { getTableColumns, getTableName } from 'drizzle-orm'
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core'
import { type ArrayType, encodeArray } from './arrays.ts'

/**
 * The statements, made from the schema. Each is prepared once on a connection under a name that says what it is, and its
 * text never depends on how many rows there are. The first parameter of every one is the sandbox.
 */
export interface Statement {
  readonly name: string
  readonly text: string
}

export interface Query extends Statement {
  readonly values: readonly unknown[]
}
export type Row = readonly unknown[]

/** The sandbox and the life whose rows are meant. */
export interface Owner {
  readonly sandbox: string
  readonly life: number
}

const statements = new Map<string, Statement>()

export function statement(text: string): Statement {
  const known = statements.get(text)
  if (known) return known
  const made = { name: `k${createHash('sha256').update(text).digest('base64url').slice(0, 20)}`, text }
  statements.set(text, made)
  return made
}

export function query({ name, text }: Statement, values: readonly unknown[]): Query {
  return { name, text, values }
}

/** One that carries no values, and is short enough to be its own name. */
export const bare = (text: string): Query => ({ name: text, text, values: [] })

interface Shape {
  readonly name: string
  /** Without the owner's columns, which nothing outside the store may see. */
  readonly columns: readonly ColumnShape[]
  /** The names of the key's columns after those of the owner. */
  readonly key: readonly string[]
}

interface ColumnShape {
  readonly property: string
  readonly name: string
  readonly type: ArrayType
  readonly notNull: boolean
}

const shapes = new Map<PgTable, Shape>()

export function shapeOf(table: PgTable): Shape {
  const known = shapes.get(table)
  if (known) return known
  const all = Object.entries(getTableColumns(table) as Record<string, PgColumn>)
  const columns = all
    .filter(([property]) => property !== 'sandbox' && property !== 'life')
    .map(([property, column]) => ({ property, name: column.name, type: typeOf(column), notNull: column.notNull }))
  const key = getTableConfig(table).primaryKeys[0]!.columns.map(({ name }) => name)
  const shape = { name: getTableName(table), columns, key: key.slice(2) }
  shapes.set(table, shape)
  return shape
}

function typeOf(column: PgColumn): ArrayType {
  const types: Record<string, ArrayType> = { bigint: 'int8', integer: 'int4' }
  const type = column.getSQLType()
  return types[type] ?? (type as ArrayType)
}

/** How a row as the driver gives it, an array in the order of the columns, becomes what it stands for. */
export function readRow<T>(table: PgTable, row: Row): T {
  const found: Record<string, unknown> = {}
  for (const [index, { property }] of shapeOf(table).columns.entries()) found[property] = row[index]
  return found as T
}

export function columnList(table: PgTable, alias?: string): string {
  return shapeOf(table)
    .columns.map(({ name }) => (alias === undefined ? name : `${alias}.${name}`))
    .join(', ')
}

/** The life that a sandbox is in at the moment of the statement. */
export const presentLife = '(SELECT life FROM sandboxes WHERE id = $1)'

export type OnConflict = 'fail' | 'keep' | readonly string[]

/** Inserts rows; where the key is there already, fails, keeps what is there, or gives the named properties new values. */
export function insertStatement(table: PgTable, onConflict: OnConflict): Statement {
  const { name, columns, key } = shapeOf(table)
  const arrays = columns.map(({ type }, index) => `$${index + 3}::${type}[]`).join(', ')
  const target = `ON CONFLICT (sandbox, life, ${key.join(', ')}) DO`
  const set = (properties: readonly string[]) =>
    columns.flatMap((column) => (properties.includes(column.property) ? [`${column.name} = excluded.${column.name}`] : [])).join(', ')
  const conflict = onConflict === 'fail' ? '' : onConflict === 'keep' ? ` ${target} NOTHING` : ` ${target} UPDATE SET ${set(onConflict)}`
  return statement(
    `INSERT INTO ${name} (sandbox, life, ${columnList(table)}) SELECT $1::text, $2::int4, row.* FROM unnest(${arrays}) AS row${conflict}`,
  )
}

/** The values of the columns of rows, for `insertStatement`. */
export function arraysOf(table: PgTable, rows: readonly object[]): Buffer[] {
  return shapeOf(table).columns.map((column) => {
    const values = rows.map((row) => (row as Record<string, unknown>)[column.property])
    return encodeArray(column.type, column.type === 'json' ? values.map((value) => toJson(value, column)) : values)
  })
}

/** A JSON null is a value where the column must have one, and the absence of one where it need not. */
export function toJson(value: unknown, { notNull }: Pick<ColumnShape, 'notNull'>): string | null {
  return value === null && !notNull ? null : JSON.stringify(value)
}
