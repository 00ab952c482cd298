import { z } from '@hono/zod-openapi'
import { assetCode, listSchema, lookAhead, pageShapeAfter, toPage } from '../core/schemas.ts'
import { view } from '../core/use-case.ts'
import { assetSchema, presentAsset } from './asset.ts'

export const listAssets = view({
  operationId: 'listAssets',
  method: 'get',
  path: '/v1/assets',
  tag: 'Assets',
  summary: { en: 'List assets by code', ja: '資産をコード順に一覧する' },
  scope: 'read',
  walletKeys: true,
  query: z.strictObject(pageShapeAfter(assetCode)),
  answer: { status: 200, schema: listSchema('AssetList', assetSchema) },
  refusals: [],
  example: {},
  read: async (reader, { query }) => toPage(await reader.assets(lookAhead(query)), query.limit, ({ code }) => code, presentAsset),
})
