import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Entities, Kind } from '../../api/core/change.ts'
import { othersIn } from '../../api/core/hold-wallets.ts'
import { packFrontier, unpackFrontier } from '../../api/core/merkle/tree.ts'
import type { Balance, Hold, Leg, Sandbox } from '../../api/core/model.ts'
import { wakeTime } from '../../api/core/time.ts'
import * as schema from './schema.ts'
import { type Database, prepareFind, prepareFindAll, prepareUpsert } from './statements.ts'

/** How one kind of entity is found by key and stored, in the sandbox with this number. */
interface EntityTable<T> {
  get(number: number, key: string): T | undefined
  put(number: number, value: T): void
}
export type EntityTables = { readonly [K in Kind]: EntityTable<Entities[K]> }

export function createEntityTables(db: Database): EntityTables {
  return {
    apiKey: simpleTable(db, schema.apiKeys, 'id', ['revokedAt']),
    asset: simpleTable(db, schema.assets, 'code', ['supply']),
    wallet: simpleTable(db, schema.wallets, 'id', ['key', 'status']),
    transfer: simpleTable(db, schema.transfers, 'id', ['refunded', 'refunds', 'records']),
    holdTemplate: simpleTable(db, schema.holdTemplates, 'key', ['version', 'title', 'parameters', 'example', 'terms', 'createdAt']),
    oracle: simpleTable(db, schema.oracles, 'id', ['name']),
    webhookEndpoint: simpleTable(db, schema.webhookEndpoints, 'id', ['status', 'generation', 'rotatedAt', 'cursor', 'claimedUntil', 'failingSince']),
    webhookDelivery: simpleTable(db, schema.webhookDeliveries, 'id', ['status', 'attempts', 'tried', 'nextAt']),
    answer: simpleTable(db, schema.answers, 'key', ['fingerprint', 'status', 'body', 'storedAt']),
    usedSignature: simpleTable(db, schema.usedSignatures, 'id', ['validUntil']),
    balance: balanceTable(db),
    hold: holdTable(db),
  }
}

function simpleTable<T extends object>(db: Database, table: SQLiteTable, key: string, mutable: readonly string[]): EntityTable<T> {
  const find = prepareFind<T>(db, table, [key])
  const upsert = prepareUpsert<T & { sandbox: number }>(db, table, ['sandbox', key], mutable)
  return {
    get: (sandbox, value) => find(sandbox, value),
    put: (sandbox, value) => upsert.run({ sandbox, ...value }),
  }
}

function balanceTable(db: Database): EntityTable<Balance> {
  const find = prepareFind<Balance>(db, schema.balances, ['wallet', 'asset'])
  const upsert = prepareUpsert<Balance & { sandbox: number }>(
    db,
    schema.balances,
    ['sandbox', 'wallet', 'asset'],
    ['posted', 'held', 'incoming', 'lastSeq'],
  )
  return {
    get(sandbox, key) {
      const [wallet, asset] = key.split('/')
      return find(sandbox, wallet, asset)
    },
    put: (sandbox, value) => upsert.run({ sandbox, ...value }),
  }
}

function holdTable(db: Database): EntityTable<Hold> {
  // The terms never change; but what is bound is also kept, where a long text lies beside its row.
  const mutable = ['status', 'acceptances', 'terms', 'expiresAt', 'heldAt', 'dueAt', 'dispute', 'evidence', 'watchers', 'history', 'records']
  const rows = simpleTable<Omit<Hold, 'legs'>>(db, schema.holds, 'id', mutable)
  const findLegs = prepareFindAll<Leg & { hold?: string; leg?: number }>(db, schema.holdLegs, ['hold'], 'leg')
  const upsertLeg = prepareUpsert<Leg & { sandbox: number; hold: string; leg: number }>(
    db,
    schema.holdLegs,
    ['sandbox', 'hold', 'leg'],
    ['amount', 'captured', 'released', 'remaining', 'fundedAt', 'assignments'],
  )
  const addParty = prepareUpsert<{ sandbox: number; wallet: string; hold: string }>(db, schema.holdParties, ['sandbox', 'wallet', 'hold'], ['hold'])
  return {
    get(sandbox, id) {
      const row = rows.get(sandbox, id)
      return row && { ...row, legs: findLegs(sandbox, id).map(({ hold: _hold, leg: _leg, ...leg }) => leg) }
    },
    put(sandbox, { legs, ...value }) {
      rows.put(sandbox, value)
      for (const [place, leg] of legs.entries()) upsertLeg.run({ sandbox, hold: value.id, leg: place, ...leg })
      for (const wallet of othersIn({ legs, terms: value.terms })) addParty.run({ sandbox, wallet, hold: value.id })
    },
  }
}

/** Drops the sandbox's number, which nothing outside the store may see. */
export function withoutSandbox<T>(row: object): T {
  const { sandbox: _number, ...rest } = row as Record<string, unknown>
  return rest as T
}

export function sandboxRow(sandbox: Sandbox) {
  const { clock, frontier, sharesKeys, ...rest } = sandbox
  const packed = Buffer.from(packFrontier(frontier))
  return { ...rest, sharesKeys: sharesKeys ? 1 : 0, frontier: packed, frozenAt: clock.frozenAt, clockOffset: clock.offset, wakeAt: wakeTime(sandbox) }
}

export function toSandbox(row: typeof schema.sandboxes.$inferSelect): Sandbox {
  const { number: _number, wakeAt: _wakeAt, frozenAt, clockOffset, frontier, sharesKeys, ...rest } = row
  return { ...rest, sharesKeys: sharesKeys === 1, frontier: unpackFrontier(frontier!), clock: { frozenAt, offset: clockOffset } }
}
