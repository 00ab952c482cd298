import type { Rule, Terms } from '../../core/model.ts'
import { formatTime } from '../../core/time.ts'
import { type HoldBody, legsOf } from './create-body.ts'

/** The terms of a hold, with everything that its body left to the defaults spelled out. */
export function compileTerms(body: HoldBody, template: Terms['template'] = null): Terms {
  const { parties = {}, outcomes = {}, disputes = null, limits = null, fallback = defaultFallback(body) } = body
  return { parties, outcomes, rules: withNames([...rulesOf(body), ...releaseRules(body)].map(withPartial)), disputes, limits, fallback, template }
}

/** Several legs settle together or not at all; of one leg, only the share of whom can take nothing goes back. */
function defaultFallback(body: HoldBody): Terms['fallback'] {
  return legsOf(body).length > 1 ? 'releaseAll' : 'returnShare'
}

type Unnamed = Omit<Rule, 'name' | 'partial'> & { readonly name?: string | undefined; readonly partial?: boolean | undefined }
const plain = { by: null, when: null, amount: null, final: true, repeat: false }

/** The short form is nothing but these two rules. */
function rulesOf({ rules, cancelUntil }: HoldBody): Unnamed[] {
  if (rules) return rules.map((rule) => ({ ...rule, outcome: rule.outcome ?? (rule.action === 'capture' ? 'pay' : 'refund') }))
  const capture: Unnamed = { ...plain, action: 'capture', by: ['payee'], outcome: 'pay' }
  if (cancelUntil === undefined) return [capture]
  return [capture, { ...plain, action: 'cancel', by: ['payer'], when: { before: formatTime(cancelUntil) }, outcome: 'refund' }]
}

/** Refusing the money is always possible: for a controller, and for the payee where there is only one (design.md 4). */
function releaseRules(body: HoldBody): Unnamed[] {
  const payees = new Set(legsOf(body).map(({ to }) => to))
  const by = [...(payees.size === 1 ? ['payee'] : []), ...(Object.hasOwn(body.parties ?? {}, 'controller') ? ['controller'] : [])]
  return by.length === 0 ? [] : [{ ...plain, action: 'release', by, outcome: 'refund' }]
}

/**
 * How much a payee takes of its own pay, and gives back of it, is its business. Anybody else who could settle a part could
 * divide the whole anew: a fixed fee with each part, a penny captured and the rest given back.
 */
function withPartial(rule: Unnamed): Unnamed & { readonly partial: boolean } {
  const ownPay = rule.action === 'capture' && rule.outcome === 'pay' && rule.by?.length === 1 && rule.by[0] === 'payee'
  return { ...rule, partial: rule.partial ?? (ownPay || (rule.action === 'release' && rule.outcome === 'refund' && rule.by !== null)) }
}

/** A rule without a name gets that of its action, numbered where that is taken. */
function withNames(rules: readonly (Unnamed & { readonly partial: boolean })[]): Rule[] {
  const taken = new Set(rules.flatMap(({ name }) => name ?? []))
  return rules.map((rule) => {
    if (rule.name !== undefined) return rule as Rule
    let name: string = rule.action
    for (let count = 2; taken.has(name); count++) name = `${rule.action}-${count}`
    taken.add(name)
    return { ...rule, name }
  })
}
