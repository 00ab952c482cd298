import type { Hold, Rule, RuleAction } from '../../core/model.ts'
import type { Refusal } from '../../core/refusals.ts'
import type { State } from '../../core/state.ts'
import { formatTime } from '../../core/time.ts'
import { type Caller, refuse } from '../../core/use-case.ts'
import { describeCondition, isMet } from '../conditions/index.ts'
import { factsOf } from './facts.ts'
import { actingAmong, checkActing } from './parties.ts'

/** Whose business an action is by nature, whatever the rules say. */
const natural: Record<RuleAction, readonly string[]> = { capture: ['payee'], release: ['payee', 'controller'], cancel: ['payer'] }

/** May this caller ask for the action at all? */
export function checkCalling(caller: Caller, hold: Hold, action: RuleAction): Refusal<'not_permitted'> | undefined {
  const roles = hold.terms.rules.flatMap((rule) => (rule.action === action ? (rule.by ?? []) : []))
  return checkActing(
    caller,
    hold,
    [...new Set([...natural[action], ...roles])].filter((role) => role !== 'controller' || 'controller' in hold.terms.parties),
  )
}

interface Call {
  readonly action: RuleAction
  readonly caller: Caller
  readonly now: number
}

/** The rule that lets this caller do it now: the first that names a party of its and whose condition is true. */
export function ruleFor(state: State, hold: Hold, { action, caller, now }: Call): Rule | Refusal<'condition_not_met'> {
  const own = hold.terms.rules.filter(({ by, action: of }) => of === action && by !== null && actingAmong(caller, hold, by) !== undefined)
  const facts = factsOf(hold, now, (id) => state.find('hold', id)?.status)
  const met = own.find(({ when }) => when === null || isMet(when, facts))
  if (met) return met
  if (own.length === 0)
    return refuse('condition_not_met', `The terms of ${hold.id} have no rule by which this party can ${action} it.${byItselfText(hold, action)}`)
  const needs = own.map(({ when }) => describeCondition(when!).en).join('; or if ')
  return refuse('condition_not_met', `By the terms of ${hold.id}, this party can ${action} it if ${needs}. It is ${formatTime(now)}.`)
}

/** May a part be settled, or something be left open, by this rule? */
export function checkPartial(rule: Rule, asksForPart: boolean): Refusal<'condition_not_met'> | undefined {
  if (rule.partial || !asksForPart) return undefined
  return refuse('condition_not_met', `By the rule ${rule.name}, everything is settled as it says: leave \`amount\` and \`final\` out.`)
}

/** A rule with a fixed amount settles no more than that. */
export function mostBy({ amount }: Rule, most: number): number {
  return typeof amount === 'number' ? Math.min(amount, most) : most
}

/** What will do it instead, if anything will. */
function byItselfText({ terms }: Hold, action: RuleAction): string {
  const rules = terms.rules.filter((rule) => rule.action === action && rule.by === null)
  return rules.map(({ name, when }) => ` The rule ${name} does so by itself${when === null ? '' : `, if ${describeCondition(when).en}`}.`).join('')
}
