import { formatAmount } from '../core/amounts.ts'
import { checkActive } from '../core/checks.ts'
import type { Acceptance, Hold, Wallet } from '../core/model.ts'
import type { Refusal } from '../core/refusals.ts'
import type { State } from '../core/state.ts'
import { formatTime } from '../core/time.ts'
import { actsFor, type Caller, refuse } from '../core/use-case.ts'

/** Checks that the use cases of a hold share. */

export function findHold(state: State, id: string, field?: string): Hold | Refusal<'hold_not_found'> {
  return state.find('hold', id) ?? refuse('hold_not_found', `There is no hold ${id} in this sandbox.`, field)
}

/** The acceptances this caller can give: its own; with the sandbox's own key, anyone's. */
export function acceptancesBy(caller: Caller, hold: Hold): readonly Acceptance[] {
  return hold.acceptances.filter(({ wallet }) => actsFor(caller, wallet))
}

type NotOpen = Refusal<'already_captured' | 'already_released' | 'hold_expired' | 'hold_not_open'>

export function checkProposed(hold: Hold): NotOpen | undefined {
  if (hold.status === 'proposed') return undefined
  return checkHeld(hold) ?? refuse('hold_not_open', `Hold ${hold.id} is held already; nobody is asked to accept it.`)
}

export function checkDisputed(hold: Hold): NotOpen | undefined {
  if (hold.status === 'disputed') return undefined
  return checkHeld(hold) ?? refuse('hold_not_open', `Hold ${hold.id} is not disputed.`)
}

/** A hold that is not `held` refuses with the reason that explains it best. Terminal states absorb. */
export function checkHeld(hold: Hold): NotOpen | undefined {
  switch (hold.status) {
    case 'held':
      return undefined
    case 'captured':
      return refuse('already_captured', `Hold ${hold.id} was captured.`)
    case 'released':
    case 'cancelled':
      return refuse('already_released', `Hold ${hold.id} was ${hold.status}.`)
    case 'expired':
      return refuse('hold_expired', `Hold ${hold.id} expired at ${formatTime(hold.expiresAt)}.`)
    case 'proposed':
      return refuse('hold_not_open', `Hold ${hold.id} is proposed: it must be accepted first.`)
    case 'disputed':
      return refuse('hold_not_open', `Hold ${hold.id} is disputed: it must be resolved, or the dispute withdrawn.`)
    case 'declined':
      return refuse('hold_not_open', `Hold ${hold.id} was declined.`)
    default:
      return hold.status satisfies never
  }
}

/** Is so much left, beyond what must stay? Only a hold of one leg can be settled in part. */
export function checkWithin(state: State, hold: Hold, wanted: number, most: number): Refusal<'exceeds_hold'> | undefined {
  if (wanted <= most) return undefined
  const asset = state.find('asset', hold.legs[0]!.asset)!
  return refuse('exceeds_hold', `Hold ${hold.id} has ${formatAmount(most, asset)} left; ${formatAmount(wanted, asset)} was asked for.`, 'amount')
}

export function checkOneLeg(hold: Hold): Refusal<'invalid_request'> | undefined {
  if (hold.legs.length === 1) return undefined
  return refuse('invalid_request', `Hold ${hold.id} has ${hold.legs.length} legs, which settle together: leave the amount out.`, 'amount')
}

/**
 * Most steps of one party, so that the history stays readable and the row bounded. Each has its own, so that none can use
 * up those of another. What ends a hold is always allowed.
 */
const maxSteps = 100

export function checkSteps(hold: Hold, by: string | null): Refusal<'too_many_steps'> | undefined {
  const own = hold.history.reduce((count, step) => (step.by === by && !step.automatic ? count + 1 : count), 0)
  if (own < maxSteps) return undefined
  return refuse('too_many_steps', `${by ?? 'This key'} has taken ${maxSteps} steps of hold ${hold.id}; what ends it is still possible.`)
}

/** Nothing that a hold names is ever deleted. */
export function walletOf(state: State, id: string): Wallet {
  return state.find('wallet', id)!
}

export function checkLegsActive(state: State, { legs }: Pick<Hold, 'legs'>): Refusal<'wallet_frozen' | 'wallet_closed'> | undefined {
  return checkActive(...legs.flatMap(({ from, to }) => [walletOf(state, from), walletOf(state, to)]))
}
