import { z } from '@hono/zod-openapi'
import { eventIdOf, seqOfEventId } from '../core/event-id.ts'
import { eventTypes, type JournalRecord } from '../core/journal.ts'
import type { Reader } from '../core/reader.ts'
import { apiKeyId, eventId, time, walletId } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'

export const eventType = z.enum(eventTypes)

export const eventSchema = z
  .object({
    id: eventId,
    seq: z.int().min(1).openapi({ description: 'Place in the journal, without gaps' }),
    type: eventType,
    at: time,
    by: z
      .object({ key: z.union([apiKeyId, z.null()]), wallet: z.union([walletId, z.null()]) })
      .openapi({ description: 'Who caused it; both null for time itself' }),
    data: z.record(z.string(), z.unknown()).openapi({ description: 'The resource as it was right after the change' }),
  })
  .openapi('Event')

export function presentEvent(record: JournalRecord): z.output<typeof eventSchema> {
  const { seq, type, at, by, data } = record
  return { id: eventIdOf(record), seq, type, at: formatTime(at), by, data: data as Record<string, unknown> }
}

/**
 * Where the feed goes on after an event: its sequence number; 0 when the journal has no such event, because a reset began
 * it anew; undefined when the text is no event ID.
 */
export async function placeAfter(reader: Reader, id: string): Promise<number | undefined> {
  const seq = seqOfEventId(id)
  if (seq === undefined) return undefined
  const record = await reader.record(seq)
  return record && eventIdOf(record) === id ? seq : 0
}
