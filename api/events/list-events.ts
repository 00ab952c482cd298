import { z } from '@hono/zod-openapi'
import type { JournalRecord } from '../core/journal.ts'
import type { Reader } from '../core/reader.ts'
import { listSchema, pageShape } from '../core/schemas.ts'
import { refuse, view } from '../core/use-case.ts'
import { eventSchema, eventType, placeAfter, presentEvent } from './event.ts'

/** Most records one page looks at when only one type is wanted. */
const maxScanned = 5_000

export const listEvents = view({
  operationId: 'listEvents',
  method: 'get',
  path: '/v1/events',
  tag: 'Events',
  summary: { en: 'Read the journal as a feed, oldest first', ja: 'ジャーナルを古い順に読む' },
  description: {
    en: 'Keep the newest event ID you have handled and ask for those after it: no event is ever missed. `nextCursor` is null at the end of the feed.',
    ja: '処理済みの最新イベントIDを after に指定すれば、漏れなく続きを読めます。末尾では nextCursor が null になります。',
  },
  scope: 'read',
  walletKeys: false,
  query: z.strictObject({ ...pageShape, type: eventType.optional().openapi({ example: 'hold.captured' }) }),
  answer: { status: 200, schema: listSchema('EventList', eventSchema) },
  refusals: ['invalid_request'],
  example: { query: { limit: '5' } },
  async read(reader, { query }) {
    const after = query.after === undefined ? 0 : await placeAfter(reader, query.after)
    if (after === undefined) return refuse('invalid_request', 'after must be an event ID, such as the nextCursor of the page before.', 'after')
    return page(reader, after, query.limit, query.type)
  },
})

async function page(reader: Reader, after: number, limit: number, type: string | undefined) {
  const found: JournalRecord[] = []
  let last: JournalRecord | undefined
  let more = true
  for (let scanned = 0; more && found.length < limit && scanned < maxScanned; ) {
    const wanted = type === undefined ? limit : 500
    const records = await reader.records(last?.seq ?? after, wanted)
    more = records.length === wanted
    scanned += records.length
    for (const record of records) {
      if (found.length === limit) {
        more = true
        break
      }
      last = record
      if (type === undefined || record.type === type) found.push(record)
    }
  }
  const data = found.map(presentEvent)
  const ended = !more || (last !== undefined && last.seq >= (await reader.sandbox()).seq)
  return { data, nextCursor: ended || !last ? null : presentEvent(last).id }
}
