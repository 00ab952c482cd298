import { blob, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type {
  Acceptance,
  Asset,
  AssetRules,
  Assignment,
  Attachment,
  Dispute,
  Evidence,
  Hold,
  HoldStep,
  HoldTemplate,
  Sandbox,
  Scope,
  Terms,
  Wallet,
} from '../../api/core/model.ts'

export { webhookDeliveries, webhookEndpoints } from './webhook-schema.ts'

/**
 * The tables as drizzle sees them. What SQLite checks by itself (STRICT, CHECK, indexes) is in `migrations/`; a test
 * holds the two against each other. `sandbox` is the internal number of a sandbox's present life: a reset gives it a
 * new one, so that everything old is out of reach at once.
 */
const json = <T>(name?: string) => (name === undefined ? text({ mode: 'json' }) : text(name, { mode: 'json' })).$type<T>()

export const sandboxes = sqliteTable('sandboxes', {
  number: integer().primaryKey(),
  id: text().notNull(),
  fixture: text().$type<'demo'>(),
  forkedFrom: text('forked_from'),
  createdAt: integer('created_at').notNull(),
  frozenAt: integer('frozen_at'),
  clockOffset: integer('clock_offset').notNull(),
  seq: integer().notNull(),
  lastAt: integer('last_at').notNull(),
  nextDue: integer('next_due'),
  wakeAt: integer('wake_at'),
  journal: text().notNull(),
  frontier: blob({ mode: 'buffer' }),
  sharesKeys: integer('shares_keys').notNull(),
  formerKeys: json<Sandbox['formerKeys']>('former_keys').notNull(),
  webhooks: json<Sandbox['webhooks']>(),
})

export const apiKeys = sqliteTable(
  'api_keys',
  {
    sandbox: integer().notNull(),
    id: text().notNull(),
    name: text(),
    scopes: json<readonly Scope[]>().notNull(),
    wallet: text(),
    hash: text().notNull(),
    createdAt: integer('created_at').notNull(),
    revokedAt: integer('revoked_at'),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.id] })],
)

export const assets = sqliteTable(
  'assets',
  {
    sandbox: integer().notNull(),
    code: text().notNull(),
    scale: integer().notNull(),
    kind: text().$type<Asset['kind']>().notNull(),
    maxHolding: integer('max_holding'),
    maxSupply: integer('max_supply').notNull(),
    rules: json<AssetRules>().notNull(),
    supply: integer().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.code] })],
)

export const wallets = sqliteTable(
  'wallets',
  {
    sandbox: integer().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    kind: text().$type<Wallet['kind']>().notNull(),
    custody: text().$type<Wallet['custody']>().notNull(),
    key: json<Wallet['key']>().notNull(),
    attributes: json<Wallet['attributes']>().notNull(),
    status: text().$type<Wallet['status']>().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.id] })],
)

export const balances = sqliteTable(
  'balances',
  {
    sandbox: integer().notNull(),
    wallet: text().notNull(),
    asset: text().notNull(),
    posted: integer().notNull(),
    held: integer().notNull(),
    incoming: integer().notNull(),
    lastSeq: integer('last_seq'),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.wallet, table.asset] })],
)

export const transfers = sqliteTable(
  'transfers',
  {
    sandbox: integer().notNull(),
    id: text().notNull(),
    from: text('from_wallet').notNull(),
    to: text('to_wallet').notNull(),
    asset: text().notNull(),
    amount: integer().notNull(),
    memo: text(),
    attachments: json<readonly Attachment[]>().notNull(),
    refunded: integer().notNull(),
    refunds: json<readonly string[]>().notNull(),
    refundOf: text('refund_of'),
    createdAt: integer('created_at').notNull(),
    records: json<readonly number[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.id] })],
)

