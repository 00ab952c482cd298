import type { PgTable } from 'drizzle-orm/pg-core'
import type { Entities, Kind } from '../../api/core/change.ts'
import { packFrontier, unpackFrontier } from '../../api/core/merkle/tree.ts'
import type { Leg, Sandbox } from '../../api/core/model.ts'
import { wakeTime } from '../../api/core/time.ts'
import { byKind } from '../walk-reads.ts'
import { encodeArray } from './arrays.ts'
import * as schema from './schema.ts'
import { columnList, type OnConflict, type Query, query, type Row, readRow, shapeOf, statement } from './statements.ts'

/** Where each kind of entity lies, and what of it may change. Legs and parties of holds have tables of their own. */
export const tableOf: { readonly [K in Kind]: { readonly table: PgTable; readonly mutable: readonly string[] } } = {
  apiKey: { table: schema.apiKeys, mutable: ['revokedAt'] },
  asset: { table: schema.assets, mutable: ['supply'] },
  wallet: { table: schema.wallets, mutable: ['key', 'status'] },
  balance: { table: schema.balances, mutable: ['posted', 'held', 'incoming', 'lastSeq'] },
  transfer: { table: schema.transfers, mutable: ['refunded', 'refunds', 'records'] },
  hold: {
    table: schema.holds,
    mutable: ['status', 'acceptances', 'expiresAt', 'heldAt', 'dueAt', 'dispute', 'evidence', 'watchers', 'history', 'records'],
  },
  holdTemplate: { table: schema.holdTemplates, mutable: ['version', 'title', 'parameters', 'example', 'terms', 'createdAt'] },
  oracle: { table: schema.oracles, mutable: ['name'] },
  webhookEndpoint: { table: schema.webhookEndpoints, mutable: ['status', 'generation', 'rotatedAt', 'cursor', 'claimedUntil', 'failingSince'] },
  webhookDelivery: { table: schema.webhookDeliveries, mutable: ['status', 'attempts', 'tried', 'nextAt'] },
  answer: { table: schema.answers, mutable: ['fingerprint', 'status', 'body', 'storedAt'] },
  usedSignature: { table: schema.usedSignatures, mutable: ['validUntil'] },
}
export const mutableOfLegs: OnConflict = ['amount', 'captured', 'released', 'remaining', 'fundedAt', 'assignments']

/** Everything of a life. A fork has the first part of it. */
export const forked: readonly PgTable[] = [
  ...[schema.assets, schema.wallets, schema.balances, schema.transfers, schema.holds, schema.holdLegs, schema.holdParties],
  ...[schema.holdTemplates, schema.oracles, schema.journal, schema.journalNodes],
]
export const owned: readonly PgTable[] = [
  ...forked,
  ...[schema.webhookEndpoints, schema.webhookDeliveries, schema.apiKeys, schema.answers, schema.requests, schema.checkpoints, schema.usedSignatures],
]

const legs = shapeOf(schema.holdLegs).columns.filter(({ property }) => property !== 'hold' && property !== 'leg')
const legValues = legs.map(({ name }) => `leg.${name}`).join(', ')
/** In one statement with its hold, or a commit in between could tear the two apart. */
const legsOfHold =
  `(SELECT json_agg(json_build_array(${legValues}) ORDER BY leg.leg) FROM hold_legs leg ` +
  'WHERE leg.sandbox = $1 AND leg.life = hold.life AND leg.hold = hold.id)'

/** The beginning of a query for entities of this kind: all that is in the sandbox in this life. */
export function selectFrom(kind: Kind, life: string): string {
  if (kind === 'hold')
    return `SELECT ${columnList(schema.holds, 'hold')}, ${legsOfHold} FROM holds hold WHERE hold.sandbox = $1 AND hold.life = ${life}`
  const { table } = tableOf[kind]
  return `SELECT ${columnList(table)} FROM ${shapeOf(table).name} WHERE sandbox = $1 AND life = ${life}`
}

export function readEntity<K extends Kind>(kind: K, row: Row): Entities[K] {
  const found = readRow<Entities[K]>(tableOf[kind].table, row)
  if (kind !== 'hold') return found
  return { ...found, legs: ((row.at(-1) as unknown[][] | null) ?? []).map(readLeg) }
}

function readLeg(part: readonly unknown[]): Leg {
  return Object.fromEntries(legs.map(({ property }, index) => [property, part[index]])) as unknown as Leg
}

const byKeys = byKind((kind) => statement(byKeysText(kind)))

function byKeysText(kind: Kind): string {
  const { table } = tableOf[kind]
  if (kind !== 'balance') return `${selectFrom(kind, '$2')} AND ${shapeOf(table).key[0]} = ANY($3::text[])`
  return (
    `SELECT ${columnList(table, 'balance')} FROM unnest($3::text[], $4::text[]) AS wanted (wallet, asset) ` +
    'JOIN balances balance ON balance.sandbox = $1 AND balance.life = $2 AND balance.wallet = wanted.wallet AND balance.asset = wanted.asset'
  )
}

/** All entities with these keys, however many. */
export function findByKeys(kind: Kind, sandbox: string, life: number, keys: readonly string[]): Query {
  const arrays = kind === 'balance' ? [0, 1].map((part) => keys.map((key) => key.split('/')[part]!)) : [keys]
  return query(byKeys[kind], [sandbox, life, ...arrays.map(wanted)])
}

/** Keys that may be there: what has a U+0000, as an ID in a path can, PostgreSQL cannot hold. */
export function wanted(keys: readonly string[]): Buffer {
  return encodeArray(
    'text',
    keys.map((key) => (key.includes('\0') ? null : key)),
  )
}

export function sandboxValues(sandbox: Sandbox): Omit<typeof schema.sandboxes.$inferInsert, 'life' | 'version' | 'stamp' | 'tidyAt'> {
  const { clock, frontier, ...rest } = sandbox
  return { ...rest, frontier: Buffer.from(packFrontier(frontier)), frozenAt: clock.frozenAt, clockOffset: clock.offset, wakeAt: wakeTime(sandbox) }
}

export function readSandbox(found: typeof schema.sandboxes.$inferSelect): Sandbox {
  const { life: _life, version: _version, stamp: _stamp, wakeAt: _wakeAt, tidyAt: _tidyAt, frozenAt, clockOffset, frontier, ...rest } = found
  return { ...rest, frontier: unpackFrontier(frontier), clock: { frozenAt, offset: clockOffset } }
}
