import { involvedIn, isWallet } from '../../core/hold-wallets.ts'
import type { Hold, Leg, Terms } from '../../core/model.ts'
import type { Refusal } from '../../core/refusals.ts'
import { actsFor, type Caller, refuse } from '../../core/use-case.ts'

/** What a hold must have for its parties to be known. */
export interface WithParties {
  readonly legs: readonly Pick<Leg, 'from' | 'to'>[]
  readonly terms: Pick<Terms, 'parties'>
}

/** The wallets behind a role: `payer` and `payee` are those of the legs, the others are named in the terms. */
export function walletsOf({ legs, terms }: WithParties, role: string): readonly string[] {
  if (role === 'payer') return [...new Set(legs.map(({ from }) => from))]
  if (role === 'payee') return [...new Set(legs.map(({ to }) => to))]
  const wallet = Object.hasOwn(terms.parties, role) ? terms.parties[role] : undefined
  return wallet === undefined ? [] : [wallet]
}

/** The wallet this caller acts as among those of the roles; undefined if it may act as none of them. */
export function actingAmong(caller: Caller, hold: WithParties, roles: readonly string[]): string | undefined {
  for (const role of roles) for (const wallet of walletsOf(hold, role)) if (actsFor(caller, wallet)) return wallet
  return undefined
}

export function checkActing(caller: Caller, hold: Hold, roles: readonly string[]): Refusal<'not_permitted'> | undefined {
  if (actingAmong(caller, hold, roles) !== undefined) return undefined
  const who = roles.flatMap((role) => walletsOf(hold, role).map((wallet) => `${role} ${wallet}`))
  return refuse('not_permitted', `This request acts as ${caller.wallet}; only the ${who.join(' or ')} of ${hold.id} may do this.`)
}

/** For what one of several wallets in a role cannot decide for the others. */
export function checkEvery(caller: Caller, hold: Hold, role: 'payer'): Refusal<'not_permitted'> | undefined {
  if (walletsOf(hold, role).every((wallet) => actsFor(caller, wallet))) return undefined
  return checkActing(caller, hold, [role]) ?? refuse('not_permitted', `${hold.id} has several wallets as ${role}; one cannot decide for all.`)
}

/** Everyone with a part in it may read a hold. */
export function checkInvolved(caller: Caller, hold: Hold): Refusal<'not_permitted'> | undefined {
  if (caller.wallet === null || involvedIn(hold).has(caller.wallet)) return undefined
  return refuse('not_permitted', `This request acts as ${caller.wallet}, which is no party of ${hold.id}.`)
}

/** The one wallet that a portion of this leg goes to. Roles with several wallets mean that of the leg. */
export function receiverOf(leg: Pick<Leg, 'from' | 'to'>, terms: Pick<Terms, 'parties'>, to: string): string {
  if (to === 'payer') return leg.from
  if (to === 'payee') return leg.to
  return isWallet(to) ? to : terms.parties[to]!
}
