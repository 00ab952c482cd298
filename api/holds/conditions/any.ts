import type { Condition } from '../../core/model.ts'
import { conditionType } from './condition.ts'
import { innerConditions, itemText, quoted } from './inner-condition.ts'

export const any = conditionType<readonly Condition[]>({
  name: 'any',
  schema: innerConditions,
  met: (conditions, { met }) => conditions.some(met),
  inner: (conditions) => conditions,
  describe(conditions, inner) {
    if (conditions.length === 1) return inner(conditions[0]!)
    return {
      en: conditions.map((one) => itemText(one, inner)).join(' or '),
      ja: `${conditions.map((one) => quoted(inner(one).ja)).join('または')}が成り立つ`,
    }
  },
})
