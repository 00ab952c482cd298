import type { Kind, Outcome, Party } from './requests.ts'

/**
 * The oracle's facts. Only what happened is kept: what wallets own, and the holds. What is held, incoming and available
 * is worked out from the holds whenever it is asked for, so it cannot drift from them.
 */
export interface World {
  clock: { frozenAt: number | null; ahead: number }
  /** Time of the newest event. */
  newest: number
  assets: Map<string, { maxHolding: number; maxSupply: number; supply: number; maxAmount: number; senders: Kind[]; receivers: Kind[] }>
  wallets: Map<string, { kind: Kind; status: 'active' | 'frozen' | 'closed' }>
  /** By `wallet/asset`. */
  owned: Map<string, number>
  transfers: Map<string, TransferFacts>
  holds: Map<string, HoldFacts>
  events: { type: string; at: number; subject: string | null }[]
  answers: Map<string, { request: string; outcome: Outcome; at: number }>
}

interface TransferFacts {
  from: string
  to: string
  asset: string
  amount: number
  refunds: string[]
  refundOf: string | null
}

export interface HoldFacts {
  /** Its ID, once the answer told: of holds that are due at the same instant, the lower ID goes first. */
  id: string
  from: string
  to: string
  asset: string
  amount: number
  captured: number
  released: number
  status: 'proposed' | 'held' | 'captured' | 'released' | 'cancelled' | 'expired' | 'declined'
  expiresAt: number
  cancelUntil: number | null
  /** Who must accept; true once done. */
  acceptances: Map<Party, boolean>
}

export class Refused extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

export function check(holds: boolean, code: string): void {
  if (!holds) throw new Refused(code)
}

export function get<T>(map: ReadonlyMap<string, T>, label: string, otherwise: string): T {
  const found = map.get(label)
  if (found === undefined) throw new Refused(otherwise)
  return found
}

export function newWorld(now: number): World {
  return {
    clock: { frozenAt: null, ahead: 0 },
    newest: now,
    assets: new Map(),
    wallets: new Map(),
    owned: new Map(),
    transfers: new Map(),
    holds: new Map(),
    events: [],
    answers: new Map(),
  }
}

export function nowOf({ clock, newest }: World, real: number): number {
  return Math.max(clock.frozenAt ?? real + clock.ahead, newest)
}

export function record(world: World, type: string, at: number, subject: string | null): void {
  world.events.push({ type, at, subject })
  world.newest = at
}

export function remaining(hold: HoldFacts): number {
  return hold.amount - hold.captured - hold.released
}

export function owned(world: World, wallet: string, asset: string): number {
  return world.owned.get(`${wallet}/${asset}`) ?? 0
}

export function promised(world: World, side: 'from' | 'to', wallet: string, asset: string): number {
  let sum = 0
  for (const hold of world.holds.values()) if (hold.status === 'held' && hold[side] === wallet && hold.asset === asset) sum += remaining(hold)
  return sum
}

export function available(world: World, wallet: string, asset: string): number {
  return owned(world, wallet, asset) - promised(world, 'from', wallet, asset)
}

/** How much more the wallet may come to own. */
export function room(world: World, wallet: string, asset: string): number {
  return (world.assets.get(asset)?.maxHolding ?? 0) - owned(world, wallet, asset) - promised(world, 'to', wallet, asset)
}

export function give(world: World, wallet: string, asset: string, amount: number): void {
  world.owned.set(`${wallet}/${asset}`, owned(world, wallet, asset) + amount)
}
