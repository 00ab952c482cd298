import { z } from '@hono/zod-openapi'
import type { WebhookEndpoint } from '../core/model.ts'
import type { Refusal } from '../core/refusals.ts'
import { time, webhookEndpointId } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'
import { refuse, type TimelessContext } from '../core/use-case.ts'
import { eventType } from '../events/event.ts'
import { webhookUrl } from './webhook-url.ts'

export const description = z.string().max(200).openapi({ example: 'The till on this machine' })

const shape = {
  id: webhookEndpointId,
  url: webhookUrl,
  types: z.union([z.array(eventType), z.null()]).openapi({ description: 'The events it wants; null for all but those about webhooks themselves' }),
  description: z.union([description, z.null()]),
  status: z.enum(['enabled', 'disabled']),
  generation: z.int().min(1).openapi({ description: 'Which secret signs: 1 for the first, 2 after it was rotated', example: 1 }),
  failingSince: z.union([time, z.null()]).openapi({ description: 'Host time of the first failure since something last went through' }),
  createdAt: time,
}
export const webhookEndpointSchema = z.object(shape).openapi('WebhookEndpoint')
export const webhookEndpointWithSecretSchema = z
  .object({
    ...shape,
    secret: z.string().openapi({ description: 'Checks the signatures (Standard Webhooks)', example: 'whsec_…' }),
  })
  .openapi('WebhookEndpointWithSecret')

export function presentWebhookEndpoint(endpoint: WebhookEndpoint): z.output<typeof webhookEndpointSchema> {
  const { id, url, types, description, status, generation, failingSince, createdAt } = endpoint
  return {
    ...{ id, url, description, generation },
    types: types as z.output<typeof webhookEndpointSchema>['types'],
    status: status === 'enabled' ? status : 'disabled',
    failingSince: failingSince === null ? null : formatTime(failingSince),
    createdAt: formatTime(createdAt),
  }
}

/** The secret of an answer, which is made anew whenever that is shown again. */
export function secretOf({ id, generation }: { id: string; generation: number }, { sandbox, webhookSecret }: TimelessContext): { secret: string } {
  return { secret: webhookSecret(sandbox, id, generation) }
}

/** What was deleted is not there any more. */
export function checkThere(endpoint: WebhookEndpoint | undefined, id: string): WebhookEndpoint | Refusal<'webhook_endpoint_not_found'> {
  if (endpoint && endpoint.status !== 'deleted') return endpoint
  return refuse('webhook_endpoint_not_found', `There is no webhook endpoint ${id} in this sandbox.`)
}
