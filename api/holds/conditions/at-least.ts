import { z } from '@hono/zod-openapi'
import type { Condition } from '../../core/model.ts'
import { conditionType } from './condition.ts'
import { innerConditions, quoted } from './inner-condition.ts'
import { enumerate } from './role.ts'

interface AtLeast {
  readonly count: number
  readonly of: readonly Condition[]
}

export const atLeast = conditionType<AtLeast>({
  name: 'atLeast',
  schema: z
    .strictObject({ count: z.int().min(1).max(20).openapi({ example: 2 }), of: innerConditions })
    .refine(({ count, of }) => count <= of.length, { path: ['count'], message: 'must be at most as many as there are conditions' }),
  met: ({ count, of }, { met }) => of.filter(met).length >= count,
  inner: ({ of }) => of,
  describe({ count, of }, inner) {
    if (of.length === 1) return inner(of[0]!)
    const items = enumerate(
      of.map((one) => `(${inner(one).en})`),
      'and',
    )
    const verb = count === 1 ? 'is' : 'are'
    return {
      en: `at least ${count} of ${items} ${verb} true`,
      ja: `${of.map((one) => quoted(inner(one).ja)).join('')}のうち${count}つ以上が成り立つ`,
    }
  },
})
