import { z } from '@hono/zod-openapi'
import { isRefusal, view } from '../core/use-case.ts'
import { findCheckpoint, formerKeysOf, hash, recordCount } from './checkpoint.ts'

export const getCheckpoint = view({
  operationId: 'getCheckpoint',
  method: 'get',
  path: '/v1/journal/checkpoint',
  tag: 'Journal',
  summary: { en: 'The signed head of the journal', ja: 'ジャーナルの署名付き先頭を取得する' },
  description: {
    en: 'Every commit signs one: how many records there are, and the root of the Merkle tree over them (RFC 6962), as a C2SP checkpoint. Keep one, and a later proof of consistency shows that nothing before it was changed. With `size`, the first that covers so many records.',
    ja: 'コミットごとに、記録数とマークル木（RFC 6962）の根に署名します（C2SP checkpoint形式）。手元に保存しておけば、後で整合性証明により、それ以前が書き換えられていないことを確かめられます。',
  },
  scope: 'read',
  walletKeys: false,
  query: z.strictObject({ size: recordCount.optional() }),
  answer: {
    status: 200,
    schema: z
      .object({
        size: z.int().min(1).openapi({ description: 'Records it covers' }),
        root: hash,
        note: z.string().openapi({ description: 'The whole signed note', example: 'kariosae.local/jnl_…\n42\n…\n\n— kariosae.local/jnl_… …\n' }),
        verifierKey: z.string().openapi({ description: 'The key that signed it, as tools for transparency logs take it' }),
        formerKeys: z
          .array(z.object({ size: z.int().min(1), verifierKey: z.string() }))
          .openapi({ description: 'Where the sandbox moved here from another service: which key signed up to how many records', example: [] }),
      })
      .openapi('Checkpoint'),
  },
  refusals: ['record_not_found'],
  example: {},
  async read(reader, { query }, { verifierKey }) {
    const found = await findCheckpoint(reader, query.size)
    if (isRefusal(found)) return found
    const formerKeys = formerKeysOf(await reader.sandbox())
    const former = formerKeys.find(({ size }) => found.size <= size)
    return { ...found, root: found.note.split('\n')[2]!, verifierKey: former?.verifierKey ?? (await verifierKey()), formerKeys }
  },
})
