import { demo } from '../core/demo-ids.ts'
import { noBody } from '../core/schemas.ts'
import { accept, command, isRefusal, refuse } from '../core/use-case.ts'
import { changeEndpoint } from './change-endpoint.ts'
import { mostEnabled } from './create-webhook-endpoint.ts'
import { enabledIn } from './wake.ts'
import { checkThere, presentWebhookEndpoint, webhookEndpointSchema } from './webhook-endpoint.ts'

export const enableWebhookEndpoint = command({
  operationId: 'enableWebhookEndpoint',
  method: 'post',
  path: '/v1/webhook-endpoints/{id}/enable',
  tag: 'Webhooks',
  summary: { en: 'Send events to an endpoint again', ja: '送信を再開する' },
  description: {
    en: 'Deliveries that waited are sent. What happened while it was disabled is not: read it from `GET /v1/events`.',
    ja: '待っていた配信を送ります。無効の間に起きたことは送られません。`GET /v1/events` で読んでください。',
  },
  scope: 'admin',
  walletKeys: false,
  body: noBody,
  answer: { status: 200, schema: webhookEndpointSchema },
  refusals: ['webhook_endpoint_not_found', 'too_many_webhook_endpoints'],
  example: { id: demo.endpoint, body: {} },
  reads: ({ id }) => ({ webhookEndpoints: [id] }),
  decide(state, { id }, { real }) {
    const endpoint = checkThere(state.find('webhookEndpoint', id), id)
    if (isRefusal(endpoint)) return endpoint
    if (endpoint.status === 'enabled') return accept([], presentWebhookEndpoint(endpoint))
    if (enabledIn(state.sandbox) >= mostEnabled)
      return refuse('too_many_webhook_endpoints', `${mostEnabled} webhook endpoints of this sandbox are enabled.`)

    // From here on it must succeed.
    const next = { status: 'enabled' as const, failingSince: null, claimedUntil: null, cursor: state.sandbox.seq + 1 }
    const { change, shown } = changeEndpoint(state.sandbox, endpoint, 'webhook_endpoint.enabled', next, real)
    return accept([change], shown)
  },
})
