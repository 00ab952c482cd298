import { z } from '@hono/zod-openapi'
import type { Condition } from '../../core/model.ts'
import type { Text } from '../../core/use-case.ts'
import { conditionSchema } from './index.ts'

/** A condition inside another. Looked up late: the types and their list know each other. */
const innerCondition: z.ZodType<Condition> = z.lazy(() => conditionSchema)

export const innerConditions = z.array(innerCondition).min(1).max(20)

const compound = ['all', 'any', 'atLeast']

/** As an item among others: in brackets where it has several parts itself, so that "and" and "or" stay apart. */
export function itemText(condition: Condition, describe: (condition: Condition) => Text): string {
  const { en } = describe(condition)
  return compound.some((name) => name in condition) ? `(${en})` : en
}

/** In Japanese quotes, those within it made inner ones. */
export function quoted(ja: string): string {
  return `「${ja.replaceAll('「', '『').replaceAll('」', '』')}」`
}
