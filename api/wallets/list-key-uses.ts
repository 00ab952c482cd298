import { z } from '@hono/zod-openapi'
import { demo } from '../core/demo-ids.ts'
import { listSchema, lookAhead, pageQuery, time, toPage } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'
import { isRefusal, refuse, view } from '../core/use-case.ts'
import { findOwn } from './find-own.ts'

const keyUseSchema = z
  .object({
    id: z.int(),
    keyId: z.string().openapi({ description: 'The key it is about, as a did:key' }),
    at: time.openapi({ description: 'By the real clock' }),
    event: z.enum(['created', 'signed', 'refused', 'rotated', 'revoked']),
    purpose: z.union([z.string(), z.null()]).openapi({ description: 'The type of the envelope', example: 'kariosae.spend.v1' }),
    operation: z.union([z.string(), z.null()]).openapi({ example: 'createTransfer' }),
    digest: z.union([z.string(), z.null()]).openapi({ description: 'SHA-256 of the bytes that were signed, its first 16 bytes in hex' }),
    detail: z.union([z.string(), z.null()]),
  })
  .openapi('KeyUse')

const mostKeys = 20

export const listKeyUses = view({
  operationId: 'listKeyUses',
  method: 'get',
  path: '/v1/wallets/{id}/key-uses',
  tag: 'Wallets',
  summary: { en: 'What the signing backend did with a key', ja: '署名バックエンドの鍵の使用履歴' },
  description: {
    en: 'The audit trail of the keys of a managed wallet, newest first: every signature, and every one that was refused; of the present key and the nineteen before it. Empty for a `self` wallet.',
    ja: 'managed ウォレットの鍵（現在のものと、その前の19個まで）の監査証跡を新しい順に返します。署名と、拒否された署名のすべてです。self では空です。',
  },
  scope: 'read',
  walletKeys: true,
  query: pageQuery,
  answer: { status: 200, schema: listSchema('KeyUses', keyUseSchema) },
  refusals: ['wallet_not_found', 'not_permitted', 'invalid_request'],
  example: { id: demo.guest },
  async read(reader, { id, query }, { caller, signing }) {
    const wallet = await findOwn(reader, id, caller)
    if (isRefusal(wallet)) return wallet
    const { limit } = lookAhead(query)
    const after = query.after === undefined ? null : Number(query.after)
    if (after !== null && !(Number.isSafeInteger(after) && after > 0))
      return refuse('invalid_request', 'after is not a cursor of this list.', 'after')
    const { key } = wallet.custody === 'managed' ? wallet : { key: null }
    const ids = key === null ? [] : [key.id, ...key.former.map(({ id }) => id).reverse()].slice(0, mostKeys)
    const trails = await Promise.all(ids.map(async (keyId) => (await signing.uses(keyId, { after, limit })).map((use) => ({ ...use, keyId }))))
    const rows = trails
      .flat()
      .sort((one, other) => other.id - one.id)
      .slice(0, limit)
    return toPage(
      rows,
      query.limit,
      (use) => String(use.id),
      (use) => ({ ...use, at: formatTime(use.at) }),
    )
  },
})
