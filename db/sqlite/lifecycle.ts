import { and, eq, getTableColumns, isNull, type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Sandbox } from '../../api/core/model.ts'
import { answerLifetime } from '../../api/core/store.ts'
import { sandboxRow } from './entities.ts'
import {
  answers,
  apiKeys,
  assets,
  balances,
  checkpoints,
  holdLegs,
  holdParties,
  holds,
  holdTemplates,
  journal,
  journalNodes,
  leftovers,
  oracles,
  requests,
  sandboxes,
  transfers,
  usedSignatures,
  wallets,
  webhookDeliveries,
  webhookEndpoints,
} from './schema.ts'
import type { Database } from './statements.ts'

const ledger = [assets, wallets, balances, transfers, holds, holdLegs, holdParties, holdTemplates, oracles, journal, journalNodes] as const
const owned = [...ledger, webhookEndpoints, webhookDeliveries, apiKeys, answers, requests, checkpoints, usedSignatures] as const
const piece = 500

/** How sandboxes begin, begin again, are copied, and how what they leave behind is cleared away. */
export function createLifecycle(db: Database) {
  const begin = (sandbox: Sandbox): number => db.insert(sandboxes).values(sandboxRow(sandbox)).returning({ number: sandboxes.number }).get().number

  /** Answers lie in the order in which they were stored, so the old ones are at the front; no index is needed to find them. */
  let place = 0
  function tidyAnswers(until: number): number {
    const rows = db.all<{ rowid: number }>(sql`SELECT rowid FROM answers WHERE rowid > ${place} ORDER BY rowid LIMIT ${piece}`)
    const last = rows.at(-1)?.rowid ?? 0
    const expired = changes(db, sql`DELETE FROM answers WHERE rowid > ${place} AND rowid <= ${last} AND stored_at < ${until}`)
    place = expired > 0 ? last : 0
    return expired
  }

  /** A signature that is too old orders nothing any more, used or not. Those that wait to be a sandbox are still to be counted. */
  const tidySignatures = (real: number): number =>
    changes(
      db,
      sql`DELETE FROM used_signatures WHERE (sandbox, id) IN (SELECT sandbox, id FROM used_signatures WHERE valid_until < ${real} AND sandbox IN (SELECT number FROM sandboxes) LIMIT ${piece})`,
    )

  return {
    begin,
    /**
     * A new number for the same ID. Keys of the whole sandbox move along; keys bound to a wallet go with it. A signature that was
     * used stays used: wallets of a fixture have the same IDs in the next life.
     */
    restart(old: number, sandbox: Sandbox): number {
      db.delete(sandboxes).where(eq(sandboxes.number, old)).run()
      const number = begin(sandbox)
      db.update(apiKeys)
        .set({ sandbox: number })
        .where(and(eq(apiKeys.sandbox, old), isNull(apiKeys.wallet)))
        .run()
      db.update(usedSignatures).set({ sandbox: number }).where(eq(usedSignatures.sandbox, old)).run()
      db.insert(leftovers).values({ sandbox: old }).run()
      return number
    },
    copy(from: number, to: number): void {
      for (const table of ledger) copyRows(db, table, from, to)
    },
    tidy(real: number): boolean {
      const expired = tidyAnswers(real - answerLifetime) + tidySignatures(real)
      const left = db.select().from(leftovers).limit(1).get()
      if (!left) return expired > 0
      const deleted = owned.reduce((total, table) => total + deletePiece(db, table, left.sandbox), 0)
      if (deleted === 0) db.delete(leftovers).where(eq(leftovers.sandbox, left.sandbox)).run()
      return true
    },
  }
}

function copyRows(db: Database, table: SQLiteTable, from: number, to: number): void {
  const names = Object.values(getTableColumns(table))
    .map((column) => column.name)
    .filter((name) => name !== 'sandbox')
  const columns = sql.raw(names.join(', '))
  db.run(sql`INSERT INTO ${table} (sandbox, ${columns}) SELECT ${to}, ${columns} FROM ${table} WHERE sandbox = ${from}`)
}

function deletePiece(db: Database, table: (typeof owned)[number], sandbox: number): number {
  const keys = sql.raw(primaryKeyOf(table).join(', '))
  return changes(db, sql`DELETE FROM ${table} WHERE (${keys}) IN (SELECT ${keys} FROM ${table} WHERE sandbox = ${sandbox} LIMIT ${piece})`)
}

/** How many rows it deleted: not every engine tells by itself. */
function changes(db: Database, statement: SQL): number {
  return db.all(sql`${statement} RETURNING 1`).length
}

function primaryKeyOf(table: (typeof owned)[number]): string[] {
  switch (table) {
    case balances:
      return ['sandbox', 'wallet', 'asset']
    case holdLegs:
      return ['sandbox', 'hold', 'leg']
    case holdParties:
      return ['sandbox', 'wallet', 'hold']
    case holdTemplates:
      return ['sandbox', 'key']
    case journal:
      return ['sandbox', 'seq']
    case journalNodes:
      return ['sandbox', 'level', 'place']
    case checkpoints:
      return ['sandbox', 'size']
    case requests:
      return ['sandbox', 'slot']
    case assets:
      return ['sandbox', 'code']
    case answers:
      return ['sandbox', 'key']
    default:
      return ['sandbox', 'id']
  }
}
