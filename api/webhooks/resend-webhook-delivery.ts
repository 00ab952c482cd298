import { demo } from '../core/demo-ids.ts'
import type { WebhookDelivery } from '../core/model.ts'
import { noBody } from '../core/schemas.ts'
import { accept, command, refuse } from '../core/use-case.ts'
import { wake } from './wake.ts'
import { presentWebhookDelivery, webhookDeliverySchema } from './webhook-delivery.ts'

export const resendWebhookDelivery = command({
  operationId: 'resendWebhookDelivery',
  method: 'post',
  path: '/v1/webhook-deliveries/{id}/resend',
  tag: 'Webhooks',
  summary: { en: 'Send a delivery again', ja: '配信を再送する' },
  description: {
    en: 'At once, and with all the further tries of a new one. Its `webhook-id` stays the same, so whoever handled it before can tell. To a disabled endpoint it is sent when that is enabled.',
    ja: 'すぐに送り、失敗すれば最初からと同じように再送します。`webhook-id` は変わらないため、処理済みかどうかを受信側で判別できます。無効な送信先には、有効にしたときに送ります。',
  },
  scope: 'admin',
  walletKeys: false,
  body: noBody,
  answer: { status: 200, schema: webhookDeliverySchema },
  refusals: ['webhook_delivery_not_found'],
  example: { id: demo.delivery, body: {} },
  reads: ({ id }) => ({ webhookDeliveries: [id] }),
  decide(state, { id }, { real }) {
    const delivery = state.find('webhookDelivery', id)
    if (!delivery || state.find('webhookEndpoint', delivery.endpoint)?.status === 'deleted')
      return refuse('webhook_delivery_not_found', `There is no webhook delivery ${id} in this sandbox.`)

    // From here on it must succeed.
    const again: WebhookDelivery = { ...delivery, status: 'pending', tried: 0, nextAt: real }
    const shown = presentWebhookDelivery(again)
    const change = {
      type: 'webhook_delivery.resent' as const,
      data: shown,
      writes: [['webhookDelivery', again] as const],
      head: wake(state.sandbox, { due: real }),
    }
    return accept([change], shown)
  },
})
