import type { Change } from '../../core/change.ts'
import type { EventType } from '../../core/journal.ts'
import type { Evidence, Hold, HoldStatus, Rule } from '../../core/model.ts'
import type { Refusal } from '../../core/refusals.ts'
import type { State } from '../../core/state.ts'
import { awaits } from '../conditions/awaited.ts'
import { everyCondition, isMet } from '../conditions/index.ts'
import { blockedBy } from './blocked.ts'
import { pendingRules } from './due.ts'
import { evidenceFor, isTaken } from './evidence.ts'
import { factsOf } from './facts.ts'
import { amountSignalled, checkCaptureLimits } from './limits.ts'
import { type Settlement, settle } from './settle.ts'
import { step } from './step.ts'

/** What a reaction knows beside the hold: the instant, the evidence that set it off, and the rules that acted in it. */
export interface Moment {
  readonly at: number
  readonly fresh: Evidence | null
  readonly acted: ReadonlySet<string>
}

type Stopped = Refusal<'limit_exceeded' | 'wallet_frozen' | 'wallet_closed' | 'holding_limit_exceeded'>
export type Reaction = { readonly change: Change; readonly rule: string | null } | Stopped

/** The next thing that a hold does by itself at this instant, or nothing. */
export function byItself(state: State, hold: Hold, moment: Moment): Reaction | undefined {
  const { at } = moment
  switch (hold.status) {
    case 'proposed':
      return hold.dueAt !== null && hold.dueAt <= at ? expire(hold, at) : undefined
    case 'disputed':
      return hold.dispute!.resolveBy <= at ? endDispute(state, hold, at) : undefined
    case 'held': {
      if (hold.expiresAt <= at) return expire(hold, at)
      const rule = firing(state, hold, moment)
      return rule && act(state, hold, rule, moment)
    }
    default:
      return undefined
  }
}

/** The first rule that acts by itself, has not yet done so, and whose condition is true. */
function firing(state: State, hold: Hold, { at, fresh, acted }: Moment): Rule | undefined {
  return pendingRules(hold).find((rule) => {
    if (rule.repeat && (fresh === null || acted.has(rule.name) || !asksFor(rule, fresh) || !isTaken(hold, rule.when, fresh))) return false
    const seen = seenBy(rule, hold, fresh)
    if (typeof rule.amount === 'object' && rule.amount !== null && amountSignalled(seen, rule, rule.amount) === undefined) return false
    if (rule.when === null) return true
    return isMet(
      rule.when,
      factsOf(seen, at, (id) => state.find('hold', id)?.status),
    )
  })
}

/** The hold as the rule sees it: if it repeats, of this signal only the piece that came, which keeps when the first of them did. */
function seenBy({ repeat }: Rule, hold: Hold, fresh: Evidence | null): Hold {
  if (!repeat || fresh === null) return hold
  const same = (one: Evidence) => one.kind === fresh.kind && one.name === fresh.name
  const firsts = hold.evidence.flatMap((one) => (same(one) && one.firstAt !== null ? [one.firstAt] : []))
  const firstAt = firsts.length === 0 ? null : Math.min(...firsts)
  return { ...hold, evidence: [...hold.evidence.filter((one) => !same(one)), { ...fresh, firstAt }] }
}

/** Does the rule wait for evidence of this kind and name, such as can set it off each time it comes? */
export function asksFor({ when }: Rule, piece: Pick<Evidence, 'kind' | 'name'>): boolean {
  return everyCondition(when).some((one) => one.type.evidence?.repeats && awaits(one, piece))
}

function expire(hold: Hold, at: number): Reaction {
  const { legs } = settle(hold, { outcome: 'refund' })
  const left = hold.legs.reduce((sum, { remaining }) => sum + remaining, 0)
  const told = { action: 'expire' as const, at, by: null, automatic: true, amount: hold.legs.length === 1 ? left : null, outcome: 'refund' }
  return { change: step(hold, { legs, status: 'expired', dispute: null }, told, 'hold.expired'), rule: null }
}

