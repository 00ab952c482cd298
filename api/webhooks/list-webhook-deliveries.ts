import { z } from '@hono/zod-openapi'
import { demo } from '../core/demo-ids.ts'
import { listSchema, lookAhead, pageShapeAfter, toPage, webhookDeliveryId } from '../core/schemas.ts'
import { isRefusal, view } from '../core/use-case.ts'
import { presentWebhookDelivery, webhookDeliverySchema } from './webhook-delivery.ts'
import { checkThere } from './webhook-endpoint.ts'

export const listWebhookDeliveries = view({
  operationId: 'listWebhookDeliveries',
  method: 'get',
  path: '/v1/webhook-endpoints/{id}/deliveries',
  tag: 'Webhooks',
  summary: { en: 'List what was sent to an endpoint, newest first', ja: '送信先への配信を新しい順に一覧する' },
  description: {
    en: 'With every attempt, what came back, and when it is tried next.',
    ja: '送信のたびの結果と、次に送る時刻を含みます。',
  },
  scope: 'admin',
  walletKeys: false,
  query: z.strictObject(pageShapeAfter(webhookDeliveryId)),
  answer: { status: 200, schema: listSchema('WebhookDeliveryList', webhookDeliverySchema) },
  refusals: ['webhook_endpoint_not_found'],
  example: { id: demo.endpoint },
  async read(reader, { id, query }) {
    const endpoint = checkThere(await reader.webhookEndpoint(id), id)
    if (isRefusal(endpoint)) return endpoint
    return toPage(await reader.webhookDeliveries(id, lookAhead(query)), query.limit, (delivery) => delivery.id, presentWebhookDelivery)
  },
})
