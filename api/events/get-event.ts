import { seqOfEventId } from '../core/event-id.ts'
import { refuse, view } from '../core/use-case.ts'
import { eventSchema, presentEvent } from './event.ts'

export const getEvent = view({
  operationId: 'getEvent',
  method: 'get',
  path: '/v1/events/{id}',
  tag: 'Events',
  summary: { en: 'Read an event', ja: 'イベントを参照する' },
  description: {
    en: 'By its ID, or by its place in the journal (`seq`): 1 is the first.',
    ja: 'イベントID、またはジャーナルでの番号（seq、最初は 1）で指定します。',
  },
  scope: 'read',
  walletKeys: false,
  query: null,
  answer: { status: 200, schema: eventSchema },
  refusals: ['event_not_found'],
  example: { id: '1' },
  async read(reader, { id }) {
    const seq = /^[1-9]\d{0,14}$/.test(id) ? Number(id) : seqOfEventId(id)
    const record = seq === undefined || seq === 0 ? undefined : await reader.record(seq)
    const event = record && presentEvent(record)
    // An ID also holds a time, and one with another time names no event.
    return event && [event.id, String(event.seq)].includes(id) ? event : refuse('event_not_found', `There is no event ${id} in this sandbox.`)
  },
})
