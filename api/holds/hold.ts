import { z } from '@hono/zod-openapi'
import { formatAmount } from '../core/amounts.ts'
import type { Acceptance, Asset, Hold, HoldStatus, HoldStep, Leg, Wallet } from '../core/model.ts'
import type { Refusal } from '../core/refusals.ts'
import { amount, anyAmount, assetCode, holdId, memo, time, walletId } from '../core/schemas.ts'
import type { State, Write } from '../core/state.ts'
import { formatTime } from '../core/time.ts'
import { actsFor, type Caller, refuse } from '../core/use-case.ts'

export const holdStatus = z.enum(['proposed', 'held', 'captured', 'released', 'cancelled', 'expired', 'declined'])
export const party = z.enum(['payer', 'payee'])

const legSchema = z
  .object({ from: walletId, to: walletId, asset: assetCode, amount, captured: anyAmount, released: anyAmount, remaining: anyAmount })
  .openapi('Leg')

const ruleSchema = z
  .object({
    outcome: z.enum(['captured', 'released', 'cancelled']),
    by: z.array(party),
    when: z.union([z.object({ before: time }), z.null()]).openapi({ description: 'null: at any time until the hold expires' }),
  })
  .openapi('HoldRule')

const stepSchema = z
  .object({
    action: z.enum(['propose', 'hold', 'accept', 'decline', 'capture', 'release', 'cancel', 'adjust', 'extend', 'expire']),
    at: time,
    by: z.union([walletId, z.null()]).openapi({ description: 'The wallet acted as; null for the sandbox key and for time itself' }),
    amount: z.union([anyAmount, z.null()]),
  })
  .openapi('HoldStep')

export const holdSchema = z
  .object({
    id: holdId,
    status: holdStatus,
    legs: z.array(legSchema),
    amount: amount.openapi({ description: 'amount = captured + released + remaining, at every instant' }),
    captured: anyAmount,
    released: anyAmount,
    remaining: anyAmount,
    acceptances: z
      .array(z.object({ party, acceptedAt: z.union([time, z.null()]) }))
      .openapi({ description: 'Who must accept before value is locked, and who has' }),
    expiresAt: time,
    rules: z.array(ruleSchema).openapi({ description: 'Which outcome follows, by whom and when' }),
    memo: z.union([memo, z.null()]),
    history: z.array(stepSchema),
    createdAt: time,
  })
  .openapi('Hold')

export function presentHold(hold: Hold): z.output<typeof holdSchema> {
  const [{ amount, captured, released, remaining }] = hold.legs
  return {
    id: hold.id,
    status: hold.status,
    legs: hold.legs.map((leg) => ({ ...leg })),
    amount,
    captured,
    released,
    remaining,
    acceptances: hold.acceptances.map(({ party, acceptedAt }) => ({ party, acceptedAt: acceptedAt === null ? null : formatTime(acceptedAt) })),
    expiresAt: formatTime(hold.expiresAt),
    rules: rulesOf(hold),
    memo: hold.memo,
    history: hold.history.map((step) => ({ ...step, at: formatTime(step.at) })),
    createdAt: formatTime(hold.createdAt),
  }
}

/** The rules of the short form, spelled out. */
function rulesOf(hold: Hold): z.output<typeof ruleSchema>[] {
  const rules: z.output<typeof ruleSchema>[] = [
    { outcome: 'captured', by: ['payee'], when: null },
    { outcome: 'released', by: ['payee'], when: null },
  ]
  if (hold.cancelUntil !== null) rules.push({ outcome: 'cancelled', by: ['payer'], when: { before: formatTime(hold.cancelUntil) } })
  return rules
}

export function findHold(state: State, id: string): Hold | Refusal<'hold_not_found'> {
  return state.find('hold', id) ?? refuse('hold_not_found', `There is no hold ${id} in this sandbox.`)
}

