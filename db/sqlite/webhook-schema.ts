import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { WebhookDelivery, WebhookEndpoint } from '../../api/core/model.ts'

export const webhookEndpoints = sqliteTable(
  'webhook_endpoints',
  {
    sandbox: integer().notNull(),
    id: text().notNull(),
    url: text().notNull(),
    types: text({ mode: 'json' }).$type<WebhookEndpoint['types']>().notNull(),
    description: text(),
    status: text().$type<WebhookEndpoint['status']>().notNull(),
    generation: integer().notNull(),
    rotatedAt: integer('rotated_at'),
    createdAt: integer('created_at').notNull(),
    cursor: integer().notNull(),
    claimedUntil: integer('claimed_until'),
    failingSince: integer('failing_since'),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.id] })],
)

export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    sandbox: integer().notNull(),
    id: text().notNull(),
    endpoint: text().notNull(),
    event: text().notNull(),
    seq: integer().notNull(),
    type: text().notNull(),
    status: text().$type<WebhookDelivery['status']>().notNull(),
    attempts: text({ mode: 'json' }).$type<WebhookDelivery['attempts']>().notNull(),
    tried: integer().notNull(),
    nextAt: integer('next_at'),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sandbox, table.id] })],
)
