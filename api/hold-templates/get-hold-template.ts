import { z } from '@hono/zod-openapi'
import { refuse, view } from '../core/use-case.ts'
import { shippedTemplate } from '../holds/templates/index.ts'
import { assetsOf, presentTemplate, templateSchema } from './hold-template.ts'

export const getHoldTemplate = view({
  operationId: 'getHoldTemplate',
  method: 'get',
  path: '/v1/hold-templates/{id}',
  tag: 'Holds',
  summary: { en: 'Read a template, and what will happen to a hold made with it', ja: 'テンプレートと、それで作る仮押さえの流れを参照する' },
  description: {
    en: 'The ID is its name. Gives its parameters as JSON Schema, the terms that its example comes to, and these explained in sentences.',
    ja: 'ID はテンプレート名です。パラメーター（JSON Schema）、例から得られる条件、その説明文を返します。',
  },
  scope: 'read',
  walletKeys: true,
  query: z.strictObject({
    version: z.coerce.number().int().min(1).max(100).optional().openapi({ description: 'The newest if absent', example: 1 }),
  }),
  answer: { status: 200, schema: templateSchema },
  refusals: ['hold_template_not_found'],
  example: { id: 'reservation' },
  async read(reader, { id, query: { version } }) {
    const shipped = shippedTemplate(id)
    const named = shipped ?? (await reader.holdTemplate(version === undefined ? id : `${id}@${version}`))
    const found = named && named.name === id && (version ?? named.version) === named.version ? named : undefined
    if (!found)
      return refuse('hold_template_not_found', `There is no hold template ${id}${version === undefined ? '' : ` with a version ${version}`}.`)
    const assets = await Promise.all(assetsOf(found).map((code) => reader.asset(code)))
    const scales = new Map(assets.flatMap((asset) => (asset ? [[asset.code, asset.scale]] : [])))
    return presentTemplate(found, (asset) => scales.get(asset) ?? 0)
  },
})
