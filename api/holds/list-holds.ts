import { z } from '@hono/zod-openapi'
import { holdId, listSchema, lookAhead, pageShapeAfter, toPage, walletId } from '../core/schemas.ts'
import { actsFor, refuse, view } from '../core/use-case.ts'
import { holdSchema, holdStatus, presentHold } from './hold-schema.ts'

export const listHolds = view({
  operationId: 'listHolds',
  method: 'get',
  path: '/v1/holds',
  tag: 'Holds',
  summary: { en: 'List holds, newest first', ja: '仮押さえを新しい順に一覧する' },
  scope: 'read',
  walletKeys: true,
  query: z.strictObject({
    ...pageShapeAfter(holdId),
    status: holdStatus.optional().openapi({ example: 'held' }),
    wallet: walletId.optional().openapi({ description: 'Only those in which this wallet has a part' }),
  }),
  answer: { status: 200, schema: listSchema('HoldList', holdSchema) },
  refusals: ['not_permitted'],
  example: { query: { status: 'held' } },
  async read(reader, { query }, { caller }) {
    const wallet = query.wallet ?? caller.wallet ?? undefined
    if (wallet !== undefined && !actsFor(caller, wallet))
      return refuse('not_permitted', `This request acts as ${caller.wallet} and sees only its own holds.`, 'wallet')
    return toPage(await reader.holds({ status: query.status, wallet }, lookAhead(query)), query.limit, ({ id }) => id, presentHold)
  },
})
