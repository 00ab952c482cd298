import { z } from '@hono/zod-openapi'
import { listSchema, lookAhead, pageShapeAfter, requestId, time, toPage } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'
import { view } from '../core/use-case.ts'

const text = z.union([z.string(), z.null()])

const requestSchema = z
  .object({
    id: requestId,
    at: time.openapi({ description: 'Host time' }),
    method: z.string().openapi({ example: 'POST' }),
    path: z.string().openapi({ example: '/v1/holds' }),
    operation: text.openapi({ example: 'createHold' }),
    key: text.openapi({ description: 'ID of the API key' }),
    actAs: text.openapi({ description: 'The wallet acted as' }),
    idempotencyKey: text,
    status: z.int().openapi({ example: 422 }),
    code: text.openapi({ description: 'The refusal, if it was one', example: 'insufficient_funds' }),
    durationMs: z.number(),
    request: text.openapi({ description: 'The body sent, cut after 4,096 characters' }),
    answer: text.openapi({ description: 'The body answered, cut after 4,096 characters, without secrets' }),
  })
  .openapi('LoggedRequest')

export const listRequests = view({
  operationId: 'listRequests',
  method: 'get',
  path: '/v1/requests',
  tag: 'Inspect',
  summary: { en: "Read the sandbox's request log, newest first", ja: 'リクエストログを新しい順に読む' },
  description: { en: 'The last 1,000 requests with their answers and refusals.', ja: '直近1,000件のリクエストと、その応答・拒否理由です。' },
  scope: 'read',
  walletKeys: false,
  query: z.strictObject(pageShapeAfter(requestId)),
  answer: { status: 200, schema: listSchema('RequestList', requestSchema) },
  refusals: [],
  example: { query: { limit: '5' } },
  read: async (reader, { query }) =>
    toPage(
      await reader.requests(lookAhead(query)),
      query.limit,
      ({ id }) => id,
      (logged) => ({ ...logged, at: formatTime(logged.at) }),
    ),
})
