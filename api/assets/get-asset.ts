import { refuse, view } from '../core/use-case.ts'
import { assetSchema, presentAsset } from './asset.ts'

export const getAsset = view({
  operationId: 'getAsset',
  method: 'get',
  path: '/v1/assets/{code}',
  tag: 'Assets',
  summary: { en: 'Read an asset', ja: '資産を参照する' },
  scope: 'read',
  walletKeys: true,
  query: null,
  answer: { status: 200, schema: assetSchema },
  refusals: ['asset_not_found'],
  example: { id: 'JPY' },
  async read(reader, { id }) {
    const asset = await reader.asset(id)
    return asset ? presentAsset(asset) : refuse('asset_not_found', `There is no asset ${id} in this sandbox.`)
  },
})
