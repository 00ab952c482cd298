import type { Intent } from './intents.ts'
import type { Name } from './requests.ts'
import type { World } from './world.ts'

/** The n-th newest label, or one that stands for nothing. Of those that `suits`, if there are any and the place is not too high. */
export function choose<T>(map: ReadonlyMap<string, T>, prefix: string, place: number, suits: (value: T, label: string) => boolean): string {
  const fitting = [...map].filter(([label, value]) => place > 7 || suits(value, label)).map(([label]) => label)
  const labels = fitting.length > 0 ? fitting : [...map.keys()]
  return place === 9 || labels.length === 0 ? `${prefix}99` : labels.at(-1 - (place % labels.length))!
}

export function wanted(op: Name): 'proposed' | 'held' {
  return op === 'acceptHold' || op === 'declineHold' ? 'proposed' : 'held'
}

/** What is wished for; mostly, where there is nothing yet to do it to, that is made instead. */
export function nameOf({ op, pick }: Intent, { holds, transfers }: World): Name {
  if (op === 'repeat' || op === 'reuseKey' || op === 'batch' || op === 'host') return 'createTransfer'
  if (op === 'refundTransfer' && pick < 8 && transfers.size === 0) return 'createTransfer'
  const onHold = op !== 'createHold' && op.endsWith('Hold')
  return onHold && pick < 6 && ![...holds.values()].some(({ status }) => status === wanted(op)) ? 'createHold' : op
}
