import { z } from '@hono/zod-openapi'
import { listSchema, lookAhead, pageShapeAfter, toPage } from '../core/schemas.ts'
import { view } from '../core/use-case.ts'
import { templates } from '../holds/templates/index.ts'
import { presentHead, templateHeadSchema, templateName } from './hold-template.ts'

export const listHoldTemplates = view({
  operationId: 'listHoldTemplates',
  method: 'get',
  path: '/v1/hold-templates',
  tag: 'Holds',
  summary: { en: 'List templates: those that come with the service, then your own by name', ja: 'テンプレートを一覧する（標準のもの、自分のもの）' },
  scope: 'read',
  walletKeys: true,
  query: z.strictObject(pageShapeAfter(templateName)),
  answer: { status: 200, schema: listSchema('HoldTemplateList', templateHeadSchema) },
  refusals: [],
  example: {},
  async read(reader, { query }) {
    const { after, limit } = lookAhead(query)
    const place = templates.findIndex(({ name }) => name === after)
    const shipped = after !== null && place === -1 ? [] : templates.slice(place + 1, place + 1 + limit)
    const own = shipped.length < limit ? await reader.holdTemplates({ after: place === -1 ? after : null, limit: limit - shipped.length }) : []
    return toPage([...shipped, ...own], query.limit, ({ name }) => name, presentHead)
  },
})
