import type { Hold, Rule } from '../../core/model.ts'
import type { State } from '../../core/state.ts'
import type { Context } from '../../core/use-case.ts'
import { checkSteps } from '../hold.ts'
import { blockedBy } from './blocked.ts'
import { eventOf, isSettled, statusAfter } from './by-itself.ts'
import { evidenceFor } from './evidence.ts'
import { enact } from './react.ts'
import { settle } from './settle.ts'
import { step } from './step.ts'

interface Called {
  readonly rule: Rule
  /** How much of the one leg; null for all that remains of every leg. */
  readonly amount: number | null
  readonly final: boolean
  readonly memo: string | undefined
  /** The hold made as large as a capture beyond it needs. */
  readonly raised?: Hold
}

/** What a rule that a party called for does: its settlement, if every wallet can take its part, and all that follows. */
export function carryOut(state: State, hold: Hold, { rule, amount, final, memo, raised = hold }: Called, context: Context) {
  const { now, caller } = context
  const { action, outcome, name } = rule
  const settlement = settle(raised, { outcome, amount, final })
  const stopped = blockedBy(state, hold, settlement)?.refusal ?? (isSettled(settlement) ? undefined : checkSteps(hold))
  if (stopped) return stopped
  const all = hold.legs.length === 1 ? hold.legs[0]!.remaining : null
  const told = { action, at: now, by: caller.wallet, amount: amount ?? all, rule: name, outcome, memo: memo ?? null }
  const why = { evidence: evidenceFor(state, hold, rule, now), payments: settlement.payments }
  const update = { legs: settlement.legs, status: statusAfter(action, settlement) }
  return enact(step(hold, update, { ...told, ...why }, eventOf(action)), state, context)
}