function endDispute(state: State, hold: Hold, at: number): Reaction {
  const { settlement, outcome, memo } = settleSafely(state, hold, { outcome: hold.terms.disputes!.otherwise })
  const update = { legs: settlement.legs, status: paidOf(settlement) ? 'captured' : 'released', dispute: null } as const
  const told = { action: 'resolve' as const, at, by: null, automatic: true, outcome, payments: settlement.payments, memo }
  return { change: step(hold, update, told, 'hold.resolved'), rule: null }
}

/** What a rule does that acts by itself. */
function act(state: State, hold: Hold, rule: Rule, { at, fresh }: Moment): Reaction {
  const wanted = { outcome: rule.outcome, amount: amountOf(hold, rule, fresh), final: rule.final }
  const field = typeof rule.amount === 'object' && rule.amount !== null ? `data.${rule.amount.field}` : 'amount'
  const limited =
    fresh && rule.repeat && rule.action === 'capture'
      ? checkCaptureLimits(state, hold, wanted.amount ?? hold.legs[0]!.remaining, at, field)
      : undefined
  if (limited) return limited
  // A signal that can come again is refused where somebody can take nothing: whoever sent it hears why.
  const blocked = fresh && rule.repeat ? blockedBy(state, hold, settle(hold, wanted)) : undefined
  if (blocked) return blocked.refusal
  const { settlement, outcome, memo } = settleSafely(state, hold, wanted)
  const status = statusAfter(rule.action, settlement)
  const told = { action: rule.action, at, by: null, automatic: true, rule: rule.name, outcome, evidence: evidenceFor(state, hold, rule, at), memo }
  const amount = hold.legs.length === 1 ? hold.legs[0]!.remaining - settlement.legs[0]!.remaining : null
  const change = step(hold, { legs: settlement.legs, status }, { ...told, amount, payments: settlement.payments }, eventOf(rule.action))
  return { change, rule: rule.name }
}

/** No more than there is. What a signal says was checked when it came (`checkSignalAmount`). */
function amountOf(hold: Hold, rule: Rule, fresh: Evidence | null): number | null {
  const { amount } = rule
  if (amount === null) return null
  const remaining = hold.legs[0]!.remaining
  if (typeof amount === 'number') return Math.min(amount, remaining)
  const told = amountSignalled(seenBy(rule, hold, fresh), rule, amount)
  return Math.min(told!, remaining)
}

/** The settlement; or, where a wallet can take nothing, what the terms say instead: value is never stuck. */
function settleSafely(state: State, hold: Hold, wanted: Parameters<typeof settle>[1]) {
  const without = new Set<string>()
  for (;;) {
    const settlement = settle(hold, { ...wanted, without })
    const blocked = blockedBy(state, hold, settlement)
    const memo = without.size === 0 ? null : `fallback returnShare: ${[...without].join(', ')} could take nothing`
    if (!blocked) return { settlement, outcome: wanted.outcome, memo }
    const isPayer = blocked.refusal.code !== 'holding_limit_exceeded' && settlement.payments.some(({ from }) => from === blocked.wallet)
    if (hold.terms.fallback === 'releaseAll' || isPayer || without.has(blocked.wallet)) {
      const all = settle(hold, { outcome: 'refund' })
      return { settlement: all, outcome: 'refund', memo: `fallback releaseAll: ${blocked.refusal.detail}` }
    }
    without.add(blocked.wallet)
  }
}

export function isSettled({ legs }: Settlement): boolean {
  return legs.every(({ remaining }) => remaining === 0)
}

export function paidOf({ payments }: Settlement): boolean {
  return payments.length > 0
}

/** What a settlement leaves the hold as. A capture that paid nobody anything is a release, a release that paid somebody a capture. */
export function statusAfter(action: Rule['action'], settlement: Settlement): HoldStatus {
  if (!isSettled(settlement)) return 'held'
  if (action === 'cancel') return 'cancelled'
  return paidOf(settlement) ? 'captured' : 'released'
}

export function eventOf(action: Rule['action']): EventType {
  return ({ capture: 'hold.captured', release: 'hold.released', cancel: 'hold.cancelled' } as const)[action]
}
