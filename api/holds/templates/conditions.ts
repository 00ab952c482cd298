import type { Condition } from '../../core/model.ts'
import type { Moment } from '../conditions/moment.ts'

/** Conditions as templates write them. */

export const after = (moment: Moment): Condition => ({ after: moment })
export const before = (moment: Moment): Condition => ({ before: moment })
export const all = (...conditions: readonly Condition[]): Condition => (conditions.length === 1 ? conditions[0]! : { all: conditions })
export const any = (...conditions: readonly Condition[]): Condition => (conditions.length === 1 ? conditions[0]! : { any: conditions })

/** So long after the first signal of this name. */
export const since = (signal: string, plus: string): Moment => ({ since: `signal:${signal}`, plus })

/** The signal has not been given: what has not happened lies in the future, so it is before it. */
export const without = (signal: string): Condition => before(since(signal, 'PT0S'))

export const signalled = (name: string, from: readonly string[], where?: string): Condition => ({
  signal: { name, from, ...(where === undefined ? {} : { where }) },
})

export const approved = (topic: string, parties: readonly string[]): Condition => ({ approvedBy: { parties, topic } })
export const attested = (oracle: string, statement: string): Condition => ({ attestedBy: { oracle, statement } })
export const preimage = (sha256: string): Condition => ({ preimage: { sha256 } })
