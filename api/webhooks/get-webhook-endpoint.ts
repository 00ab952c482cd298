import { demo } from '../core/demo-ids.ts'
import { isRefusal, view } from '../core/use-case.ts'
import { checkThere, presentWebhookEndpoint, webhookEndpointWithSecretSchema } from './webhook-endpoint.ts'

export const getWebhookEndpoint = view({
  operationId: 'getWebhookEndpoint',
  method: 'get',
  path: '/v1/webhook-endpoints/{id}',
  tag: 'Webhooks',
  summary: { en: 'Read a webhook endpoint and its secret', ja: 'Webhookの送信先とそのシークレットを参照する' },
  scope: 'admin',
  walletKeys: false,
  query: null,
  answer: { status: 200, schema: webhookEndpointWithSecretSchema },
  refusals: ['webhook_endpoint_not_found'],
  example: { id: demo.endpoint },
  async read(reader, { id }, { webhookSecret }) {
    const endpoint = checkThere(await reader.webhookEndpoint(id), id)
    return isRefusal(endpoint) ? endpoint : { ...presentWebhookEndpoint(endpoint), secret: webhookSecret(id, endpoint.generation) }
  },
})
