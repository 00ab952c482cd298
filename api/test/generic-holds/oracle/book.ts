import type { HoldSpec, LegSpec, Rule } from '../spec.ts'

/** The oracle's world: what was ever issued and paid. Every balance is added up anew each time somebody asks. */

export interface Leg extends Omit<LegSpec, 'amount'> {
  amount: number
  fundedAt: number | null
  /** Everything that was paid of it. */
  paid: { to: string; amount: number; at: number; capture: boolean }[]
  /** Everything that went back to the payer. */
  returned: number[]
  /** What the payee promised to others, in their order. */
  lent: { to: string; amount: number; paid: number }[]
}
/** Something handed in, in the order in which it was. */
export interface Fact {
  kind: 'signal' | 'approval' | 'attestation' | 'preimage'
  name: string
  by: string | null
  at: number
  n: number | undefined
}
export interface Hold {
  label: string
  spec: HoldSpec
  rules: readonly Rule[]
  /** Places of the rules that have acted by themselves. */
  acted: number[]
  legs: Leg[]
  status: 'proposed' | 'held' | 'disputed' | 'captured' | 'released' | 'cancelled' | 'expired' | 'declined'
  asked: { party: string; wallet: string; yes: boolean }[]
  createdAt: number
  heldAt: number | null
  expiresAt: number
  dispute: { by: string; at: number } | null
  disputers: string[]
  facts: Fact[]
  /** Who took each step, the first who made it; null is the sandbox's own key. */
  steps: (string | null)[]
}
export interface World {
  now: number
  wallets: Record<string, 'active' | 'frozen' | 'closed'>
  /** Most that one may own; absent: no limit. */
  assets: Record<string, { most?: number }>
  issued: { to: string; asset: string; amount: number }[]
  holds: Hold[]
}

export const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)
export const capturedOf = (leg: Leg): number => sum(leg.paid.map(({ amount }) => amount))
export const releasedOf = (leg: Leg): number => sum(leg.returned)
export const remainingOf = (leg: Leg): number => leg.amount - capturedOf(leg) - releasedOf(leg)
export const lentOf = (leg: Leg): number => sum(leg.lent.map(({ amount, paid }) => amount - paid))
export const isOpen = ({ status }: Hold): boolean => ['proposed', 'held', 'disputed'].includes(status)

function legsOf(world: World, asset: string): Leg[] {
  return world.holds.flatMap(({ legs }) => legs).filter((leg) => leg.asset === asset)
}

export function postedOf(world: World, wallet: string, asset: string): number {
  const issued = world.issued.filter((one) => one.to === wallet && one.asset === asset).map(({ amount }) => amount)
  const out = legsOf(world, asset).flatMap((leg) => (leg.from === wallet ? leg.paid.map(({ amount }) => -amount) : []))
  const got = legsOf(world, asset).flatMap(({ paid }) => paid.filter(({ to }) => to === wallet).map(({ amount }) => amount))
  return sum([...issued, ...out, ...got])
}

export function heldOf(world: World, wallet: string, asset: string): number {
  return sum(legsOf(world, asset).map((leg) => (leg.fundedAt !== null && leg.from === wallet ? remainingOf(leg) : 0)))
}

/** What remains of a leg is for the lenders first, in their order, and then for the payee. */
export function incomingOf(world: World, wallet: string, asset: string): number {
  let total = 0
  for (const leg of legsOf(world, asset)) {
    if (leg.fundedAt === null) continue
    let left = remainingOf(leg)
    for (const { to, amount, paid } of leg.lent) {
      const part = Math.min(left, amount - paid)
      left -= part
      if (to === wallet) total += part
    }
    if (leg.to === wallet) total += left
  }
  return total
}

export const availableOf = (world: World, wallet: string, asset: string): number => postedOf(world, wallet, asset) - heldOf(world, wallet, asset)

/** All that a wallet owns or is promised: what a holding limit looks at. */
export const worthOf = (world: World, wallet: string, asset: string): number => postedOf(world, wallet, asset) + incomingOf(world, wallet, asset)

/** The wallets in a role. */
export function walletsOf({ legs, spec }: Pick<Hold, 'spec'> & { legs: readonly LegSpec[] }, role: string): string[] {
  if (role === 'payer') return [...new Set(legs.map(({ from }) => from))]
  if (role === 'payee') return [...new Set(legs.map(({ to }) => to))]
  const wallet = spec.parties[role]
  return wallet === undefined ? [] : [wallet]
}

/** The wallet that somebody acts as in one of these roles. The sandbox's own key (null) acts as the first there is. */
export function actorIn(hold: Hold, as: string | null, roles: readonly string[]): string | undefined {
  return roles.flatMap((role) => walletsOf(hold, role)).find((wallet) => as === null || as === wallet)
}
