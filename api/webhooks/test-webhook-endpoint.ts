import { demo } from '../core/demo-ids.ts'
import { noBody } from '../core/schemas.ts'
import { accept, command, isRefusal } from '../core/use-case.ts'
import { wake } from './wake.ts'
import { newDelivery, presentWebhookDelivery, webhookDeliverySchema } from './webhook-delivery.ts'
import { checkThere, presentWebhookEndpoint } from './webhook-endpoint.ts'

export const testWebhookEndpoint = command({
  operationId: 'testWebhookEndpoint',
  method: 'post',
  path: '/v1/webhook-endpoints/{id}/test',
  tag: 'Webhooks',
  summary: { en: 'Send a test event to an endpoint', ja: 'テスト用のイベントを送る' },
  description: {
    en: 'An event `webhook_endpoint.tested` goes to it, whatever types it wants. Read the delivery to see what came of it.',
    ja: '登録した種類にかかわらず、`webhook_endpoint.tested` を送ります。結果は配信を参照してください。',
  },
  scope: 'admin',
  walletKeys: false,
  body: noBody,
  answer: { status: 201, schema: webhookDeliverySchema },
  refusals: ['webhook_endpoint_not_found'],
  example: { id: demo.endpoint, body: {} },
  reads: ({ id }) => ({ webhookEndpoints: [id] }),
  decide(state, { id }, { now, real, newId }) {
    const endpoint = checkThere(state.find('webhookEndpoint', id), id)
    if (isRefusal(endpoint)) return endpoint

    // From here on it must succeed.
    const type = 'webhook_endpoint.tested'
    const delivery = newDelivery(newId('dlv'), id, { seq: state.sandbox.seq + 1, at: now, type }, real)
    const change = {
      type,
      data: presentWebhookEndpoint(endpoint),
      writes: [['webhookDelivery', delivery] as const],
      head: wake(state.sandbox, { due: real }),
    } as const
    return accept([change], presentWebhookDelivery(delivery))
  },
})
