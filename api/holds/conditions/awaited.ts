import type { Condition } from '../../core/model.ts'
import type { Facts } from './condition.ts'
import { everyCondition, type Typed } from './index.ts'

/** Does the condition wait for the evidence that terms refer to by this kind and name? */
export function awaits({ type, value }: Typed, { kind, name }: { readonly kind: string; readonly name: string }): boolean {
  const awaited = type.evidence?.awaits?.(value)
  return awaited?.kind === kind && awaited.name === name
}

/** Does the condition, or one inside it, take the evidence of these facts: from whom it names, with the data it wants? */
export function takes(condition: Condition | null, facts: Omit<Facts, 'met'>): boolean {
  const own = { ...facts, met: () => false }
  return everyCondition(condition).some(({ type, value }) => type.evidence && (type.evidence.begun ?? type.met)(value, own))
}
