import type { Rule, Terms } from '../../core/model.ts'
import { formatTime } from '../../core/time.ts'
import { type HoldBody, legsOf } from './create-body.ts'

/** The terms of a hold, with everything that its body left to the defaults spelled out. */
export function compileTerms(body: HoldBody, template: Terms['template'] = null): Terms {
  const { parties = {}, outcomes = {}, disputes = null, limits = null, fallback = 'releaseAll' } = body
  return { parties, outcomes, rules: withNames([...rulesOf(body), ...releaseRules(body)]), disputes, limits, fallback, template }
}

type Unnamed = Omit<Rule, 'name'> & { readonly name?: string | undefined }
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

/** A rule without a name gets that of its action, numbered where that is taken. */
function withNames(rules: readonly Unnamed[]): Rule[] {
  const taken = new Set(rules.flatMap(({ name }) => name ?? []))
  return rules.map((rule) => {
    if (rule.name !== undefined) return rule as Rule
    let name: string = rule.action
    for (let count = 2; taken.has(name); count++) name = `${rule.action}-${count}`
    taken.add(name)
    return { ...rule, name }
  })
}
