import { isWallet } from '../../core/hold-wallets.ts'
import type { Condition, Portion, Rule, Terms } from '../../core/model.ts'
import type { Refusal } from '../../core/refusals.ts'
import { formatTime, parseDuration } from '../../core/time.ts'
import { refuse } from '../../core/use-case.ts'
import { awaits } from '../conditions/awaited.ts'
import { everyCondition } from '../conditions/index.ts'
import { earliestOf, type Moment } from '../conditions/moment.ts'
import { type WithParties, walletsOf } from '../engine/parties.ts'
import { checkPortions } from './check-portions.ts'
import { conditionsOf } from './conditions-of.ts'

/** A hold that is to be, as far as its terms can be judged by themselves. */
export interface Draft extends WithParties {
  readonly legs: readonly { readonly from: string; readonly to: string; readonly asset: string; readonly amount: number }[]
  readonly terms: Terms
  readonly expiresAt: number
}
type Invalid = Refusal<'terms_invalid'>

const maxConditions = 100
/** Each may have to check signatures whenever a piece of evidence comes. */
const maxSigned = 10
/** Each may be evaluated whenever something happens. */
const maxExpressions = 20
/** At each the hold is looked at, whether or not anything comes of it. */
const maxInstants = 20

/** What is wrong with terms, whatever the ledger: names of nothing, sums beyond all, what can never happen. */
export function checkTerms(draft: Draft, now: number): Invalid | undefined {
  const { rules, outcomes, disputes } = draft.terms
  const all = conditionsOf(draft.terms).flatMap(({ condition }) => everyCondition(condition))
  if (all.length > maxConditions) return invalid(`There are ${all.length} conditions, and at most ${maxConditions} can be.`, 'rules')
  const signed = all.filter(({ type }) => type.name === 'attestedBy' || type.name === 'fulfillment').length
  const expressions = all.filter(({ value }) => typeof value === 'object' && value !== null && 'where' in value).length
  if (expressions > maxExpressions) return invalid(`There are ${expressions} expressions, and at most ${maxExpressions} can be.`, 'rules')
  const instants = draft.terms.rules.flatMap(({ by, when }) => (by === null ? everyCondition(when) : [])).filter(({ type }) => type.instants)
  if (instants.length > maxInstants)
    return invalid(`Rules act by themselves at ${instants.length} instants, and at most ${maxInstants} can be.`, 'rules')
  if (signed > maxSigned) return invalid(`There are ${signed} conditions on signatures, and at most ${maxSigned} can be.`, 'rules')
  if (new Set(rules.map(({ name }) => name)).size < rules.length) return invalid('Two rules have the same name.', 'rules')
  for (const [name, portions] of Object.entries(outcomes)) {
    const refused = checkReceivers(draft, portions, `outcomes.${name}`) ?? checkPortions(draft.legs, portions, `outcomes.${name}`)
    if (refused) return refused
  }
  for (const [index, rule] of rules.entries()) {
    const refused = checkRule(draft, rule, `rules.${index}`)
    if (refused) return refused
  }
  for (const { condition, field } of conditionsOf(draft.terms)) {
    const refused = checkCondition(draft, condition, field, now)
    if (refused) return refused
  }
  if (draft.legs.length > 1 && draft.terms.fallback === 'returnShare') return invalid('Several legs settle together or not at all.', 'fallback')
  return (disputes && checkDisputes(draft, disputes)) ?? checkLimits(draft)
}

function checkReceivers(draft: Draft, portions: readonly Portion[], field: string): Invalid | undefined {
  const unknown = portions.findIndex(({ to }) => !isWallet(to) && walletsOf(draft, to).length === 0)
  return unknown === -1 ? undefined : invalid(`No party is called ${portions[unknown]!.to}.`, `${field}.${unknown}.to`)
}

function checkRoles(draft: Draft, roles: readonly string[], field: string): Invalid | undefined {
  const unknown = roles.find((role) => walletsOf(draft, role).length === 0)
  return unknown === undefined ? undefined : invalid(`No party is called ${unknown}; name it in parties.`, field)
}

function checkOutcome({ terms }: Draft, name: string, field: string, also: readonly string[] = []): Invalid | undefined {
  const known = ['pay', 'refund', ...also, ...Object.keys(terms.outcomes)]
  return known.includes(name) ? undefined : invalid(`There is no outcome ${name}; there are ${known.join(', ')}.`, field)
}

