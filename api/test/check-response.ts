import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { App } from '../app.ts'

type Document = App['document']

const validators = new WeakMap<object, Map<string, ValidateFunction>>()

/**
 * Throws unless the answer is one that the OpenAPI document announces for this route: a status it lists, the media
 * type, the schema, and for a refusal a code that is listed under that status.
 */
export function checkResponse(document: Document, method: string, path: string, response: Response, body: unknown): void {
  const found = findOperation(document, method, path)
  const media = response.headers.get('content-type')?.split(';')[0] ?? ''
  if (!found) {
    if (response.status >= 400) check(document, '#/components/schemas/Problem', body, `${method} ${path}`)
    return
  }
  const { operation, place } = found
  const announced = operation.responses?.[String(response.status)]
  if (!announced) throw new Error(`${method} ${path} answered ${response.status}, which the document does not list: ${JSON.stringify(body)}`)
  if (!announced.content?.[media]) throw new Error(`${method} ${path} answered ${response.status} as ${media}, which the document does not list`)
  check(document, `#/${place}/responses/${response.status}/content/${pointerPart(media)}/schema`, body, `${method} ${path} ${response.status}`)
  const code = response.status >= 400 ? (body as { code: string }).code : undefined
  if (code && !announced.description.includes(`\`${code}\``))
    throw new Error(`${method} ${path} refused with ${code}, which the document does not list under ${response.status}`)
}

interface Operation {
  responses?: Record<string, { description: string; content?: Record<string, unknown> }>
}

function findOperation(document: Document, method: string, path: string): { operation: Operation; place: string; template: string } | undefined {
  const plain = path.split('?')[0]!
  const matching = Object.keys(document.paths ?? {}).filter((template) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(plain))
  const template = matching.sort((a, b) => Number(a.includes('{')) - Number(b.includes('{')))[0]
  const operation =
    template && ((document.paths as Record<string, Record<string, Operation>>)[template]?.[method.toLowerCase()] as Operation | undefined)
  return template && operation ? { operation, place: `paths/${pointerPart(template)}/${method.toLowerCase()}`, template } : undefined
}

function check(document: Document, pointer: string, body: unknown, what: string): void {
  const validate = validatorFor(document, pointer)
  if (!validate(body))
    throw new Error(`${what}: the answer does not fit the document: ${JSON.stringify(validate.errors?.slice(0, 3))}\n${JSON.stringify(body)}`)
}

function validatorFor(document: Document, pointer: string): ValidateFunction {
  const known = validators.get(document) ?? new Map<string, ValidateFunction>()
  validators.set(document, known)
  let validate = known.get(pointer)
  if (!validate) {
    const ajv = new Ajv2020({ strict: false, allErrors: false })
    addFormats.default(ajv)
    ajv.addSchema(closed(document) as object, 'doc')
    validate = ajv.compile({ $ref: `doc${pointer}` })
    known.set(pointer, validate)
  }
  return validate
}

const closedDocuments = new WeakMap<object, object>()

/** The document with every answer's object closed, so that a member which is not documented is found. */
function closed(document: Document): object {
  let copy = closedDocuments.get(document)
  if (!copy) {
    copy = structuredClone(document) as object
    close(copy)
    closedDocuments.set(document, copy)
  }
  return copy
}

function close(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const schema = value as { type?: unknown; properties?: object; additionalProperties?: unknown }
  if (schema.type === 'object' && schema.properties && schema.additionalProperties === undefined) schema.additionalProperties = false
  for (const inner of Object.values(value)) close(inner)
}

function pointerPart(part: string): string {
  return encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'))
}
