import { demo } from '../core/demo-ids.ts'
import { noBody } from '../core/schemas.ts'
import { accept, command, isRefusal } from '../core/use-case.ts'
import { changeEndpoint } from './change-endpoint.ts'
import { checkThere, presentWebhookEndpoint, webhookEndpointSchema } from './webhook-endpoint.ts'

export const disableWebhookEndpoint = command({
  operationId: 'disableWebhookEndpoint',
  method: 'post',
  path: '/v1/webhook-endpoints/{id}/disable',
  tag: 'Webhooks',
  summary: { en: 'Send nothing to an endpoint for now', ja: '送信を止める' },
  description: {
    en: 'What was to be sent waits until it is enabled again. It is also disabled by itself when it answers 410, or when nothing goes through for five days.',
    ja: '送信待ちの配信は、再び有効にするまで待ちます。410 を返したとき、または5日間一度も届かないときは、自動で無効になります。',
  },
  scope: 'admin',
  walletKeys: false,
  body: noBody,
  answer: { status: 200, schema: webhookEndpointSchema },
  refusals: ['webhook_endpoint_not_found'],
  example: { id: demo.endpoint, body: {} },
  reads: ({ id }) => ({ webhookEndpoints: [id] }),
  decide(state, { id }) {
    const endpoint = checkThere(state.find('webhookEndpoint', id), id)
    if (isRefusal(endpoint)) return endpoint
    if (endpoint.status === 'disabled') return accept([], presentWebhookEndpoint(endpoint))

    // From here on it must succeed.
    const { change, shown } = changeEndpoint(state.sandbox, endpoint, 'webhook_endpoint.disabled', { status: 'disabled' })
    return accept([change], shown)
  },
})