export const holds = sqliteTable(
  'holds',
  {
    sandbox: integer().notNull(),
    id: text().notNull(),
    status: text().$type<Hold['status']>().notNull(),
    acceptances: json<readonly Acceptance[]>().notNull(),
    terms: json<Terms>().notNull(),
    expiresAt: integer('expires_at').notNull(),
    heldAt: integer('held_at'),
    dueAt: integer('due_at'),
    dispute: json<Dispute | null>().notNull(),
    evidence: json<readonly Evidence[]>().notNull(),
    watches: json<readonly string[]>().notNull(),
    watchers: json<readonly string[]>().notNull(),
    memo: text(),
    history: json<readonly HoldStep[]>().notNull(),
    createdAt: integer('created_at').notNull(),
    records: json<readonly number[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.id] })],
)

export const holdLegs = sqliteTable(
  'hold_legs',
  {
    sandbox: integer().notNull(),
    hold: text().notNull(),
    leg: integer().notNull(),
    from: text('from_wallet').notNull(),
    to: text('to_wallet').notNull(),
    asset: text().notNull(),
    amount: integer().notNull(),
    captured: integer().notNull(),
    released: integer().notNull(),
    remaining: integer().notNull(),
    fundedAt: integer('funded_at'),
    fundBy: integer('fund_by'),
    assignments: json<readonly Assignment[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.hold, table.leg] })],
)

export const holdParties = sqliteTable(
  'hold_parties',
  { sandbox: integer().notNull(), wallet: text().notNull(), hold: text().notNull() },
  (table) => [primaryKey({ columns: [table.sandbox, table.wallet, table.hold] })],
)

export const holdTemplates = sqliteTable(
  'hold_templates',
  {
    sandbox: integer().notNull(),
    key: text().notNull(),
    name: text().notNull(),
    version: integer().notNull(),
    title: json<HoldTemplate['title']>().notNull(),
    parameters: json<HoldTemplate['parameters']>().notNull(),
    example: json<HoldTemplate['example']>().notNull(),
    terms: json<unknown>().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.key] })],
)

export const oracles = sqliteTable(
  'oracles',
  {
    sandbox: integer().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    publicKey: text('public_key').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.id] })],
)

export const journal = sqliteTable(
  'journal',
  { sandbox: integer().notNull(), seq: integer().notNull(), record: text().notNull(), leaf: blob({ mode: 'buffer' }) },
  (table) => [primaryKey({ columns: [table.sandbox, table.seq] })],
)

export const journalNodes = sqliteTable(
  'journal_nodes',
  { sandbox: integer().notNull(), level: integer().notNull(), place: integer().notNull(), hash: blob({ mode: 'buffer' }).notNull() },
  (table) => [primaryKey({ columns: [table.sandbox, table.level, table.place] })],
)

export const checkpoints = sqliteTable(
  'checkpoints',
  { sandbox: integer().notNull(), size: integer().notNull(), note: text().notNull() },
  (table) => [primaryKey({ columns: [table.sandbox, table.size] })],
)

export const usedSignatures = sqliteTable(
  'used_signatures',
  { sandbox: integer().notNull(), id: text().notNull(), validUntil: integer('valid_until').notNull() },
  (table) => [primaryKey({ columns: [table.sandbox, table.id] })],
)

export const answers = sqliteTable(
  'answers',
  {
    sandbox: integer().notNull(),
    key: text().notNull(),
    fingerprint: text().notNull(),
    status: integer().notNull(),
    body: text().notNull(),
    storedAt: integer('stored_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.key] })],
)

export const requests = sqliteTable(
  'requests',
  { sandbox: integer().notNull(), slot: integer().notNull(), id: text().notNull(), request: json<object>().notNull() },
  (table) => [primaryKey({ columns: [table.sandbox, table.slot] })],
)

/** Numbers of past lives whose rows are still to be deleted. */
export const leftovers = sqliteTable('leftovers', { sandbox: integer().primaryKey() })

/** Numbers under which rows of sandboxes lie that are not there yet. */
export const stagings = sqliteTable('stagings', {
  number: integer().primaryKey(),
  name: text().notNull(),
  version: integer().notNull(),
  seenAt: integer('seen_at'),
})
