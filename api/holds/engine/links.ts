import type { Write } from '../../core/change.ts'
import type { Hold } from '../../core/model.ts'
import type { Refusal } from '../../core/refusals.ts'
import type { Source, State } from '../../core/state.ts'
import { type Caller, isRefusal, refuse } from '../../core/use-case.ts'
import { findHold } from '../hold.ts'
import { checkInvolved } from './parties.ts'

/** Most holds that conditions on each other's status may link, so that what one step sets off stays bounded. */
const maxLinked = 32
/** Of those that watch one hold, as many as one wallet may make: none can use up the others' room. */
const maxOwn = 8

/**
 * The holds that a new one watches, each with the new one among its watchers. A hold can only watch one that is there
 * before it, so links have no cycle.
 */
export function linkTo(
  state: State,
  watches: readonly string[],
  id: string,
  caller: Caller,
): readonly Write[] | Refusal<'hold_not_found' | 'not_permitted' | 'terms_invalid'> {
  const writes: Write[] = []
  for (const watched of watches) {
    const hold = findHold(state, watched, 'rules')
    if (isRefusal(hold)) return hold
    const refused = checkInvolved(caller, hold)
    if (refused) return refused
    const own = hold.watchers.filter((watcher) => isOpen(state, watcher) && state.find('hold', watcher)!.history[0]!.by === caller.wallet)
    if (caller.wallet !== null && own.length >= maxOwn)
      return refuse('terms_invalid', `${caller.wallet} has made ${maxOwn} holds that watch ${watched}.`, 'rules')
    writes.push(['hold', { ...hold, watchers: [...hold.watchers.filter((watcher) => isOpen(state, watcher)), id] }])
  }
  return linkedWith(
    state,
    watches.filter((one) => isOpen(state, one)),
  ).size < maxLinked
    ? writes
    : refuse('terms_invalid', `More than ${maxLinked} holds would be linked by conditions on each other's status.`, 'rules')
}

/** All open holds that these are linked with, in either direction, however far. What has ended sets nothing off any more. */
export function linkedWith(state: Pick<Source, 'find'>, ids: readonly string[]): Set<string> {
  const reached = new Set<string>(ids)
  for (const id of reached) {
    const { watches, watchers } = state.find('hold', id) as Hold
    for (const other of [...watches, ...watchers]) if (isOpen(state, other)) reached.add(other)
    if (reached.size > maxLinked) break
  }
  return reached
}

function isOpen(state: Pick<Source, 'find'>, id: string): boolean {
  return state.find('hold', id)!.dueAt !== null
}
