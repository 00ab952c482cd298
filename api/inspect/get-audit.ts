import { z } from '@hono/zod-openapi'
import { anyAmount, assetCode } from '../core/schemas.ts'
import { view } from '../core/use-case.ts'
import { audit } from './audit.ts'

const auditSchema = z
  .object({
    ok: z.boolean(),
    records: z.int().openapi({ description: 'Journal records replayed' }),
    assets: z.array(z.object({ asset: assetCode, ok: z.boolean(), supply: anyAmount, posted: anyAmount, held: anyAmount, incoming: anyAmount })),
    differences: z
      .array(
        z.object({
          wallet: z.string(),
          asset: z.string(),
          field: z.string(),
          expected: z.number(),
          actual: z.number(),
          source: z.enum(['journal', 'holds', 'supply', 'sequence']),
        }),
      )
      .openapi({ description: 'Where two records of the same fact disagree; empty when all is well' }),
  })
  .openapi('Audit')

export const getAudit = view({
  operationId: 'getAudit',
  method: 'get',
  path: '/v1/audit',
  tag: 'Inspect',
  summary: { en: 'Prove that no value was lost or made', ja: '整合性検査：価値が失われも増えもしていないことを確かめる' },
  description: {
    en: 'Replays the journal and compares: each balance with its entries, what wallets own with what was issued less redeemed, what is held and incoming with the open holds, and the sequence for gaps.',
    ja: '整合性検査です。ジャーナルを再生し、残高と明細、総額と発行残高、留保・入金予定と有効な仮押さえ、通番の欠けを突き合わせます。',
  },
  scope: 'read',
  walletKeys: false,
  query: null,
  answer: { status: 200, schema: auditSchema },
  refusals: [],
  example: {},
  read: (reader) => audit(reader),
})
