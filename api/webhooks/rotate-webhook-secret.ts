import { demo } from '../core/demo-ids.ts'
import { noBody } from '../core/schemas.ts'
import { accept, command, isRefusal } from '../core/use-case.ts'
import { changeEndpoint } from './change-endpoint.ts'
import { checkThere, secretOf, webhookEndpointWithSecretSchema } from './webhook-endpoint.ts'

export const rotateWebhookSecret = command({
  operationId: 'rotateWebhookSecret',
  method: 'post',
  path: '/v1/webhook-endpoints/{id}/rotate-secret',
  tag: 'Webhooks',
  summary: { en: 'Give an endpoint a new secret', ja: '新しいシークレットにする' },
  description: {
    en: 'For a day both sign, the new one first, so that nothing is refused while you change over.',
    ja: '切り替えの間に拒否されないよう、1日は新旧両方で署名します（新しい方が先）。',
  },
  scope: 'admin',
  walletKeys: false,
  body: noBody,
  answer: { status: 200, schema: webhookEndpointWithSecretSchema },
  refusals: ['webhook_endpoint_not_found'],
  example: { id: demo.endpoint, body: {} },
  reads: ({ id }) => ({ webhookEndpoints: [id] }),
  secretsOf: secretOf,
  decide(state, { id }, { real, sandbox, webhookSecret }) {
    const endpoint = checkThere(state.find('webhookEndpoint', id), id)
    if (isRefusal(endpoint)) return endpoint

    // From here on it must succeed.
    const generation = endpoint.generation + 1
    const { change, shown } = changeEndpoint(state.sandbox, endpoint, 'webhook_endpoint.secret_rotated', { generation, rotatedAt: real })
    return accept([change], { ...shown, secret: webhookSecret(sandbox, id, generation) })
  },
})
