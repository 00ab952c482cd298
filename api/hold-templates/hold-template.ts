import { z } from '@hono/zod-openapi'
import { formatAmount } from '../core/amounts.ts'
import { isFault } from '../core/fault.ts'
import type { HoldTemplate } from '../core/model.ts'
import { time } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'
import { explainTerms } from '../holds/explain/explain-terms.ts'
import { explainedBody } from '../holds/explain/explained.ts'
import { bodyFromTemplate } from '../holds/templates/fill.ts'
import { type Parameter, schemaOf } from '../holds/templates/parameter-types.ts'
import type { AnyTemplate } from '../holds/templates/template.ts'
import { createHoldBody, type HoldBody, legsOf } from '../holds/terms/create-body.ts'

export const templateName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9-]{0,39}$/, 'must be 1 to 40 letters, digits or hyphens, the first a small letter')
  .openapi({ example: 'concert' })
const version = z.int().min(1).max(100).openapi({ example: 1 })

const text = z.string().min(1).max(200)
export const bilingual = z.strictObject({ en: text.openapi({ example: 'Concert ticket' }), ja: text.openapi({ example: 'コンサートのチケット' }) })
const sentences = z.array(z.string())
export const json = z.record(z.string(), z.unknown())

const headShape = {
  name: templateName,
  version,
  shipped: z.boolean().openapi({ description: 'Comes with the service, rather than stored by this sandbox' }),
  title: z.object({ en: z.string(), ja: z.string() }),
  summary: z.union([z.object({ en: z.string(), ja: z.string() }), z.null()]),
}

export const templateHeadSchema = z.object(headShape).openapi('HoldTemplateHead')

export const templateSchema = z
  .object({
    ...headShape,
    parameters: json.openapi({ description: 'JSON Schema of the parameters' }),
    example: json.openapi({ description: 'Parameters that work' }),
    terms: json.openapi({ description: 'The body of `POST /v1/holds` that the example comes to' }),
    definition: z
      .union([json, z.null()])
      .openapi({ description: 'The terms as they were stored, with their placeholders; null for one that comes with the service' }),
    explanation: z.object({ en: sentences, ja: sentences }).openapi({ description: 'What will happen in each case, told of the example' }),
    createdAt: z.union([time, z.null()]),
  })
  .openapi('HoldTemplate')

export function presentHead(template: AnyTemplate | HoldTemplate): z.output<typeof templateHeadSchema> {
  const { name, version, title } = template
  return { name, version, shipped: !('key' in template), title, summary: 'key' in template ? null : template.summary }
}

export function presentTemplate(template: AnyTemplate | HoldTemplate, scaleOf: (asset: string) => number): z.output<typeof templateSchema> {
  const stored = 'key' in template ? template : undefined
  const { terms, body } = exampleOf(template)
  const words = { amount: (amount: number, code: string) => formatAmount(amount, { code, scale: scaleOf(code) }), wallet: (id: string) => id }
  const { en, ja } = explainTerms(explainedBody(body), words)
  return {
    ...presentHead(template),
    parameters: jsonSchemaOf(template),
    example: { ...template.example },
    terms,
    definition: stored ? (stored.terms as Record<string, unknown>) : null,
    explanation: { en: [...en], ja: [...ja] },
    createdAt: stored ? formatTime(stored.createdAt) : null,
  }
}

/** What the example comes to. It was tried before the template was stored, or shipped. */
function exampleOf(template: AnyTemplate | HoldTemplate): { terms: Record<string, unknown>; body: HoldBody } {
  const filled = bodyFromTemplate(template, template.example)
  if (isFault(filled)) throw new Error(`the example of ${template.name} is wrong: ${filled.field} ${filled.fault}`)
  return { terms: filled.body as Record<string, unknown>, body: createHoldBody.parse(filled.body) }
}

/** Assets whose scale is needed to explain a template. */
export function assetsOf(template: AnyTemplate | HoldTemplate): string[] {
  return [...new Set(legsOf(exampleOf(template).body).map(({ asset }) => asset))]
}

function jsonSchemaOf(template: AnyTemplate | HoldTemplate): Record<string, unknown> {
  const schema = 'key' in template ? schemaOf(template.parameters as Readonly<Record<string, Parameter>>) : template.parameters
  return z.toJSONSchema(schema, {
    io: 'input',
    // The pattern of a time says no more than its format, at ten times the length.
    override: ({ jsonSchema }) => void (jsonSchema.format === 'date-time' && delete jsonSchema.pattern),
  }) as Record<string, unknown>
}
