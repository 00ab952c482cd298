import { formatAmount } from '../../core/amounts.ts'
import type { Hold, Rule } from '../../core/model.ts'
import type { Refusal } from '../../core/refusals.ts'
import type { State } from '../../core/state.ts'
import { formatTime, parseDuration } from '../../core/time.ts'
import { refuse } from '../../core/use-case.ts'
import { isTaken } from './evidence.ts'

/** The limits of the terms on one capture and on all within a period. The total is the hold's own amount. */
export function checkCaptureLimits(state: State, hold: Hold, amount: number, now: number, field = 'amount'): Refusal<'limit_exceeded'> | undefined {
  const { perCapture, perPeriod } = hold.terms.limits ?? {}
  const say = (value: number) => formatAmount(value, state.find('asset', hold.legs[0]!.asset)!)
  if (perCapture !== undefined && amount > perCapture)
    return refuse('limit_exceeded', `The terms of ${hold.id} allow ${say(perCapture)} a capture, not ${say(amount)}.`, field)
  if (!perPeriod) return undefined
  const { begin, end } = periodAt(hold, parseDuration(perPeriod.period)!, now)
  const spent = hold.history
    .filter(({ action, at }) => action === 'capture' && at >= begin)
    .flatMap(({ payments }) => payments)
    .reduce((sum, payment) => sum + payment.amount, 0)
  if (spent + amount <= perPeriod.amount) return undefined
  const detail = `The terms of ${hold.id} allow ${say(perPeriod.amount)} in ${perPeriod.period}; ${say(spent)} was captured since ${formatTime(begin)}, the next period begins at ${formatTime(end)}.`
  return refuse('limit_exceeded', detail, field)
}

/** Periods follow each other from when the hold was held. */
function periodAt(hold: Hold, length: number, now: number): { begin: number; end: number } {
  const start = hold.heldAt ?? hold.createdAt
  const begin = start + Math.floor((now - start) / length) * length
  return { begin, end: begin + length }
}

/** The amount that the data of a signal names, if it is one. */
function signalledAmount(data: unknown, field: string): number | undefined {
  const value = typeof data === 'object' && data !== null && Object.hasOwn(data, field) ? (data as Record<string, unknown>)[field] : undefined
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 ? value : undefined
}

/** What the newest signal said that the rule's own condition takes: from whom it names, and as it wants it. */
export function amountSignalled(hold: Hold, { when }: Rule, { signal, field }: { signal: string; field: string }): number | undefined {
  const taken = hold.evidence.findLast((piece) => piece.kind === 'signal' && piece.name === signal && isTaken(hold, when, piece))
  return signalledAmount(taken?.data, field)
}

/** A signal that says how much is to be captured must say so, and no more than there is. */
export function checkSignalAmount(state: State, hold: Hold, signal: string, data: unknown): Refusal<'evidence_invalid' | 'exceeds_hold'> | undefined {
  for (const { amount } of hold.terms.rules) {
    if (amount === null || typeof amount === 'number' || amount.signal !== signal) continue
    const field = `data.${amount.field}`
    const wanted = signalledAmount(data, amount.field)
    const { remaining, asset: code } = hold.legs[0]!
    const asset = state.find('asset', code)!
    if (wanted === undefined)
      return refuse('evidence_invalid', `${field} of the signal ${signal} must be an amount: an integer of at least 1.`, field)
    if (wanted > remaining)
      return refuse(
        'exceeds_hold',
        `Hold ${hold.id} has ${formatAmount(remaining, asset)} left; the signal asks for ${formatAmount(wanted, asset)}.`,
        field,
      )
  }
  return undefined
}
