import { checkActive, checkAssetRules, findParties, findWallet } from '../../core/checks.ts'
import { involvedIn, isWallet } from '../../core/hold-wallets.ts'
import type { Hold, Leg, Terms } from '../../core/model.ts'
import type { Refusal, RefusalCode } from '../../core/refusals.ts'
import type { State } from '../../core/state.ts'
import { day, endOfTime, formatTime } from '../../core/time.ts'
import { type Caller, isRefusal, refuse } from '../../core/use-case.ts'
import { namesIn } from '../conditions/index.ts'
import { walletOf } from '../hold.ts'
import { checkTerms, invalid } from '../terms/check-terms.ts'
import { compileTerms } from '../terms/compile-terms.ts'
import { conditionsOf } from '../terms/conditions-of.ts'
import { type HoldBody, isShort, legsOf } from '../terms/create-body.ts'
import { blockedBy } from './blocked.ts'
import { receiverOf, walletsOf } from './parties.ts'
import { settle } from './settle.ts'

/** A hold before it has an ID: what is agreed, of nobody's value yet. */
export type Draft = Pick<Hold, 'legs' | 'terms' | 'expiresAt' | 'watches' | 'memo'>

/** Why there can be no such hold, whatever its payers own. */
export const draftRefusals = [
  'same_wallet',
  'wallet_not_found',
  'asset_not_found',
  'not_permitted',
  'expiry_in_past',
  'terms_invalid',
  'oracle_not_found',
  'wallet_frozen',
  'wallet_closed',
  'rule_violated',
  'holding_limit_exceeded',
] as const satisfies readonly RefusalCode[]
type Refused = Refusal<(typeof draftRefusals)[number]>

/** How long a hold lasts that does not say so. */
export const defaultLifetime = 7 * day

/** The legs and terms that a body comes to, checked against the ledger; or the first thing that is wrong with them. */
export function draftHold(
  state: State,
  body: HoldBody,
  template: Terms['template'],
  { now, caller }: { now: number; caller: Caller },
): Draft | Refused {
  const terms = compileTerms(body, template)
  const legs: Leg[] = legsOf(body).map(({ from, to, asset, amount, fundBy = null }) => ({
    ...{ from, to, asset, amount, captured: 0, released: 0, remaining: amount },
    ...{ fundedAt: null, fundBy, assignments: [] },
  }))
  const unknown = checkNames(state, body, legs, terms)
  if (unknown) return unknown
  const draft = { legs, terms, expiresAt: body.expiresAt ?? Math.min(now + defaultLifetime, endOfTime), memo: body.memo ?? null }
  if (caller.wallet !== null && !involvedIn(draft).has(caller.wallet))
    return refuse('not_permitted', `This request acts as ${caller.wallet}, which is neither payer nor payee nor another party.`)
  const refused = checkTimes(body, draft.expiresAt, now) ?? (isShort(body) ? undefined : checkTerms(draft, now)) ?? checkOracles(state, terms)
  if (refused) return refused
  const watches = [...new Set(conditionsOf(terms).flatMap(({ condition }) => namesIn(condition).holds))]
  return checkWallets(state, legs, terms) ?? checkOutcomes(state, { ...draft, watches }) ?? { ...draft, watches }
}

function checkNames(state: State, body: HoldBody, legs: readonly Leg[], terms: Terms): Refused | undefined {
  for (const [place, leg] of legs.entries()) {
    const parties = findParties(state, leg)
    if (isRefusal(parties)) return body.legs ? { ...parties, field: `legs.${place}.${parties.field}` } : parties
  }
  const unknown = (body.acceptances ?? []).findIndex((role) => walletsOf({ legs, terms }, role).length === 0)
  if (unknown !== -1) return invalid(`No party is called ${body.acceptances![unknown]}; name it in parties.`, `acceptances.${unknown}`)
  for (const [role, wallet] of Object.entries(terms.parties)) {
    const found = findWallet(state, wallet, `parties.${role}`)
    if (isRefusal(found)) return found
  }
  for (const [name, portions] of Object.entries(terms.outcomes))
    for (const [index, { to }] of portions.entries()) {
      const found = isWallet(to) ? findWallet(state, to, `outcomes.${name}.${index}.to`) : undefined
      if (found && isRefusal(found)) return found
    }
  return undefined
}

function checkTimes({ cancelUntil, legs }: HoldBody, expiresAt: number, now: number): Refused | undefined {
  const times = [
    ['expiresAt', expiresAt] as const,
    ['cancelUntil', cancelUntil] as const,
    ...(legs ?? []).map(({ fundBy }, place) => [`legs.${place}.fundBy`, fundBy] as const),
  ]
  for (const [field, at] of times)
    if (at !== undefined && at <= now)
      return refuse('expiry_in_past', `It is ${formatTime(now)} in this sandbox; ${field} is ${formatTime(at)}.`, field)
  return undefined
}

function checkOracles(state: State, terms: Terms): Refused | undefined {
  for (const { condition, field } of conditionsOf(terms)) {
    const missing = namesIn(condition).oracles.find((id) => !state.find('oracle', id))
    if (missing !== undefined) return refuse('oracle_not_found', `There is no oracle ${missing} in this sandbox.`, field)
  }
  return undefined
}

/** May value go from each payer to each who may receive it? */
function checkWallets(state: State, legs: readonly Leg[], terms: Terms): Refused | undefined {
  for (const [place, leg] of legs.entries()) {
    const asset = state.find('asset', leg.asset)!
    const payer = walletOf(state, leg.from)
    const portions = Object.values(terms.outcomes).flat()
    const own = portions.filter((portion) => portion.leg === undefined || portion.leg === place)
    const receivers = new Set([leg.to, ...own.map(({ to }) => receiverOf(leg, terms, to))])
    for (const id of receivers) {
      if (id === leg.from) continue
      const receiver = walletOf(state, id)
      const refused = checkActive(payer, receiver) ?? checkAssetRules(asset, payer, receiver, leg.amount)
      if (refused) return refused
    }
  }
  return undefined
}

/** Has everyone room for what an outcome would give? Nothing is promised yet, so all of it must find room. */
function checkOutcomes(state: State, draft: Draft): Refused | undefined {
  for (const outcome of Object.keys(draft.terms.outcomes)) {
    const blocked = blockedBy(state, draft, settle(draft, { outcome }))
    if (blocked) return blocked.refusal
  }
  return undefined
}
