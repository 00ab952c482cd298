import { z } from '@hono/zod-openapi'
import { type Fault, isFault, parseInput } from '../core/fault.ts'
import { type Parameter, parameterFault, parameterSchema, schemaOf } from '../holds/templates/parameter-types.ts'
import { fillTerms } from '../holds/templates/placeholders.ts'
import { createHoldBody } from '../holds/terms/create-body.ts'
import { bilingual, json, templateName } from './hold-template.ts'

const maxParameters = 50
const maxTerms = 32 * 1024
const maxDepth = 20

const parameterName = z.string().regex(/^[a-z][A-Za-z0-9]{0,30}$/, 'must be a name like guest')

const shape = z.strictObject({
  name: templateName,
  title: bilingual,
  parameters: z
    .record(parameterName, parameterSchema)
    .refine((all) => Object.keys(all).length <= maxParameters, `must be at most ${maxParameters}`)
    .openapi({ description: 'What a hold made with it must say', example: { guest: { type: 'wallet' } } }),
  example: json.openapi({ description: 'Parameters that work: what the template is explained by', example: {} }),
  terms: json.openapi({
    description:
      'The body of `POST /v1/holds`, with `{ "$": "start" }` where the parameter `start` goes, or `{ "$": "start", "minus": "PT48H" }` and `plus` for times by durations, amounts and integers by whole numbers',
    example: {},
  }),
})
type TemplateInput = z.output<typeof shape>

/** A template as a user writes it. It is tried with its example, so that what is stored can be used. */
export const templateInput = shape
  .superRefine((input, context) => {
    const fault = boundsFault(input) ?? parametersFault(input) ?? exampleFault(input)
    if (fault) context.addIssue({ code: 'custom', path: fault.field?.split('.') ?? [], message: fault.fault })
  })
  .openapi('CreateHoldTemplate')

function boundsFault({ terms, example }: TemplateInput): Fault | undefined {
  // Depth first: what is too deep cannot be measured.
  if (!isWithin(terms, maxDepth)) return { field: 'terms', fault: `must be nested at most ${maxDepth} deep` }
  if (!isWithin(example, maxDepth)) return { field: 'example', fault: `must be nested at most ${maxDepth} deep` }
  if (sizeOf(terms) > maxTerms) return { field: 'terms', fault: `must be at most ${maxTerms} bytes of JSON` }
  return sizeOf(example) > maxTerms ? { field: 'example', fault: `must be at most ${maxTerms} bytes of JSON` } : undefined
}

function isWithin(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((one) => isWithin(one, depth - 1))
}

function sizeOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length
}

function parametersFault({ parameters }: TemplateInput): Fault | undefined {
  for (const [name, parameter] of Object.entries(parameters)) {
    // A name that every object has would never be missing.
    if (name in {}) return { field: `parameters.${name}`, fault: 'must have another name' }
    const found = parameterFault(parameter)
    if (found) return { ...found, field: `parameters.${name}.${found.field}` }
  }
  return undefined
}

function exampleFault({ parameters, example, terms }: { parameters: Readonly<Record<string, Parameter>>; example: unknown; terms: unknown }) {
  const values = parseInput(schemaOf(parameters), example)
  if (isFault(values)) return within('example', values)
  const filled = fillTerms(terms, parameters, values.value)
  // A fault of a value is named by its parameter, one of a placeholder by its place.
  if (isFault(filled)) return filled.field?.startsWith('terms') ? filled : within('example', filled)
  const body = parseInput(createHoldBody, filled.value)
  return isFault(body) ? within('terms', body) : undefined
}

function within(place: string, { field, fault }: Fault): Fault {
  return { field: field === undefined ? place : `${place}.${field}`, fault }
}
