import type { Rule } from '../spec.ts'
import { availableOf, capturedOf, type Hold, lentOf, releasedOf, sum, type World, walletsOf, worthOf } from './book.ts'
import { end } from './by-itself.ts'
import { cancel, capture, release } from './calls.ts'
import { closed, type Do, inactive, may, several, sides, worn } from './checks.ts'
import { fund } from './create.ts'
import { settle } from './settle.ts'

/** What else people do to a hold. A refused deed may leave a mess: it is done to a copy. */

const accept: Do<'accept'> = (world, hold, as) => {
  const own = hold.asked.filter(({ wallet }) => as === null || wallet === as)
  if (own.length === 0 && as !== null) return 'not_permitted'
  const refused = closed(hold, 'proposed') ?? inactive(world, ...sides(hold))
  if (refused) return refused
  const wallet = own.find(({ yes }) => !yes)?.wallet
  for (const one of hold.asked) if (one.wallet === wallet) one.yes = true
  if (wallet !== undefined) hold.steps.push(wallet)
  return fund(world, hold)
}

const decline: Do<'decline'> = (world, hold, as) => {
  const refused = may(hold, as, 'payer', 'payee', ...hold.asked.map(({ party }) => party)) ?? closed(hold, 'proposed')
  if (refused) return refused
  hold.steps.push(as)
  end(world, hold, 'declined')
  return undefined
}

const adjust: Do<'adjust'> = (world, hold, as, { amount }) => {
  const leg = hold.legs[0]!
  const more = amount - leg.amount
  const who = more === 0 ? ['payer', 'payee'] : [more > 0 ? 'payer' : 'payee']
  const refused = may(hold, as, ...who) ?? closed(hold, 'held') ?? several(hold)
  if (refused) return refused
  const left = amount - capturedOf(leg) - releasedOf(leg)
  if (left <= 0 || left < lentOf(leg)) return 'exceeds_hold'
  const stopped = more > 0 ? inactive(world, ...sides(hold)) : undefined
  if (stopped) return stopped
  if (more > availableOf(world, leg.from, leg.asset)) return 'insufficient_funds'
  const most = world.assets[leg.asset]!.most ?? Number.POSITIVE_INFINITY
  if (more > 0 && worthOf(world, leg.to, leg.asset) + more > most) return 'holding_limit_exceeded'
  if (more === 0) return undefined
  const tired = worn(hold, as)
  if (tired) return tired
  hold.steps.push(as)
  leg.amount = amount
  return undefined
}

const extend: Do<'extend'> = (world, hold, as, { expiresAt }) => {
  const isEvery = as === null || walletsOf(hold, 'payer').every((wallet) => wallet === as)
  const refused = (isEvery ? undefined : 'not_permitted') ?? closed(hold, 'held')
  if (refused) return refused
  if (expiresAt <= world.now) return 'expiry_in_past'
  if (expiresAt < hold.expiresAt) return 'expiry_not_later'
  if (expiresAt === hold.expiresAt) return undefined
  const tired = worn(hold, as)
  if (tired) return tired
  hold.steps.push(as)
  hold.expiresAt = expiresAt
  return undefined
}

const assign: Do<'assign'> = (world, hold, as, { to, amount }) => {
  const refused = may(hold, as, 'payee') ?? closed(hold, 'held') ?? several(hold)
  if (refused) return refused
  const leg = hold.legs[0]!
  if (to === leg.to || to === leg.from) return 'same_wallet'
  if (amount > receivable(world, hold) - lentOf(leg)) return 'exceeds_hold'
  if (leg.lent.length >= 20) return 'invalid_request'
  const stopped = inactive(world, leg.to, to)
  if (stopped) return stopped
  if (worthOf(world, to, leg.asset) + amount > (world.assets[leg.asset]!.most ?? Number.POSITIVE_INFINITY)) return 'holding_limit_exceeded'
  const tired = worn(hold, leg.to)
  if (tired) return tired
  hold.steps.push(leg.to)
  leg.lent.push({ to, amount, paid: 0 })
  return undefined
}

/** The most that some capture could pay the payee of what remains. */
function receivable(world: World, hold: Hold): number {
  const gets = ({ outcome }: Rule): number => {
    const copy = structuredClone(hold)
    const leg = copy.legs[0]!
    leg.lent = []
    const before = leg.paid.length
    settle(world, copy, { outcome })
    return sum(leg.paid.slice(before).flatMap(({ to, amount }) => (to === leg.to ? amount : [])))
  }
  return Math.max(0, ...hold.rules.filter(({ action }) => action === 'capture').map(gets))
}

export const deeds = { accept, decline, capture, release, cancel, adjust, extend, assign }
