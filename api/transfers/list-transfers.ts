import { z } from '@hono/zod-openapi'
import type { Reader } from '../core/reader.ts'
import { listSchema, lookAhead, pageShape, toPage, transferId, walletId } from '../core/schemas.ts'
import { actsFor, isRefusal, refuse, view } from '../core/use-case.ts'
import { walkEntries } from '../wallets/walk-entries.ts'
import { presentTransfer, transferSchema } from './transfer.ts'

export const listTransfers = view({
  operationId: 'listTransfers',
  method: 'get',
  path: '/v1/transfers',
  tag: 'Transfers',
  summary: { en: 'List transfers, newest first', ja: '送金を新しい順に一覧する' },
  scope: 'read',
  walletKeys: true,
  query: z.strictObject({ ...pageShape, wallet: walletId.optional().openapi({ description: 'Only those this wallet sent or received' }) }),
  answer: { status: 200, schema: listSchema('TransferList', transferSchema) },
  refusals: ['not_permitted', 'invalid_request'],
  example: { query: { limit: '5' } },
  async read(reader, { query }, { caller }) {
    const wallet = query.wallet ?? caller.wallet
    const afterTransfer = query.after === undefined || transferId.safeParse(query.after).success
    if (wallet === null && !afterTransfer) return refuse('invalid_request', 'after is not a cursor of this list.', 'after')
    if (wallet === null) return toPage(await reader.transfers(lookAhead(query)), query.limit, ({ id }) => id, presentTransfer)
    if (!actsFor(caller, wallet)) return refuse('not_permitted', `This request acts as ${caller.wallet} and sees only its own transfers.`, 'wallet')
    return transfersOf(reader, wallet, query)
  },
})

/** Transfers have no index by wallet; the wallet's chain of entries leads to them (limits.md: few indexes on the hot path). */
async function transfersOf(reader: Reader, wallet: string, query: { limit: number; after?: string | undefined }) {
  const isTransfer = (type: string) => type.startsWith('transfer.')
  const page = await walkEntries(reader, wallet, query, isTransfer)
  if (isRefusal(page)) return page
  const found = await Promise.all(page.data.map(({ record }) => reader.transfer((record.data as { id: string }).id)))
  return { data: found.flatMap((transfer) => (transfer ? [presentTransfer(transfer)] : [])), nextCursor: page.nextCursor }
}
