import { z } from '@hono/zod-openapi'
import { listSchema, lookAhead, oracleId, pageShapeAfter, toPage } from '../core/schemas.ts'
import { view } from '../core/use-case.ts'
import { oracleSchema, presentOracle } from './oracle.ts'

export const listOracles = view({
  operationId: 'listOracles',
  method: 'get',
  path: '/v1/oracles',
  tag: 'Holds',
  summary: { en: 'List oracles, newest first', ja: 'オラクルを新しい順に一覧する' },
  scope: 'read',
  walletKeys: true,
  query: z.strictObject(pageShapeAfter(oracleId)),
  answer: { status: 200, schema: listSchema('OracleList', oracleSchema) },
  refusals: [],
  example: {},
  read: async (reader, { query }) => toPage(await reader.oracles(lookAhead(query)), query.limit, ({ id }) => id, presentOracle),
})
