import { demo } from '../core/demo-ids.ts'
import { refuse, view } from '../core/use-case.ts'
import { presentWebhookDelivery, webhookDeliverySchema } from './webhook-delivery.ts'

export const getWebhookDelivery = view({
  operationId: 'getWebhookDelivery',
  method: 'get',
  path: '/v1/webhook-deliveries/{id}',
  tag: 'Webhooks',
  summary: { en: 'Read a webhook delivery', ja: 'Webhookの配信を参照する' },
  scope: 'admin',
  walletKeys: false,
  query: null,
  answer: { status: 200, schema: webhookDeliverySchema },
  refusals: ['webhook_delivery_not_found'],
  example: { id: demo.delivery },
  async read(reader, { id }) {
    const delivery = await reader.webhookDelivery(id)
    // Deliveries go with their endpoint.
    const endpoint = delivery && (await reader.webhookEndpoint(delivery.endpoint))
    if (!delivery || endpoint?.status === 'deleted')
      return refuse('webhook_delivery_not_found', `There is no webhook delivery ${id} in this sandbox.`)
    return presentWebhookDelivery(delivery)
  },
})
