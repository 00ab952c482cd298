import { z } from '@hono/zod-openapi'
import type { WebhookEndpoint } from '../core/model.ts'
import { accept, command, refuse } from '../core/use-case.ts'
import { eventType } from '../events/event.ts'
import { enabledIn, wake } from './wake.ts'
import { description, presentWebhookEndpoint, secretOf, webhookEndpointWithSecretSchema } from './webhook-endpoint.ts'
import { webhookUrl } from './webhook-url.ts'

/** Each event goes to every one of them. */
export const mostEnabled = 16

export const createWebhookEndpoint = command({
  operationId: 'createWebhookEndpoint',
  method: 'post',
  path: '/v1/webhook-endpoints',
  tag: 'Webhooks',
  summary: { en: 'Have events sent to an address', ja: 'イベントの送信先を登録する' },
  description: {
    en: 'Each event from now on is sent there by POST, as `GET /v1/events` shows it, signed as Standard Webhooks says, and tried again for three days. `secret` checks the signatures.',
    ja: '以後のイベントを、`GET /v1/events` と同じ形で POST します。署名は Standard Webhooks に従い、失敗すると3日間再送します。署名の検証には `secret` を使います。',
  },
  scope: 'admin',
  walletKeys: false,
  body: z
    .strictObject({
      url: webhookUrl,
      types: z
        .array(eventType)
        .min(1)
        .refine((list) => new Set(list).size === list.length, 'must not name a type twice')
        .optional()
        .openapi({ description: 'The events it wants; absent: all but those about webhooks themselves' }),
      description: description.optional(),
    })
    .openapi('CreateWebhookEndpoint'),
  answer: { status: 201, schema: webhookEndpointWithSecretSchema },
  refusals: ['too_many_webhook_endpoints'],
  example: { body: { url: 'http://localhost:4000/webhooks', types: ['hold.held', 'hold.captured'] } },
  reads: () => ({}),
  secretsOf: secretOf,
  decide(state, { body }, { now, newId, sandbox, webhookSecret }) {
    if (enabledIn(state.sandbox) >= mostEnabled)
      return refuse('too_many_webhook_endpoints', `${mostEnabled} webhook endpoints of this sandbox are enabled.`)

    // From here on it must succeed.
    const endpoint: WebhookEndpoint = {
      id: newId('whk'),
      url: body.url,
      types: body.types ?? null,
      description: body.description ?? null,
      status: 'enabled',
      ...{ generation: 1, rotatedAt: null, claimedUntil: null, failingSince: null, createdAt: now },
      // It is told what happens after this.
      cursor: state.sandbox.seq + 1,
    }
    const shown = presentWebhookEndpoint(endpoint)
    const change = {
      type: 'webhook_endpoint.created' as const,
      data: shown,
      writes: [['webhookEndpoint', endpoint] as const],
      head: wake(state.sandbox, { enabled: 1 }),
    }
    return accept([change], { ...shown, secret: webhookSecret(sandbox, endpoint.id, endpoint.generation) })
  },
})
