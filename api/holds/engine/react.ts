import type { Change } from '../../core/change.ts'
import type { Actor } from '../../core/journal.ts'
import type { Evidence, Hold } from '../../core/model.ts'
import { State } from '../../core/state.ts'
import { type Accepted, accept, type Context, isRefusal } from '../../core/use-case.ts'
import { type HoldView, presentHold } from '../hold-schema.ts'
import { byItself, type Reaction } from './by-itself.ts'
import { pendingRules } from './due.ts'
import type { Step } from './step.ts'

type Refused = Exclude<Reaction, { change: Change }>
interface Stamp {
  readonly at: number
  readonly by: Actor
}

interface Reacted {
  readonly changes: readonly Change[]
  /** The holds that were looked at. */
  readonly reached: ReadonlySet<string>
}

/**
 * Makes true, on this state, everything that follows by itself at this instant from what just happened to a hold: its own
 * rules first, then the holds that watch it, and so on. Ends because each rule acts once and links have no cycle: a hold
 * can only name holds that were there before it. Refused only where fresh evidence asks for what cannot be.
 */
export function react(state: State, id: string, { at, by }: Stamp, fresh: Evidence | null = null): Reacted | Refused {
  const changes: Change[] = []
  const reached = new Set<string>()
  // A hold comes up again whenever one that it watches has changed.
  const queue = [id]
  for (const one of queue) {
    const acted = new Set<string>()
    for (;;) {
      const hold = state.find('hold', one)!
      const reaction = byItself(state, hold, { at, acted, fresh: one === id && !reached.has(id) ? fresh : null })
      if (reaction === undefined) {
        if (acted.size > 0 || one === id) queue.push(...hold.watchers)
        break
      }
      if (isRefusal(reaction)) return reaction
      acted.add(reaction.rule ?? '')
      state.append(reaction.change, { now: at, by })
      changes.push(one === id ? reaction.change : { ...reaction.change, automatic: true })
    }
    reached.add(one)
  }
  return { changes, reached }
}

/** A step a caller made, with all that follows from it in the same commit. The answer is the hold as it then is. */
export function enact(made: Step, state: State, context: Context): Accepted<HoldView> {
  const accepted = enactEvidence(made, state, context, null)
  if (isRefusal(accepted)) throw new Error(`only evidence can be refused for what follows from it: ${accepted.detail}`)
  return accepted
}

/** The same for fresh evidence, which is refused where what it asks for cannot be. */
export function enactEvidence(
  { next, ...change }: Step,
  state: State,
  { now, caller }: Context,
  fresh: Evidence | null,
): Accepted<HoldView> | Refused {
  if (isQuiet(state, next, now, fresh)) return accept([change], change.data as HoldView)
  const scratch = new State(state)
  const by = { key: caller.key, wallet: caller.wallet }
  scratch.append(change, { now, by })
  const reacted = react(scratch, next.id, { at: now, by }, fresh)
  return isRefusal(reacted) ? reacted : accept([change, ...reacted.changes], presentHold(scratch.find('hold', next.id)!))
}

/** Does nothing follow from it? Most steps are such, and need no state of their own to find out. */
function isQuiet(state: State, next: Hold, at: number, fresh: Evidence | null): boolean {
  if (next.watchers.length > 0) return false
  return pendingRules(next).length === 0 || byItself(state, next, { at, fresh, acted: new Set() }) === undefined
}
