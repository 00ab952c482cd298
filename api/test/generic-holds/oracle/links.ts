import { isOpen, type World } from './book.ts'
import { watchedBy } from './conditions.ts'
import { isInvolved } from './evidence.ts'
import { holdOf } from './settle.ts'

/** May this hold, just made, watch those that it names? What has ended neither counts nor leads further. */
export function checkLinks(world: World, label: string, as: string | null): string | undefined {
  const made = holdOf(world, label)
  const watched = [...new Set(watchedBy(made))]
  for (const other of watched) {
    if (!isInvolved(holdOf(world, other), as)) return 'not_permitted'
    const own = world.holds.filter((one) => one !== made && isOpen(one) && one.steps[0] === as && watchedBy(one).includes(other))
    if (as !== null && own.length >= 8) return 'terms_invalid'
  }
  const linked = new Set([made])
  for (const hold of linked)
    for (const other of world.holds) {
      const isNear = watchedBy(hold).includes(other.label) || watchedBy(other).includes(hold.label)
      if (isNear && isOpen(other)) linked.add(other)
    }
  return linked.size > 32 ? 'terms_invalid' : undefined
}
