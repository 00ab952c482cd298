import { demo } from '../core/demo-ids.ts'
import { accept, command, isRefusal } from '../core/use-case.ts'
import { changeEndpoint } from './change-endpoint.ts'
import { checkThere, webhookEndpointSchema } from './webhook-endpoint.ts'

export const deleteWebhookEndpoint = command({
  operationId: 'deleteWebhookEndpoint',
  method: 'delete',
  path: '/v1/webhook-endpoints/{id}',
  tag: 'Webhooks',
  summary: { en: 'Delete a webhook endpoint', ja: 'Webhookの送信先を削除する' },
  description: {
    en: 'Nothing more is sent to it, and it is gone from here with its deliveries; one that is on its way at this moment may still arrive.',
    ja: '以後は何も送られず、配信の記録とともに参照できなくなります。送信中のものは届くことがあります。',
  },
  scope: 'admin',
  walletKeys: false,
  body: null,
  answer: { status: 200, schema: webhookEndpointSchema },
  refusals: ['webhook_endpoint_not_found'],
  example: { id: demo.endpoint },
  reads: ({ id }) => ({ webhookEndpoints: [id] }),
  decide(state, { id }) {
    const endpoint = checkThere(state.find('webhookEndpoint', id), id)
    if (isRefusal(endpoint)) return endpoint

    // From here on it must succeed.
    const { change, shown } = changeEndpoint(state.sandbox, endpoint, 'webhook_endpoint.deleted', { status: 'deleted' })
    return accept([change], shown)
  },
})
