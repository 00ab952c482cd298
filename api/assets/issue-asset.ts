import { z } from '@hono/zod-openapi'
import { formatAmount } from '../core/amounts.ts'
import { checkActive, checkHoldingLimit, findAsset, findWallet } from '../core/checks.ts'
import { demo } from '../core/demo-ids.ts'
import { issuance } from '../core/journal.ts'
import { issueMoves } from '../core/moves.ts'
import { amount, walletId } from '../core/schemas.ts'
import { accept, command, isRefusal, refuse } from '../core/use-case.ts'
import { assetSchema, presentAsset } from './asset.ts'

export const issueAsset = command({
  operationId: 'issueAsset',
  method: 'post',
  path: '/v1/assets/{code}/issue',
  tag: 'Assets',
  summary: { en: 'Issue an asset to a wallet', ja: '資産を発行する' },
  scope: 'admin',
  walletKeys: false,
  body: z.strictObject({ to: walletId, amount }).openapi('IssueAsset'),
  answer: { status: 200, schema: assetSchema },
  refusals: ['asset_not_found', 'wallet_not_found', 'wallet_frozen', 'wallet_closed', 'supply_limit_exceeded', 'holding_limit_exceeded'],
  example: { id: 'JPY', body: { to: demo.guest, amount: 50_000 } },
  reads: ({ id, body }) => ({
    assets: [id],
    wallets: [body.to],
    balances: [
      [body.to, id],
      [issuance, id],
    ],
  }),
  decide(state, { id, body }) {
    const asset = findAsset(state, id)
    if (isRefusal(asset)) return asset
    const to = findWallet(state, body.to, 'to')
    if (isRefusal(to)) return to
    const refused = checkActive(to)
    if (refused) return refused
    const room = asset.maxSupply - asset.supply
    if (body.amount > room) return refuse('supply_limit_exceeded', `${formatAmount(room, asset)} more can be issued.`, 'amount')
    const full = checkHoldingLimit(state, to.id, asset, body.amount)
    if (full) return full

    // From here on it must succeed.
    const issued = { ...asset, supply: asset.supply + body.amount }
    const data = { ...presentAsset(issued), to: to.id, amount: body.amount }
    return accept([{ type: 'asset.issued', data, writes: [['asset', issued]], moves: issueMoves(to.id, id, body.amount) }], presentAsset(issued))
  },
})
