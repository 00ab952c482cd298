import { z } from '@hono/zod-openapi'
import { eventIdOf } from '../core/event-id.ts'
import type { JournalRecord } from '../core/journal.ts'
import type { WebhookDelivery } from '../core/model.ts'
import { eventId, time, webhookDeliveryId, webhookEndpointId } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'
import { eventType } from '../events/event.ts'

const attempt = z.object({
  at: time,
  status: z.union([z.int(), z.null()]).openapi({ description: 'What the endpoint answered; null where it did not', example: 204 }),
  error: z.union([z.string(), z.null()]).openapi({ description: 'Why there was no answer' }),
  durationMs: z.number(),
})

export const webhookDeliverySchema = z
  .object({
    id: webhookDeliveryId.openapi({ description: 'Also the header `webhook-id` of every attempt' }),
    endpoint: webhookEndpointId,
    event: eventId,
    type: eventType,
    status: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.array(attempt).openapi({ description: 'The newest 20, oldest first' }),
    nextAttemptAt: z.union([time, z.null()]),
    createdAt: time,
  })
  .openapi('WebhookDelivery', { description: 'Times are of the host, not of the clock of the sandbox' })

export function presentWebhookDelivery(delivery: WebhookDelivery): z.output<typeof webhookDeliverySchema> {
  const { id, endpoint, event, type, status, attempts, nextAt, createdAt } = delivery
  return {
    ...{ id, endpoint, event, status },
    type: type as z.output<typeof eventType>,
    attempts: attempts.map((one) => ({ ...one, at: formatTime(one.at) })),
    nextAttemptAt: nextAt === null ? null : formatTime(nextAt),
    createdAt: formatTime(createdAt),
  }
}

/** An event that is to be sent to an endpoint, from now on. */
export function newDelivery(id: string, endpoint: string, record: Pick<JournalRecord, 'seq' | 'at' | 'type'>, real: number): WebhookDelivery {
  const { seq, type } = record
  return { id, endpoint, event: eventIdOf(record), seq, type, status: 'pending', attempts: [], tried: 0, nextAt: real, createdAt: real }
}
