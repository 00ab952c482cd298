import type { z } from '@hono/zod-openapi'
import type { Refusal } from '../core/refusals.ts'
import { refuse } from '../core/use-case.ts'

/** Parses with the schema, or refuses with the first fault, named by its field. */
export function validate<T>(schema: z.ZodType<T>, value: unknown): { value: T } | Refusal<'invalid_request'> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return { value: parsed.data }
  const [issue] = parsed.error.issues
  return describe(issue!)
}

type Issue = z.core.$ZodIssue

function describe(issue: Issue): Refusal<'invalid_request'> {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0]! : undefined
  const path = [...issue.path.map(String), ...(unknown === undefined ? [] : [unknown])].join('.')
  const field = path === '' ? undefined : path
  if (unknown !== undefined) return refuse('invalid_request', `There is no field ${path} in this request.`, field)
  if (field === undefined) return refuse('invalid_request', 'The body must be a JSON object.')
  return refuse(
    'invalid_request',
    `${field}: ${issue.code === 'invalid_union' ? 'is not one of the known values' : lowerFirst(issue.message)}.`,
    field,
  )
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
