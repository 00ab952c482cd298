import { z } from '@hono/zod-openapi'
import { apiKeyId, listSchema, lookAhead, pageShapeAfter, toPage } from '../core/schemas.ts'
import { view } from '../core/use-case.ts'
import { apiKeySchema, presentApiKey } from './api-key.ts'

export const listApiKeys = view({
  operationId: 'listApiKeys',
  method: 'get',
  path: '/v1/api-keys',
  tag: 'API keys',
  summary: { en: 'List API keys, newest first', ja: 'APIキーを新しい順に一覧する' },
  scope: 'admin',
  walletKeys: false,
  query: z.strictObject(pageShapeAfter(apiKeyId)),
  answer: { status: 200, schema: listSchema('ApiKeyList', apiKeySchema) },
  refusals: [],
  example: {},
  read: async (reader, { query }) => toPage(await reader.apiKeys(lookAhead(query)), query.limit, ({ id }) => id, presentApiKey),
})
