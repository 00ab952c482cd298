import { z } from '@hono/zod-openapi'
import { demo } from '../core/demo-ids.ts'
import { eventIdOf } from '../core/event-id.ts'
import { eventTypes } from '../core/journal.ts'
import { anyAmount, assetCode, eventId, listSchema, pageQuery, time } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'
import { isRefusal, view } from '../core/use-case.ts'
import { findOwn } from './find-own.ts'
import { type FoundEntry, walkEntries } from './walk-entries.ts'

const amountsSchema = z.object({ posted: anyAmount, held: anyAmount, incoming: anyAmount }).openapi('Amounts')

const entrySchema = z
  .object({
    event: eventId,
    seq: z.int().min(1),
    at: time,
    type: z.enum(eventTypes),
    subject: z.union([z.string(), z.null()]).openapi({ description: 'The transfer, hold or asset that caused it', example: demo.payment }),
    asset: assetCode,
    before: amountsSchema,
    after: amountsSchema,
  })
  .openapi('Entry')

export const listEntries = view({
  operationId: 'listEntries',
  method: 'get',
  path: '/v1/wallets/{id}/entries',
  tag: 'Wallets',
  summary: { en: "List a wallet's entries, newest first", ja: 'ウォレットの明細を新しい順に一覧する' },
  description: { en: 'Every change of its balances, with the balance before and after.', ja: '残高のすべての変化を、前後の残高とともに示します。' },
  scope: 'read',
  walletKeys: true,
  query: pageQuery,
  answer: { status: 200, schema: listSchema('EntryList', entrySchema) },
  refusals: ['wallet_not_found', 'not_permitted', 'invalid_request'],
  example: { id: demo.guest },
  async read(reader, { id, query }, { caller }) {
    const wallet = await findOwn(reader, id, caller)
    if (isRefusal(wallet)) return wallet
    const page = await walkEntries(reader, id, query)
    return isRefusal(page) ? page : { data: page.data.map(presentEntry), nextCursor: page.nextCursor }
  },
})

function presentEntry({ record, entry }: FoundEntry): z.output<typeof entrySchema> {
  const { id, code } = record.data as { id?: string; code?: string }
  return {
    event: eventIdOf(record),
    seq: record.seq,
    at: formatTime(record.at),
    type: record.type,
    subject: id ?? code ?? null,
    asset: entry.asset,
    before: entry.before,
    after: entry.after,
  }
}
