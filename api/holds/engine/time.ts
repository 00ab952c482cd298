import type { State } from '../../core/state.ts'
import { isRefusal } from '../../core/use-case.ts'
import { dueAt } from './due.ts'
import { react } from './react.ts'

interface Due {
  readonly at: number
  readonly id: string
}

/**
 * What time does by itself up to an instant: each hold acts at its own instants, in order of (instant, ID), with all that
 * follows from it. A hold may be due several times.
 */
export function letTimeAct(state: State, until: number): void {
  const queue = state.due(until).map(({ id, dueAt }) => ({ id, at: dueAt! }))
  queue.sort((a, b) => -compare(a, b))
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { at, id } = next
    if (state.find('hold', id)!.dueAt !== at) continue
    const reacted = react(state, id, { at, by: { key: null, wallet: null } })
    if (isRefusal(reacted)) throw new Error(`time cannot be refused: ${reacted.detail}`)
    moveOn(state, id, at)
    for (const one of reacted.reached) {
      const again = state.find('hold', one)!.dueAt
      if (again !== null && again <= until) insert(queue, { at: again, id: one })
    }
  }
  state.sandbox = { ...state.sandbox, nextDue: state.nextDue(until) }
}

/** An instant that made nothing true is past: the hold waits for its next one. */
function moveOn(state: State, id: string, at: number): void {
  const hold = state.find('hold', id)!
  if (hold.dueAt === at) state.put('hold', { ...hold, dueAt: dueAt(hold, at) })
}

/** Into a queue whose next is last. */
function insert(queue: Due[], due: Due): void {
  const place = queue.findIndex((one) => compare(one, due) <= 0)
  queue.splice(place === -1 ? queue.length : place, 0, due)
}

function compare(a: Due, b: Due): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
