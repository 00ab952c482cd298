import type { Deed } from '../spec.ts'
import { actorIn, type Hold, type World } from './book.ts'

/** What the deeds of the oracle check in common. Each gives the code of a refusal, or nothing. */

export type Do<K extends Deed['do']> = (world: World, hold: Hold, as: string | null, deed: Extract<Deed, { do: K }>) => string | undefined

const codes = { captured: 'already_captured', released: 'already_released', cancelled: 'already_released', expired: 'hold_expired' } as const
export function closed({ status }: Hold, ...good: Hold['status'][]): string | undefined {
  if (good.includes(status)) return undefined
  return status in codes ? codes[status as keyof typeof codes] : 'hold_not_open'
}
export const may = (hold: Hold, as: string | null, ...roles: string[]) => (actorIn(hold, as, roles) === undefined ? 'not_permitted' : undefined)
export function inactive(world: World, ...wallets: string[]): string | undefined {
  const found = wallets.find((wallet) => world.wallets[wallet] !== 'active')
  return found === undefined ? undefined : `wallet_${world.wallets[found]}`
}
export const sides = (hold: Hold) => hold.legs.flatMap(({ from, to }) => [from, to])
export const several = ({ legs }: Hold) => (legs.length > 1 ? 'invalid_request' : undefined)
/** Each party has so many steps. */
export const worn = ({ steps }: Hold, by: string | null) => (steps.filter((one) => one === by).length >= 100 ? 'too_many_steps' : undefined)
