import { and, asc, desc, eq, isNotNull, lt, ne } from 'drizzle-orm'
import type { WebhookDelivery, WebhookEndpoint } from '../../api/core/model.ts'
import type { Reader } from '../../api/core/reader.ts'
import type { CachedTables } from './cache.ts'
import { withoutSandbox } from './entities.ts'
import { webhookDeliveries, webhookEndpoints } from './schema.ts'
import type { Database } from './statements.ts'

type WebhookReader = Pick<Reader, 'webhookEndpoint' | 'webhookEndpoints' | 'webhookDelivery' | 'webhookDeliveries' | 'waitingDeliveries'>

/** The part of the reader that is about webhooks. */
export function createWebhookReader(db: Database, tables: CachedTables, number: number): WebhookReader {
  const endpointsWith = (enabled: boolean) => (enabled ? eq(webhookEndpoints.status, 'enabled') : ne(webhookEndpoints.status, 'deleted'))

  return {
    webhookEndpoint: (id) => tables.get('webhookEndpoint', number, id),
    webhookEndpoints: ({ enabled = false }, { after, limit }) =>
      db
        .select()
        .from(webhookEndpoints)
        .where(and(eq(webhookEndpoints.sandbox, number), lt(webhookEndpoints.id, after ?? '~'), endpointsWith(enabled)))
        .orderBy(desc(webhookEndpoints.id))
        .limit(limit)
        .all()
        .map((row) => withoutSandbox<WebhookEndpoint>(row)),
    webhookDelivery: (id) => tables.get('webhookDelivery', number, id),
    webhookDeliveries: (endpoint, { after, limit }) =>
      db
        .select()
        .from(webhookDeliveries)
        .where(and(eq(webhookDeliveries.sandbox, number), eq(webhookDeliveries.endpoint, endpoint), lt(webhookDeliveries.id, after ?? '~')))
        .orderBy(desc(webhookDeliveries.id))
        .limit(limit)
        .all()
        .map((row) => withoutSandbox<WebhookDelivery>(row)),
    waitingDeliveries: (endpoint, limit) =>
      db
        .select()
        .from(webhookDeliveries)
        .where(and(eq(webhookDeliveries.sandbox, number), eq(webhookDeliveries.endpoint, endpoint), isNotNull(webhookDeliveries.nextAt)))
        .orderBy(asc(webhookDeliveries.nextAt), asc(webhookDeliveries.seq))
        .limit(limit)
        .all()
        .map((row) => withoutSandbox<WebhookDelivery>(row)),
  }
}
