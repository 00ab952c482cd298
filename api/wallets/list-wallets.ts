import { z } from '@hono/zod-openapi'
import { listSchema, lookAhead, pageShapeAfter, toPage, walletId } from '../core/schemas.ts'
import { view } from '../core/use-case.ts'
import { presentWallet, walletSchema } from './wallet.ts'

export const listWallets = view({
  operationId: 'listWallets',
  method: 'get',
  path: '/v1/wallets',
  tag: 'Wallets',
  summary: { en: 'List wallets, newest first', ja: 'ウォレットを新しい順に一覧する' },
  scope: 'read',
  walletKeys: true,
  query: z.strictObject(pageShapeAfter(walletId)),
  answer: { status: 200, schema: listSchema('WalletList', walletSchema) },
  refusals: [],
  example: { query: { limit: '5' } },
  async read(reader, { query }, { caller }) {
    const own = caller.wallet === null ? undefined : await reader.wallet(caller.wallet)
    const rows = caller.wallet === null ? await reader.wallets(lookAhead(query)) : own && query.after === undefined ? [own] : []
    const shown = await Promise.all(rows.map(async (wallet) => presentWallet(wallet, await reader.balancesOf(wallet.id))))
    return toPage(
      shown,
      query.limit,
      ({ id }) => id,
      (wallet) => wallet,
    )
  },
})
