import type { Condition } from '../../core/model.ts'
import { conditionType } from './condition.ts'
import { innerConditions, itemText } from './inner-condition.ts'

export const all = conditionType<readonly Condition[]>({
  name: 'all',
  schema: innerConditions,
  met: (conditions, { met }) => conditions.every(met),
  inner: (conditions) => conditions,
  describe(conditions, inner) {
    if (conditions.length === 1) return inner(conditions[0]!)
    return { en: conditions.map((one) => itemText(one, inner)).join(' and '), ja: conditions.map((one) => inner(one).ja).join('、かつ、') }
  },
})
