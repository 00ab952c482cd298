import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { Acceptance, Assignment, Dispute, Evidence, Hold, HoldStep, HoldTemplate, Terms } from '../../api/core/model.ts'
import { freeText, integer53, json, owner } from './columns.ts'

/** The part of the schema that is about holds. */

export const holds = pgTable(
  'holds',
  {
    ...owner(),
    id: text().notNull(),
    status: text().$type<Hold['status']>().notNull(),
    acceptances: json<readonly Acceptance[]>().notNull(),
    terms: json<Terms>().notNull(),
    expiresAt: integer53('expires_at').notNull(),
    heldAt: integer53('held_at'),
    dueAt: integer53('due_at'),
    dispute: json<Dispute | null>().notNull(),
    evidence: json<readonly Evidence[]>().notNull(),
    watches: json<readonly string[]>().notNull(),
    watchers: json<readonly string[]>().notNull(),
    memo: freeText(),
    history: json<readonly HoldStep[]>().notNull(),
    createdAt: integer53('created_at').notNull(),
    records: json<readonly number[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.life, table.id] })],
)

export const holdLegs = pgTable(
  'hold_legs',
  {
    ...owner(),
    hold: text().notNull(),
    leg: integer().notNull(),
    from: text('from_wallet').notNull(),
    to: text('to_wallet').notNull(),
    asset: text().notNull(),
    amount: integer53().notNull(),
    captured: integer53().notNull(),
    released: integer53().notNull(),
    remaining: integer53().notNull(),
    fundedAt: integer53('funded_at'),
    fundBy: integer53('fund_by'),
    assignments: json<readonly Assignment[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.life, table.hold, table.leg] })],
)

export const holdParties = pgTable('hold_parties', { ...owner(), wallet: text().notNull(), hold: text().notNull() }, (table) => [
  primaryKey({ columns: [table.sandbox, table.life, table.wallet, table.hold] }),
])

export const holdTemplates = pgTable(
  'hold_templates',
  {
    ...owner(),
    key: text().notNull(),
    name: text().notNull(),
    version: integer().notNull(),
    title: json<HoldTemplate['title']>().notNull(),
    parameters: json<HoldTemplate['parameters']>().notNull(),
    example: json<HoldTemplate['example']>().notNull(),
    terms: json<unknown>().notNull(),
    createdAt: integer53('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.life, table.key] })],
)
