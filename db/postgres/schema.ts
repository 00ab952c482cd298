import { boolean, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { Asset, AssetRules, Attachment, Sandbox, Scope, Wallet, WebhookDelivery, WebhookEndpoint } from '../../api/core/model.ts'
import { bytes, freeText, integer53, json, owner } from './columns.ts'

export * from './schema-holds.ts'

/**
 * The tables as drizzle sees them: all statements are made from this. What PostgreSQL checks by itself (CHECK, keys,
 * indexes, triggers, order of texts) is in `migrations/`; a test holds the two against each other.
 *
 * Every key begins with the sandbox, so that rows can be distributed by it (DISTRIBUTED.md), then with `life`: a reset
 * begins the next life, so that everything old is out of reach at once and can be cleared away piece by piece.
 */
export const sandboxes = pgTable('sandboxes', {
  id: text().primaryKey(),
  life: integer().notNull(),
  /** Raised by every commit. With `stamp` it tells a process whether it can trust what it remembers. */
  version: integer53().notNull(),
  /** A random number of the commit: a version that an asynchronous standby had not got is given again after a failover. */
  stamp: integer53().notNull(),
  fixture: text().$type<'demo'>(),
  forkedFrom: text('forked_from'),
  createdAt: integer53('created_at').notNull(),
  frozenAt: integer53('frozen_at'),
  clockOffset: integer53('clock_offset').notNull(),
  seq: integer53().notNull(),
  lastAt: integer53('last_at').notNull(),
  nextDue: integer53('next_due'),
  wakeAt: integer53('wake_at'),
  /** From this real time on there is something of it to clear away. */
  tidyAt: integer53('tidy_at'),
  journal: text().notNull(),
  frontier: bytes().notNull(),
  sharesKeys: boolean('shares_keys').notNull(),
  formerKeys: json<Sandbox['formerKeys']>('former_keys').notNull(),
  webhooks: json<Sandbox['webhooks']>(),
})

export const apiKeys = pgTable(
  'api_keys',
  {
    ...owner(),
    id: text().notNull(),
    name: freeText(),
    scopes: json<readonly Scope[]>().notNull(),
    wallet: text(),
    hash: text().notNull(),
    createdAt: integer53('created_at').notNull(),
    revokedAt: integer53('revoked_at'),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.life, table.id] })],
)

export const assets = pgTable(
  'assets',
  {
    ...owner(),
    code: text().notNull(),
    scale: integer().notNull(),
    kind: text().$type<Asset['kind']>().notNull(),
    maxHolding: integer53('max_holding'),
    maxSupply: integer53('max_supply').notNull(),
    rules: json<AssetRules>().notNull(),
    supply: integer53().notNull(),
    createdAt: integer53('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.life, table.code] })],
)

export const wallets = pgTable(
  'wallets',
  {
    ...owner(),
    id: text().notNull(),
    name: freeText().notNull(),
    kind: text().$type<Wallet['kind']>().notNull(),
    custody: text().$type<Wallet['custody']>().notNull(),
    key: json<Wallet['key']>().notNull(),
    attributes: json<Wallet['attributes']>().notNull(),
    status: text().$type<Wallet['status']>().notNull(),
    createdAt: integer53('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.life, table.id] })],
)

export const balances = pgTable(
  'balances',
  {
    ...owner(),
    wallet: text().notNull(),
    asset: text().notNull(),
    posted: integer53().notNull(),
    held: integer53().notNull(),
    incoming: integer53().notNull(),
    lastSeq: integer53('last_seq'),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.life, table.wallet, table.asset] })],
)

export const transfers = pgTable(
  'transfers',
  {
    ...owner(),
    id: text().notNull(),
    from: text('from_wallet').notNull(),
    to: text('to_wallet').notNull(),
    asset: text().notNull(),
    amount: integer53().notNull(),
    memo: freeText(),
    attachments: json<readonly Attachment[]>().notNull(),
    refunded: integer53().notNull(),
    refunds: json<readonly string[]>().notNull(),
    refundOf: text('refund_of'),
    createdAt: integer53('created_at').notNull(),
    records: json<readonly number[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.life, table.id] })],
)

export const oracles = pgTable(
  'oracles',
  {
    ...owner(),
    id: text().notNull(),
    name: freeText().notNull(),
    publicKey: text('public_key').notNull(),
    createdAt: integer53('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.life, table.id] })],
)

export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    ...owner(),
    id: text().notNull(),
    url: freeText().notNull(),
    types: json<WebhookEndpoint['types']>().notNull(),
    description: freeText(),
    status: text().$type<WebhookEndpoint['status']>().notNull(),
    generation: integer().notNull(),
    rotatedAt: integer53('rotated_at'),
    createdAt: integer53('created_at').notNull(),
    cursor: integer53().notNull(),
    claimedUntil: integer53('claimed_until'),
    failingSince: integer53('failing_since'),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.life, table.id] })],
)

export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    ...owner(),
    id: text().notNull(),
    endpoint: text().notNull(),
    event: text().notNull(),
    seq: integer53().notNull(),
    type: text().notNull(),
    status: text().$type<WebhookDelivery['status']>().notNull(),
    attempts: json<WebhookDelivery['attempts']>().notNull(),
    tried: integer53().notNull(),
    nextAt: integer53('next_at'),
    createdAt: integer53('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.life, table.id] })],
)

export const journal = pgTable('journal', { ...owner(), seq: integer53().notNull(), record: text().notNull(), leaf: bytes() }, (table) => [
  primaryKey({ columns: [table.sandbox, table.life, table.seq] }),
])

export const journalNodes = pgTable(
  'journal_nodes',
  { ...owner(), level: integer().notNull(), place: integer53().notNull(), hash: bytes().notNull() },
  (table) => [primaryKey({ columns: [table.sandbox, table.life, table.level, table.place] })],
)

export const checkpoints = pgTable('checkpoints', { ...owner(), size: integer53().notNull(), note: text().notNull() }, (table) => [
  primaryKey({ columns: [table.sandbox, table.life, table.size] }),
])

export const usedSignatures = pgTable(
  'used_signatures',
  { ...owner(), id: text().notNull(), validUntil: integer53('valid_until').notNull() },
  (table) => [primaryKey({ columns: [table.sandbox, table.life, table.id] })],
)

export const answers = pgTable(
  'answers',
  {
    ...owner(),
    key: text().notNull(),
    fingerprint: text().notNull(),
    status: integer().notNull(),
    body: text().notNull(),
    storedAt: integer53('stored_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.life, table.key] })],
)

export const requests = pgTable('requests', { ...owner(), id: text().notNull(), request: json<object>().notNull() }, (table) => [
  primaryKey({ columns: [table.sandbox, table.life, table.id] }),
])

/** What is put aside for a sandbox that is not there yet: in which of its lives, and under which name. */
export const stagings = pgTable(
  'stagings',
  { ...owner(), name: text().notNull(), version: integer53().notNull(), seenAt: integer53('seen_at') },
  (table) => [primaryKey({ columns: [table.sandbox, table.life] })],
)

/** Of the service, not of a sandbox: secrets that all its processes share. */
export const serviceKeys = pgTable('service_keys', { name: text().primaryKey(), value: text().notNull() })
