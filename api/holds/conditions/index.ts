import { z } from '@hono/zod-openapi'
import type { Condition } from '../../core/model.ts'
import type { Text } from '../../core/use-case.ts'
import { after } from './after.ts'
import { all } from './all.ts'
import { any } from './any.ts'
import { approvedBy } from './approved-by.ts'
import { atLeast } from './at-least.ts'
import { attestedBy } from './attested-by.ts'
import { before } from './before.ts'
import type { ConditionType, Facts, Names } from './condition.ts'
import { fulfillment } from './fulfillment.ts'
import { holdStatus } from './hold-status.ts'
import { pickedUnion } from './picked-union.ts'
import { preimage } from './preimage.ts'
import { signal } from './signal.ts'

/** Every type of condition there is. A new one is its file and its line here. */
const types: readonly ConditionType<unknown, unknown>[] = [
  all,
  any,
  atLeast,
  after,
  before,
  approvedBy,
  signal,
  attestedBy,
  preimage,
  fulfillment,
  holdStatus,
]

export const conditionTypes = new Map(types.map((type) => [type.name, type]))

const shapes = new Map(types.map(({ name, schema }) => [name, z.strictObject({ [name]: schema })]))
const typeNames = [...shapes.keys()].join(', ')

const union = pickedUnion<Condition>([...shapes.values()], (value) => {
  if (value === undefined) return { message: 'is required' }
  if (typeof value !== 'object' || value === null) return { message: `must be an object with one field, the type of condition: ${typeNames}` }
  const [name, more] = Object.keys(value)
  if (name === undefined) return { message: `must have one field, the type of condition: ${typeNames}` }
  const unknown = [name, more].find((key) => key !== undefined && !shapes.has(key))
  if (unknown !== undefined) return { message: `is no type of condition; there are ${typeNames}`, path: [unknown] }
  return more === undefined ? shapes.get(name)! : { message: 'must have exactly one field; put several conditions into all, any or atLeast' }
}).openapi('Condition', { description: 'An object with one field, whose name is the type of condition' })

/** Exactly one field, whose name is the type. Lazy, so that documents refer to it by its name, also where it may be null. */
export const conditionSchema: z.ZodType<Condition> = z.lazy(() => union)

export interface Typed {
  readonly type: ConditionType<unknown, unknown>
  readonly value: unknown
}

function typeOf(condition: Condition): Typed {
  const [name] = Object.keys(condition) as [string]
  return { type: conditionTypes.get(name)!, value: condition[name] }
}

/** Is it true? */
export function isMet(condition: Condition, facts: Omit<Facts, 'met'>): boolean {
  const met = (inner: Condition): boolean => {
    const { type, value } = typeOf(inner)
    return type.met(value, { ...facts, met })
  }
  return met(condition)
}

/** A clause for "If …," and, in Japanese, for …場合. */
export function describeCondition(condition: Condition): Text {
  const { type, value } = typeOf(condition)
  return type.describe(value, describeCondition)
}

const taken = new WeakMap<Condition, readonly Typed[]>()

/** The condition and all that is inside it; none of null. Conditions never change, so each is taken apart once. */
export function everyCondition(condition: Condition | null): readonly Typed[] {
  if (condition === null) return []
  const known = taken.get(condition)
  if (known) return known
  const one = typeOf(condition)
  const all = [one, ...(one.type.inner?.(one.value) ?? []).flatMap(everyCondition)]
  taken.set(condition, all)
  return all
}

export function namesIn(condition: Condition): Required<Names> {
  const all = everyCondition(condition).map(({ type, value }) => type.names?.(value) ?? {})
  return {
    roles: all.flatMap(({ roles = [] }) => roles),
    holds: all.flatMap(({ holds = [] }) => holds),
    oracles: all.flatMap(({ oracles = [] }) => oracles),
  }
}
