import { z } from '@hono/zod-openapi'
import { encodeBase64 } from '../core/note/base64.ts'
import { listSchema, pageShape, toPage } from '../core/schemas.ts'
import { view } from '../core/use-case.ts'
import { hash, recordCount } from './checkpoint.ts'

const entrySchema = z
  .object({
    seq: z.int().min(1).openapi({ description: 'Place in the journal, from 1; in the tree it is one less' }),
    leaf: hash.openapi({ description: 'Hash of the record as a leaf of the tree, base64' }),
    record: z.record(z.string(), z.unknown()).openapi({
      description:
        'What was written, in full. Its leaf is SHA-256(0x00 ‖ JCS(record)) with `data` and each entry replaced by base64(SHA-256(salt ‖ JCS(value)))',
    }),
  })
  .openapi('JournalEntry')

export const listJournalEntries = view({
  operationId: 'listJournalEntries',
  method: 'get',
  path: '/v1/journal/entries',
  tag: 'Journal',
  summary: { en: 'The journal, record by record', ja: 'ジャーナルの記録を一覧する' },
  description: {
    en: 'Oldest first, with entries of balances and signatures: everything that is needed to compute the tree again.',
    ja: '古い順に、残高の増減と署名を含めて返します。木を計算し直すのに必要なすべてです。',
  },
  scope: 'read',
  walletKeys: false,
  query: z.strictObject({ ...pageShape, after: recordCount.optional().openapi({ description: 'The `nextCursor` of the page before' }) }),
  answer: { status: 200, schema: listSchema('JournalEntries', entrySchema) },
  refusals: [],
  example: { query: { limit: '3' } },
  async read(reader, { query }) {
    const after = query.after ?? 0
    const [records, leaves] = await Promise.all([reader.records(after, query.limit + 1), reader.leaves(after, after + query.limit)])
    return toPage(
      records,
      query.limit,
      ({ seq }) => String(seq),
      (record) => ({ seq: record.seq, leaf: encodeBase64(leaves[record.seq - after - 1]!), record: { ...record } }),
    )
  },
})
