import { and, eq, getTableColumns, sql, type Table } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Balance, Hold, Leg, Sandbox } from '../../api/core/model.ts'
import type { Entities, Kind } from '../../api/core/state.ts'
import { wakeTime } from '../../api/core/time.ts'
import * as schema from './schema.ts'

export type Database = BetterSQLite3Database<Record<string, never>>

/** How one kind of entity is found by key and stored, in the sandbox with this number. */
interface EntityTable<T> {
  get(number: number, key: string): T | undefined
  put(number: number, value: T): void
}
export type EntityTables = { readonly [K in Kind]: EntityTable<Entities[K]> }

type Row = Record<string, unknown>

/** Statements are prepared once: an unprepared drizzle query costs ten times as much. */
export function createEntityTables(db: Database): EntityTables {
  return {
    apiKey: simpleTable(db, schema.apiKeys, 'id', ['revokedAt']),
    asset: simpleTable(db, schema.assets, 'code', ['supply']),
    wallet: simpleTable(db, schema.wallets, 'id', ['status']),
    transfer: simpleTable(db, schema.transfers, 'id', ['refunded', 'refunds']),
    answer: simpleTable(db, schema.answers, 'key', ['fingerprint', 'status', 'body', 'storedAt']),
    balance: balanceTable(db),
    hold: holdTable(db),
  }
}

function balanceTable(db: Database): EntityTable<Balance> {
  const select = prepareSelect(db, schema.balances, ['wallet', 'asset'])
  const upsert = prepareUpsert(db, schema.balances, ['sandbox', 'wallet', 'asset'], ['posted', 'held', 'incoming', 'lastSeq'])
  return {
    get(sandbox, key) {
      const [wallet, asset] = key.split('/')
      return withoutSandbox(select.get({ sandbox, wallet, asset }))
    },
    put: (sandbox, value) => void upsert.run({ sandbox, ...value }),
  }
}

function holdTable(db: Database): EntityTable<Hold> {
  const terms = simpleTable<Omit<Hold, 'legs'>>(db, schema.holds, 'id', ['status', 'acceptances', 'expiresAt', 'history'])
  const selectLeg = prepareSelect(db, schema.holdLegs, ['hold', 'leg'])
  const upsertLeg = prepareUpsert(db, schema.holdLegs, ['sandbox', 'hold', 'leg'], ['amount', 'captured', 'released', 'remaining'])
  return {
    get(sandbox, id) {
      const row = terms.get(sandbox, id)
      return row && toHold(row, selectLeg.get({ sandbox, hold: id, leg: 0 }) as unknown as Leg)
    },
    put(sandbox, { legs, ...value }) {
      terms.put(sandbox, value)
      upsertLeg.run({ sandbox, hold: value.id, leg: 0, ...legs[0] })
    },
  }
}

export function toHold(row: Omit<Hold, 'legs'>, leg: Leg): Hold {
  const { from, to, asset, amount, captured, released, remaining } = leg
  return { ...row, legs: [{ from, to, asset, amount, captured, released, remaining }] }
}

/** Drops the sandbox's number, which nothing outside the store may see. */
export function withoutSandbox<T>(row: unknown): T | undefined {
  if (row === undefined) return undefined
  const { sandbox: _number, ...rest } = row as Row
  return rest as T
}

export function sandboxRow(sandbox: Sandbox) {
  const { clock, ...rest } = sandbox
  return { ...rest, frozenAt: clock.frozenAt, clockOffset: clock.offset, wakeAt: wakeTime(sandbox) }
}

export function toSandbox(row: typeof schema.sandboxes.$inferSelect): Sandbox {
  const { number: _number, wakeAt: _wakeAt, frozenAt, clockOffset, ...rest } = row
  return { ...rest, clock: { frozenAt, offset: clockOffset } }
}

function simpleTable<T>(db: Database, table: SQLiteTable, key: string, mutable: readonly string[]): EntityTable<T> {
  const select = prepareSelect(db, table, [key])
  const upsert = prepareUpsert(db, table, ['sandbox', key], mutable)
  return {
    get: (sandbox, value) => withoutSandbox<T>(select.get({ sandbox, [key]: value })),
    put: (sandbox, value) => void upsert.run({ sandbox, ...value }),
  }
}

function columnsOf(table: Table): Record<string, SQLiteColumn> {
  return getTableColumns(table) as Record<string, SQLiteColumn>
}

function prepareSelect(db: Database, table: SQLiteTable, key: readonly string[]) {
  const columns = columnsOf(table)
  const conditions = ['sandbox', ...key].map((name) => eq(columns[name]!, sql.placeholder(name)))
  return db
    .select()
    .from(table)
    .where(and(...conditions))
    .prepare()
}

export function prepareUpsert(db: Database, table: SQLiteTable, key: readonly string[], mutable: readonly string[]) {
  const columns = columnsOf(table)
  const values = Object.fromEntries(Object.keys(columns).map((name) => [name, sql.placeholder(name)]))
  const set = Object.fromEntries(mutable.map((name) => [name, sql.raw(`excluded.${columns[name]!.name}`)]))
  return db
    .insert(table)
    .values(values as never)
    .onConflictDoUpdate({ target: key.map((name) => columns[name]!), set: set as never })
    .prepare()
}