/** The leg of a hold with what it names. They exist: nothing that a hold names is ever deleted. */
export function partiesOf(state: State, hold: Hold): { leg: Leg; payer: Wallet; payee: Wallet; asset: Asset } {
  const [leg] = hold.legs
  const [payer, payee, asset] = [state.find('wallet', leg.from), state.find('wallet', leg.to), state.find('asset', leg.asset)]
  if (!payer || !payee || !asset) throw new Error(`hold ${hold.id} names what is not there`)
  return { leg, payer, payee, asset }
}

export function checkParty(caller: Caller, hold: Hold, wallet: string, party: 'payer' | 'payee'): Refusal<'not_permitted'> | undefined {
  return actsFor(caller, wallet)
    ? undefined
    : refuse('not_permitted', `This request acts as ${caller.wallet}; only the ${party} ${wallet} of ${hold.id} may do this.`)
}

export function checkEitherParty(caller: Caller, hold: Hold): Refusal<'not_permitted'> | undefined {
  const [{ from, to }] = hold.legs
  return actsFor(caller, from) || actsFor(caller, to)
    ? undefined
    : refuse('not_permitted', `This request acts as ${caller.wallet}, which is neither payer nor payee of ${hold.id}.`)
}

/** The acceptances this caller can give: its own; with the sandbox's own key, anyone's. */
export function acceptancesBy(caller: Caller, hold: Hold): readonly Acceptance[] {
  const [{ from, to }] = hold.legs
  return hold.acceptances.filter(({ party }) => actsFor(caller, party === 'payer' ? from : to))
}

export function checkProposed(hold: Hold): Refusal<'already_captured' | 'already_released' | 'hold_expired' | 'hold_not_open'> | undefined {
  if (hold.status === 'proposed') return undefined
  return checkHeld(hold) ?? refuse('hold_not_open', `Hold ${hold.id} is held already; nobody is asked to accept it.`)
}

/** A hold that is not `held` refuses with the reason that explains it best. Terminal states absorb. */
export function checkHeld(hold: Hold): Refusal<'already_captured' | 'already_released' | 'hold_expired' | 'hold_not_open'> | undefined {
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
    case 'declined':
      return refuse('hold_not_open', `Hold ${hold.id} was declined.`)
    default:
      return hold.status satisfies never
  }
}

export function checkWithin(state: State, hold: Hold, wanted: number): Refusal<'exceeds_hold'> | undefined {
  const [{ remaining }] = hold.legs
  if (wanted <= remaining) return undefined
  const { asset } = partiesOf(state, hold)
  return refuse('exceeds_hold', `Hold ${hold.id} has ${formatAmount(remaining, asset)} left; ${formatAmount(wanted, asset)} was asked for.`, 'amount')
}

/** Most steps of one hold, so that its history stays readable and its row bounded. What ends a hold is always allowed. */
const maxSteps = 200

export function checkSteps(hold: Hold): Refusal<'too_many_steps'> | undefined {
  return hold.history.length < maxSteps
    ? undefined
    : refuse('too_many_steps', `Hold ${hold.id} has had ${maxSteps} steps; end it with a final capture, a release or a cancellation.`)
}

type Update = Partial<Pick<Hold, 'status' | 'acceptances' | 'expiresAt'>> & { leg?: Partial<Leg> }

/** The hold after one more step, as the parts of a change that say so. */
export function updateHold(hold: Hold, { leg, ...update }: Update, step: HoldStep) {
  const next: Hold = { ...hold, ...update, legs: [{ ...hold.legs[0], ...leg }], history: [...hold.history, step] }
  const writes: Write[] = [['hold', next]]
  return { data: presentHold(next), writes }
}

/** Ends a hold: what is left of it goes back. */
export function endHold(hold: Hold, status: HoldStatus, step: HoldStep) {
  const [{ released, remaining }] = hold.legs
  return updateHold(hold, { status, leg: { released: released + remaining, remaining: 0 } }, step)
}

export function earliest(known: number | null, at: number): number {
  return known === null ? at : Math.min(known, at)
}
