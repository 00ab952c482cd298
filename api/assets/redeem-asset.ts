import { z } from '@hono/zod-openapi'
import { checkAvailable, findAsset, findWallet } from '../core/checks.ts'
import { demo } from '../core/demo-ids.ts'
import { issuance } from '../core/journal.ts'
import { issueMoves } from '../core/moves.ts'
import { amount, walletId } from '../core/schemas.ts'
import { accept, command, isRefusal, refuse } from '../core/use-case.ts'
import { assetSchema, presentAsset } from './asset.ts'

export const redeemAsset = command({
  operationId: 'redeemAsset',
  method: 'post',
  path: '/v1/assets/{code}/redeem',
  tag: 'Assets',
  summary: { en: 'Redeem an asset from a wallet', ja: '資産を償還する' },
  description: {
    en: 'Takes value out of circulation. A closed wallet can be redeemed from, so that nothing is stuck in it; a frozen one cannot.',
    ja: '流通から取り除きます。閉鎖したウォレットからは償還できますが、凍結中のウォレットからはできません。',
  },
  scope: 'admin',
  walletKeys: false,
  signable: true,
  body: z.strictObject({ from: walletId, amount }).openapi('RedeemAsset'),
  answer: { status: 200, schema: assetSchema },
  refusals: ['asset_not_found', 'wallet_not_found', 'wallet_frozen', 'insufficient_funds', 'rule_violated', 'signing_refused'],
  example: { id: 'JPY', body: { from: demo.guest, amount: 1000 } },
  reads: ({ id, body }) => ({
    assets: [id],
    wallets: [body.from],
    balances: [
      [body.from, id],
      [issuance, id],
    ],
  }),
  decide(state, { id, body }) {
    const asset = findAsset(state, id)
    if (isRefusal(asset)) return asset
    const from = findWallet(state, body.from, 'from')
    if (isRefusal(from)) return from
    if (from.status === 'frozen') return refuse('wallet_frozen', `Wallet ${from.id} is frozen.`)
    const short = checkAvailable(state, from.id, asset, body.amount)
    if (short) return short

    // From here on it must succeed.
    const redeemed = { ...asset, supply: asset.supply - body.amount }
    const data = { ...presentAsset(redeemed), from: from.id, amount: body.amount }
    return accept(
      [{ type: 'asset.redeemed', data, writes: [['asset', redeemed]], moves: issueMoves(from.id, id, -body.amount) }],
      presentAsset(redeemed),
    )
  },
})
