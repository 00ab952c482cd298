import type { Condition, Terms } from '../../core/model.ts'

/** Every condition of the terms, and where it stands. */
export function conditionsOf({ rules, disputes }: Terms): { condition: Condition; field: string }[] {
  const own = rules.flatMap(({ when }, index) => (when === null ? [] : [{ condition: when, field: `rules.${index}.when` }]))
  return disputes?.when ? [...own, { condition: disputes.when, field: 'disputes.when' }] : own
}
