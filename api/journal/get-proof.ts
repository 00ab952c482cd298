import { z } from '@hono/zod-openapi'
import { isRefusal, refuse, view } from '../core/use-case.ts'
import { findCheckpoint, hash, recordCount } from './checkpoint.ts'
import { proveConsistency, proveInclusion } from './prove.ts'

const query = z
  .strictObject({
    entry: recordCount.optional().openapi({ description: 'Prove that this record is in the journal: its `seq`' }),
    from: recordCount.optional().openapi({ description: 'Prove that the journal begins with so many records of an earlier checkpoint' }),
    size: recordCount.optional().openapi({ description: 'For a tree of so many records; that of the newest checkpoint if absent' }),
  })
  .refine(({ entry, from }) => (entry === undefined) !== (from === undefined), {
    path: ['entry'],
    message: 'must be given, or else `from`, and not both',
  })

export const getProof = view({
  operationId: 'getProof',
  method: 'get',
  path: '/v1/journal/proofs',
  tag: 'Journal',
  summary: { en: 'Prove a record, or that nothing was rewritten', ja: '記録の存在、または改ざんがないことを証明する' },
  description: {
    en: 'An inclusion proof (`entry`) or a consistency proof (`from`) of RFC 6962, sections 2.1.1 and 2.1.2.',
    ja: 'RFC 6962 の包含証明（`entry`）または整合性証明（`from`）を返します。',
  },
  scope: 'read',
  walletKeys: false,
  query,
  answer: {
    status: 200,
    schema: z
      .object({
        entry: z.union([z.int(), z.null()]),
        from: z.union([z.int(), z.null()]),
        size: z.int(),
        hashes: z.array(hash),
        checkpoint: z.union([z.string(), z.null()]).openapi({ description: 'The signed note of exactly this size, if there is one' }),
      })
      .openapi('Proof'),
  },
  refusals: ['record_not_found'],
  example: { query: { entry: '3' } },
  async read(reader, { query: { entry, from, size } }) {
    const found = await findCheckpoint(reader, size)
    if (isRefusal(found)) return found
    const tree = size ?? found.size
    const asked = entry ?? from!
    if (asked > tree) return refuse('record_not_found', `A journal of ${tree} records has no ${asked}.`, entry === undefined ? 'from' : 'entry')
    const hashes = entry === undefined ? await proveConsistency(reader, from!, tree) : await proveInclusion(reader, entry, tree)
    return { entry: entry ?? null, from: from ?? null, size: tree, hashes, checkpoint: found.size === tree ? found.note : null }
  },
})
