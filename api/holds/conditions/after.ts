import { conditionType } from './condition.ts'
import { describeMoment, instantOf, type Moment, moment } from './moment.ts'

/** True from an instant on. What has not happened lies in the future: counted from it, `after` is false. */
export const after = conditionType<Moment>({
  name: 'after',
  schema: moment,
  met: (condition, { now, hold }) => (instantOf(condition, hold) ?? Number.POSITIVE_INFINITY) <= now,
  instants: (condition, { hold }) => [instantOf(condition, hold)].filter((at) => at !== undefined),
  describe(condition) {
    const { en, ja } = describeMoment(condition)
    return { en: `it is ${en} or later`, ja: `${ja}以降である` }
  },
})
