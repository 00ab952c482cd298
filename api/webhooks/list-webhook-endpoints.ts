import { z } from '@hono/zod-openapi'
import { listSchema, lookAhead, pageShapeAfter, toPage, webhookEndpointId } from '../core/schemas.ts'
import { view } from '../core/use-case.ts'
import { presentWebhookEndpoint, webhookEndpointSchema } from './webhook-endpoint.ts'

export const listWebhookEndpoints = view({
  operationId: 'listWebhookEndpoints',
  method: 'get',
  path: '/v1/webhook-endpoints',
  tag: 'Webhooks',
  summary: { en: 'List webhook endpoints, newest first', ja: 'Webhookの送信先を新しい順に一覧する' },
  scope: 'admin',
  walletKeys: false,
  query: z.strictObject(pageShapeAfter(webhookEndpointId)),
  answer: { status: 200, schema: listSchema('WebhookEndpointList', webhookEndpointSchema) },
  refusals: [],
  example: {},
  read: async (reader, { query }) => toPage(await reader.webhookEndpoints({}, lookAhead(query)), query.limit, ({ id }) => id, presentWebhookEndpoint),
})
