import { conditionType } from './condition.ts'
import { describeMoment, instantOf, type Moment, moment } from './moment.ts'

/** True until an instant. What has not happened lies in the future: counted from it, `before` is true. */
export const before = conditionType<Moment>({
  name: 'before',
  schema: moment,
  met: (condition, { now, hold }) => now < (instantOf(condition, hold) ?? Number.POSITIVE_INFINITY),
  describe(condition) {
    const { en, ja } = describeMoment(condition)
    return { en: `it is before ${en}`, ja: `${ja}より前である` }
  },
})
