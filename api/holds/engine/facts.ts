import type { Hold, HoldStatus } from '../../core/model.ts'
import type { Facts } from '../conditions/condition.ts'
import { walletsOf } from './parties.ts'

/** What the conditions of a hold are judged by at an instant. */
export function factsOf(hold: Hold, now: number, statusOf: (hold: string) => HoldStatus | undefined): Omit<Facts, 'met'> {
  return { now, hold, statusOf, walletsOf: (role) => walletsOf(hold, role) }
}
