import { formatAmount } from '../../core/amounts.ts'
import type { Hold, Rule } from '../../core/model.ts'
import { assignedOf } from '../../core/moves.ts'
import type { Refusal } from '../../core/refusals.ts'
import type { State } from '../../core/state.ts'
import { type Caller, type Context, refuse } from '../../core/use-case.ts'
import { checkSteps } from '../hold.ts'
import { blockedBy } from './blocked.ts'
import { eventOf, isSettled, statusAfter } from './by-itself.ts'
import { evidenceFor } from './evidence.ts'
import { walletsOf } from './parties.ts'
import { enact } from './react.ts'
import { type Settlement, settle } from './settle.ts'
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
  const stopped =
    checkAssigned(state, hold, rule, settlement, caller) ??
    blockedBy(state, hold, settlement)?.refusal ??
    (isSettled(settlement) ? undefined : checkSteps(hold, caller.wallet))
  if (stopped) return stopped
  const all = hold.legs.length === 1 ? hold.legs[0]!.remaining : null
  const told = { action, at: now, by: caller.wallet, amount: amount ?? all, rule: name, outcome, memo: memo ?? null }
  const why = { evidence: evidenceFor(state, hold, rule, now), payments: settlement.payments }
  const update = { legs: settlement.legs, status: statusAfter(action, settlement) }
  return enact(step(hold, update, { ...told, ...why }, eventOf(action)), state, context)
}

/** What a payee assigned it cannot take back, whichever way: what is left must cover what its lenders are still to get. */
function checkAssigned(state: State, hold: Hold, rule: Rule, { legs }: Settlement, caller: Caller): Refusal<'condition_not_met'> | undefined {
  const short = legs.find((leg) => assignedOf(leg) > leg.remaining)
  if (!short) return undefined
  const payees = walletsOf(hold, 'payee')
  const byPayee =
    caller.wallet === null ? rule.by!.some((role) => walletsOf(hold, role).some((wallet) => payees.includes(wallet))) : payees.includes(caller.wallet)
  if (!byPayee) return undefined
  const owed = formatAmount(assignedOf(short), state.find('asset', short.asset)!)
  return refuse(
    'condition_not_met',
    `Of the receipt of ${hold.id}, ${owed} is assigned to others, and would never be paid; the payee can no longer do that.`,
  )
}
