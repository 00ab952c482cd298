import { parseDuration } from '../../core/time.ts'
import type { Text } from '../../core/use-case.ts'
import { conditionType } from './condition.ts'
import { describeMoment, instantOf, type Moment, moment } from './moment.ts'

/** True until an instant. What has not happened lies in the future: counted from it, `before` is true. */
export const before = conditionType<Moment>({
  name: 'before',
  schema: moment,
  met: (condition, { now, hold }) => now < (instantOf(condition, hold) ?? Number.POSITIVE_INFINITY),
  describe(condition) {
    const awaited = awaitedIn(condition)
    if (awaited) return awaited
    const { en, ja } = describeMoment(condition)
    return { en: `it is before ${en}`, ja: `${ja}より前である` }
  },
})

/** Before the very instant of a signal or an approval: while there is none yet. */
function awaitedIn(condition: Moment): Text | undefined {
  if (typeof condition === 'string' || parseDuration(condition.plus) !== 0) return undefined
  const [kind, name] = condition.since.split(':')
  if (kind === 'signal') return { en: `no signal "${name}" that fits has come`, ja: `条件に合うシグナル「${name}」がまだない` }
  return kind === 'approval' ? { en: 'it has not been approved', ja: 'まだ承認されていない' } : undefined
}
