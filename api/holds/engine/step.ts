import type { Change } from '../../core/change.ts'
import type { EventType } from '../../core/journal.ts'
import type { Hold, HoldStep, Leg } from '../../core/model.ts'
import { holdMoves } from '../../core/moves.ts'
import { presentHold } from '../hold-schema.ts'
import { dueAt } from './due.ts'

type Update = Partial<Omit<Hold, 'id' | 'history' | 'dueAt'>>
export type Told = Pick<HoldStep, 'action' | 'at' | 'by'> & Partial<HoldStep>

export type Step = Change & { readonly next: Hold }

/** The hold after one more step, as the change that makes it so. Everything a step does to a hold goes through here. */
export function step(hold: Hold, update: Update, told: Told, type: EventType): Step {
  const next = withStep({ ...hold, ...update }, { ...lockedBetween(hold.legs, update.legs ?? hold.legs), ...told })
  return { type, data: presentHold(next), writes: [['hold', next]], moves: holdMoves(hold.legs, next.legs, told.payments ?? []), next }
}

function withStep(hold: Hold, told: Told): Hold {
  const { action, at, by, ...more } = told
  const next = { ...hold, history: [...hold.history, { action, at, by, ...untold, ...more }] }
  return { ...next, dueAt: dueAt(next, at) }
}

const untold = { automatic: false, amount: null, rule: null, outcome: null, evidence: [], locked: [], payments: [], returned: [], memo: null }

/** What a step locked of the payers, and what of that it gave back. What was paid is told by who made the step. */
function lockedBetween(before: readonly Leg[], after: readonly Leg[]): Pick<HoldStep, 'locked' | 'returned'> {
  const legs = before.map((leg, place) => {
    const { from, asset, fundedAt, amount, released } = after[place]!
    const more = (fundedAt === null ? 0 : amount) - (leg.fundedAt === null ? 0 : leg.amount)
    const back = (leg.fundedAt === null ? 0 : released - leg.released) + Math.max(0, -more)
    return { from, asset, more, back }
  })
  return {
    locked: legs.flatMap(({ from, asset, more }) => (more > 0 ? [{ from, asset, amount: more }] : [])),
    returned: legs.flatMap(({ from, asset, back }) => (back > 0 ? [{ to: from, asset, amount: back }] : [])),
  }
}