function checkRule(draft: Draft, rule: Rule, field: string): Invalid | undefined {
  const { by, when, outcome, amount, final, repeat, action, partial } = rule
  const inPart = amount !== null || !final
  if (inPart && draft.legs.length > 1) return invalid('Several legs settle together: such a rule cannot settle a part.', `${field}.amount`)
  if (inPart && action === 'cancel') return invalid('Cancelling settles everything.', `${field}.final`)
  if (action !== 'capture' && outcome === 'pay') return invalid('To pay the payee, capture.', `${field}.outcome`)
  if (typeof amount === 'number' && amount > draft.legs[0]!.amount) return invalid('That is more than the hold has.', `${field}.amount`)
  if (repeat && final) return invalid('Only what leaves the rest open can repeat.', `${field}.final`)
  if (partial && (draft.terms.outcomes[outcome] ?? []).some((portion) => portion.amount !== undefined))
    return invalid('A fixed amount would be paid with every part.', `${field}.partial`)
  const asked = everyCondition(when)
  if (repeat && (by !== null || !asked.some(({ type }) => type.evidence?.repeats)))
    return invalid('Only a rule that acts by itself on a signal can repeat.', `${field}.repeat`)
  if (typeof amount === 'object' && amount !== null && (by !== null || !asked.some((one) => awaits(one, { kind: 'signal', name: amount.signal }))))
    return invalid(`The amount is of the signal ${amount.signal}, which the rule does not wait for.`, `${field}.amount.signal`)
  return (by && checkRoles(draft, by, `${field}.by`)) ?? checkOutcome(draft, outcome, `${field}.outcome`)
}

function checkCondition(draft: Draft, condition: Condition, field: string, now: number): Invalid | undefined {
  for (const { type, value } of everyCondition(condition)) {
    const fault = type.fault?.(value, (role) => walletsOf(draft, role))
    if (fault) return invalid(`${type.name}: ${fault}`, field)
    const { roles = [] } = type.names?.(value) ?? {}
    const refused = checkRoles(draft, roles, field)
    if (refused) return refused
    if (type.name === 'after' || type.name === 'before') {
      const refused = checkMoment(draft, value as Moment, field)
      if (refused) return refused
    }
    if (type.name === 'after' && typeof value === 'string' && Date.parse(value) <= now && isAutomatic(draft, field))
      return invalid(`That is past already: it is ${formatTime(now)} in this sandbox.`, field)
    if (type.name === 'after' && earliestOf(value as Moment, now) >= draft.expiresAt)
      return invalid(`That never comes: the hold expires at ${formatTime(draft.expiresAt)}.`, field)
  }
  return undefined
}

function isAutomatic({ terms }: Draft, field: string): boolean {
  return terms.rules.some(({ by }, index) => by === null && field === `rules.${index}.when`)
}

/** A moment counted from a signal or an approval needs a condition that takes such. */
function checkMoment({ terms }: Draft, moment: Moment, field: string): Invalid | undefined {
  const [kind, name = ''] = (typeof moment === 'string' ? ['created'] : moment.since.split(':')) as [string, string?]
  if (kind === 'created' || kind === 'held') return undefined
  const asked = conditionsOf(terms)
    .flatMap(({ condition }) => everyCondition(condition))
    .filter((one) => awaits(one, { kind, name }))
  if (asked.length === 0) return invalid(`It is counted from the ${kind} ${name}, which no condition asks for.`, field)
  const wanted = new Set(asked.map(({ value }) => (value as { where?: string }).where))
  if (wanted.size > 1)
    return invalid(`It is counted from the signal ${name}, which conditions want in ${wanted.size} ways; give them names of their own.`, field)
  return undefined
}

function checkDisputes(draft: Draft, disputes: NonNullable<Terms['disputes']>): Invalid | undefined {
  const { by, resolvers, outcomes, otherwise, within } = disputes
  const refused =
    checkRoles(draft, by, 'disputes.by') ??
    (resolvers.join() === 'controller' && !Object.hasOwn(draft.terms.parties, 'controller')
      ? invalid('Disputes need somebody to resolve them: name a controller in parties, or other resolvers.', 'disputes.resolvers')
      : checkRoles(draft, resolvers, 'disputes.resolvers'))
  if (refused) return refused
  for (const outcome of outcomes) {
    const unknown = checkOutcome(draft, outcome, 'disputes.outcomes', ['split'])
    if (unknown) return unknown
  }
  if (parseDuration(within) === 0) return invalid('A dispute needs some time to be resolved.', 'disputes.within')
  return checkOutcome(draft, otherwise, 'disputes.otherwise')
}

/** A rule that acts at an instant of its own could meet a limit with nobody there to be told. */
function checkLimits({ legs, terms }: Draft): Invalid | undefined {
  const { perCapture, perPeriod } = terms.limits ?? {}
  const silent = terms.rules.findIndex(({ action, by, repeat }) => action === 'capture' && by === null && !repeat)
  if ((perCapture !== undefined || perPeriod) && silent !== -1)
    return invalid('Under a limit on captures, only a rule that repeats on a signal can capture by itself.', `rules.${silent}.repeat`)
  if (terms.limits && legs.length > 1) return invalid('Several legs settle together: there is no limit for a part.', 'limits')
  if (terms.limits?.perPeriod && parseDuration(terms.limits.perPeriod.period) === 0)
    return invalid('A period must take some time.', 'limits.perPeriod.period')
  return undefined
}

export function invalid(detail: string, field: string): Invalid {
  return refuse('terms_invalid', detail, field)
}
