import type { Portion } from '../spec.ts'
import { type Hold, type Leg, remainingOf, type World, walletsOf, worthOf } from './book.ts'
import { divide } from './divide.ts'

export interface Wanted {
  /** The portions, or how much of each leg its payee gets. */
  readonly outcome: string | readonly number[]
  /** How much of the one leg; null: all there is. */
  readonly amount?: number | null
  readonly final?: boolean
  readonly isCapture?: boolean
  /** Who takes nothing. */
  readonly without?: readonly string[]
}

/** Does it, whatever comes of it. Try it on a copy of the world where it may not be possible. */
export function settle(world: World, hold: Hold, { outcome, amount = null, final = true, isCapture = false, without = [] }: Wanted): void {
  for (const [place, leg] of hold.legs.entries()) {
    const base = amount ?? remainingOf(leg)
    const after = final ? 0 : remainingOf(leg) - base
    const gets = (to: string, part: number) => {
      if (part > 0 && to !== leg.from && !without.includes(to)) leg.paid.push({ to, amount: part, at: world.now, capture: isCapture })
    }
    for (const [to, part] of partsOfLeg(hold, leg, place, base, outcome)) {
      let left = part
      for (const lender of to === leg.to ? leg.lent : []) {
        const first = Math.min(left, lender.amount - lender.paid)
        left -= first
        gets(lender.to, first)
        if (!without.includes(lender.to)) lender.paid += first
      }
      gets(to, left)
    }
    const back = remainingOf(leg) - after
    if (back > 0) leg.returned.push(back)
  }
}

function partsOfLeg(hold: Hold, leg: Leg, place: number, base: number, outcome: Wanted['outcome']): (readonly [to: string, amount: number])[] {
  if (typeof outcome !== 'string') return [[leg.to, outcome[place]!]]
  const own = portionsOf(hold, outcome).filter((portion) => portion.leg === undefined || portion.leg === place)
  const parts = divide(base, own)
  return own.map(({ to }, index) => [receiver(hold, leg, to), parts[index]!] as const)
}

function portionsOf({ spec }: Pick<Hold, 'spec'>, outcome: string): readonly Portion[] {
  return { pay: [{ to: 'payee', rest: true as const }], refund: [{ to: 'payer', rest: true as const }] }[outcome] ?? spec.outcomes[outcome]!
}

export function receiver(hold: Hold, leg: Leg, to: string): string {
  if (to === 'payer') return leg.from
  if (to === 'payee') return leg.to
  return walletsOf(hold, to)[0] ?? to
}

/** A copy to try things on. */
export const copyOf = (world: World): World => structuredClone(world)
export const holdOf = (world: World, label: string): Hold => world.holds.find((hold) => hold.label === label)!

interface Blocked {
  readonly wallet: string
  readonly code: string
  readonly isPayer: boolean
}

/** Who stands in the way of a settlement: a payer or receiver that is not active, or a receiver that would own too much. */
export function blockedBy(world: World, hold: Hold, wanted: Wanted, prepare: (hold: Hold) => void = () => {}): Blocked | undefined {
  const then = copyOf(world)
  const copy = holdOf(then, hold.label)
  prepare(copy)
  settle(then, copy, wanted)
  const news = copy.legs.flatMap((leg, place) => leg.paid.slice(hold.legs[place]!.paid.length).map(({ to }) => ({ from: leg.from, to })))
  const payers = news.map(({ from }) => from)
  for (const wallet of [...payers, ...news.map(({ to }) => to)])
    if (world.wallets[wallet] !== 'active') return { wallet, code: `wallet_${world.wallets[wallet]}`, isPayer: payers.includes(wallet) }
  for (const wallet of Object.keys(world.wallets))
    for (const [asset, { most = Number.POSITIVE_INFINITY }] of Object.entries(world.assets)) {
      const after = worthOf(then, wallet, asset)
      if (after > most && after > worthOf(world, wallet, asset)) return { wallet, code: 'holding_limit_exceeded', isPayer: false }
    }
  return undefined
}
