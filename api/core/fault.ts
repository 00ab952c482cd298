import type { z } from '@hono/zod-openapi'

/** What is wrong with an input, in words that need no knowledge of the schema library, and where: a dotted path. */
export interface Fault {
  readonly field?: string
  readonly fault: string
}

/** Parses with the schema, or gives the first fault. */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown): { readonly value: T } | Fault {
  const parsed = schema.safeParse(value)
  return parsed.success ? { value: parsed.data } : faultOf(parsed.error.issues[0]!, value)
}

export function isFault<T extends object>(answer: T): answer is Extract<T, Fault> {
  return 'fault' in answer
}

type Issue = z.core.$ZodIssue

function faultOf(issue: Issue, value: unknown): Fault {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0]! : undefined
  const field = [...issue.path.map(String), ...(unknown === undefined ? [] : [unknown])].join('.')
  if (field === '') return { fault: 'must be a JSON object' }
  return { field, fault: unknown === undefined ? phraseOf(issue, value) : 'no such field is taken here' }
}

function phraseOf(issue: Issue, value: unknown): string {
  if (at(value, issue.path) === undefined && issue.code !== 'custom') return 'is required'
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
      if (issue.path.at(-1) === 'op') return 'must be an operation that a batch can hold; see createBatch at /docs'
      return issue.message === 'Invalid input' ? 'has none of the types it may have' : issue.message
    default:
      return issue.message.charAt(0).toLowerCase() + issue.message.slice(1)
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
