import type { z } from '@hono/zod-openapi'
import type { Refusal } from '../core/refusals.ts'
import { refuse } from '../core/use-case.ts'

/** Parses with the schema, or refuses with the first fault, named by its field. */
export function validate<T>(schema: z.ZodType<T>, value: unknown): { value: T } | Refusal<'invalid_request'> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return { value: parsed.data }
  const [issue] = parsed.error.issues
  return describe(issue!, value)
}

type Issue = z.core.$ZodIssue

function describe(issue: Issue, value: unknown): Refusal<'invalid_request'> {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0]! : undefined
  const path = [...issue.path.map(String), ...(unknown === undefined ? [] : [unknown])].join('.')
  const field = path === '' ? undefined : path
  if (unknown !== undefined) return refuse('invalid_request', `${path}: this operation takes no such field.`, field)
  if (field === undefined) return refuse('invalid_request', 'The body must be a JSON object.')
  return refuse('invalid_request', `${field}: ${problemOf(issue, value)}.`, field)
}

/** The fault in words that need no knowledge of the schema library. */
function problemOf(issue: Issue, value: unknown): string {
  if (at(value, issue.path) === undefined) return 'is required'
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'must be a whole number' : `must be ${article(issue.expected)}`
    case 'too_small':
      if (issue.minimum === 1 && unitOf(issue.origin) !== '') return 'must not be empty'
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}`
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`
    case 'invalid_union':
      return issue.path.at(-1) === 'op' ? 'must be an operation that a batch can hold; see createBatch at /docs' : 'has none of the types it may have'
    default:
      return lowerFirst(issue.message)
  }
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  )
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long'
  return origin === 'array' ? ' items long' : ''
}

function article(type: string): string {
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
