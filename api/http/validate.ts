import type { z } from '@hono/zod-openapi'
import { isFault, parseInput } from '../core/fault.ts'
import type { Refusal } from '../core/refusals.ts'
import { refuse } from '../core/use-case.ts'

/** Parses with the schema, or refuses with the first fault, named by its field. */
export function validate<T>(schema: z.ZodType<T>, value: unknown): { readonly value: T } | Refusal<'invalid_request'> {
  const parsed = parseInput(schema, value)
  if (!isFault(parsed)) return parsed
  const { field, fault } = parsed
  return field === undefined ? refuse('invalid_request', `The body ${fault}.`) : refuse('invalid_request', `${field}: ${fault}.`, field)
}
