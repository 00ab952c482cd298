import { seqOfEventId } from '../core/event-id.ts'
import { refuse, view } from '../core/use-case.ts'
import { eventSchema, presentEvent } from './event.ts'

export const getEvent = view({
  operationId: 'getEvent',
  method: 'get',
  path: '/v1/events/{id}',
  tag: 'Events',
  summary: { en: 'Read an event', ja: 'イベントを参照する' },
  scope: 'read',
  walletKeys: false,
  query: null,
  answer: { status: 200, schema: eventSchema },
  refusals: ['event_not_found'],
  example: { id: 'first event' },
  async read(reader, { id }) {
    const seq = seqOfEventId(id)
    const record = seq === undefined || seq === 0 ? undefined : await reader.record(seq)
    const event = record && presentEvent(record)
    return event?.id === id ? event : refuse('event_not_found', `There is no event ${id} in this sandbox.`)
  },
})
