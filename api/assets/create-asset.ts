import { z } from '@hono/zod-openapi'
import { maxAmount } from '../core/amounts.ts'
import { amount, assetCode } from '../core/schemas.ts'
import { accept, command, refuse } from '../core/use-case.ts'
import { assetKind, assetRules, assetSchema, presentAsset, scale } from './asset.ts'

export const createAsset = command({
  operationId: 'createAsset',
  method: 'post',
  path: '/v1/assets',
  tag: 'Assets',
  summary: { en: 'Create an asset', ja: '資産を作成する' },
  scope: 'admin',
  walletKeys: false,
  body: z
    .strictObject({
      code: assetCode,
      scale,
      kind: assetKind.default('money'),
      maxHolding: amount.optional().openapi({ description: 'Most that one wallet may own, incoming value included', example: 1_000_000 }),
      maxSupply: amount.default(maxAmount).openapi({ description: 'Most that may be in circulation', example: 1_000_000_000 }),
      rules: assetRules.default({}),
    })
    .openapi('CreateAsset'),
  answer: { status: 201, schema: assetSchema },
  refusals: ['asset_exists'],
  example: { body: { code: 'POINT', scale: 0, kind: 'points', maxHolding: 50_000 } },
  reads: ({ body }) => ({ assets: [body.code] }),
  decide(state, { body }, { now }) {
    if (state.find('asset', body.code)) return refuse('asset_exists', `This sandbox has an asset ${body.code} already.`, 'code')
    const asset = { ...body, maxHolding: body.maxHolding ?? null, supply: 0, createdAt: now }
    const shown = presentAsset(asset)
    return accept([{ type: 'asset.created', data: shown, writes: [['asset', asset]] }], shown)
  },
})
