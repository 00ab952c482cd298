import type { Condition, Moment, Where } from '../spec.ts'
import { type Fact, type Hold, type World, walletsOf } from './book.ts'

/** Is it true of the hold now? For a rule that repeats, signals are as the fresh one is, whatever others of its name there were. */
export function isTrue(condition: Condition, hold: Hold, world: World, fresh?: Fact): boolean {
  const inner = (one: Condition) => isTrue(one, hold, world, fresh)
  if ('all' in condition) return !condition.all.some((one) => !inner(one))
  if ('any' in condition) return condition.any.some(inner)
  if ('atLeast' in condition) return condition.atLeast.of.filter(inner).length >= condition.atLeast.count
  if ('after' in condition) return instantOf(condition.after, hold) <= world.now
  if ('before' in condition) return instantOf(condition.before, hold) > world.now
  if ('holdStatus' in condition) {
    const other = world.holds.find(({ label }) => label === condition.holdStatus.hold)
    return other !== undefined && condition.holdStatus.is.includes(other.status)
  }
  if ('preimage' in condition) return hold.facts.some(({ kind, name }) => kind === 'preimage' && name === String(condition.preimage))
  if ('attestedBy' in condition) {
    const { statement, where } = condition.attestedBy
    const last = hold.facts.findLast(({ kind, name }) => kind === 'attestation' && name === statement)
    return last !== undefined && fits(where, last)
  }
  if ('approvedBy' in condition) {
    const { parties, count, topic = '' } = condition.approvedBy
    const asked = [...new Set(parties.flatMap((role) => walletsOf(hold, role)))]
    const given = asked.filter((wallet) => hold.facts.some(({ kind, name, by }) => kind === 'approval' && name === topic && by === wallet))
    return given.length >= (count ?? asked.length)
  }
  return signalsOf(hold, condition.signal.name, fresh).some((fact) => answers(condition, fact, hold))
}

/** The signals of a name that count: what each sent last; or only the fresh one. */
export function signalsOf({ facts }: Hold, wanted: string, fresh?: Fact): Fact[] {
  if (fresh?.kind === 'signal' && fresh.name === wanted) return [fresh]
  const all = facts.filter(({ kind, name }) => kind === 'signal' && name === wanted)
  return all.filter((fact, place) => !all.slice(place + 1).some(({ by }) => by === fact.by))
}

/** Is this signal what the condition waits for? */
export function answers(condition: Condition, { kind, name, by, n }: Fact, hold: Hold): boolean {
  if (!('signal' in condition) || kind !== 'signal') return false
  const { name: wanted, from, where } = condition.signal
  const isSender = from.some((role) => walletsOf(hold, role).includes(by!))
  return name === wanted && isSender && fits(where, { n })
}

function fits(where: Where | undefined, { n }: Pick<Fact, 'n'>): boolean {
  if (where === undefined) return true
  if (n === undefined) return false
  return { '<': n < where.than, '>=': n >= where.than, '==': n === where.than }[where.op]
}

/** When it is; never (infinity) while what it counts from has not happened. Before the hold is held, nothing begins. */
export function instantOf(moment: Moment, hold: Hold): number {
  if (typeof moment === 'number') return moment
  const [kind, name = ''] = moment.since.split(':')
  if (kind === 'created') return hold.createdAt + moment.plus
  if (hold.heldAt === null) return Number.POSITIVE_INFINITY
  if (kind === 'held') return hold.heldAt + moment.plus
  const first = hold.facts.find((fact) => fact.kind === kind && fact.name === name && (kind !== 'signal' || isWanted(fact, hold)))
  return first === undefined ? Number.POSITIVE_INFINITY : Math.max(hold.heldAt, first.at) + moment.plus
}

const isWanted = (fact: Fact, hold: Hold) => conditionsOf(hold).some((part) => answers(part, fact, hold))

/** The condition and all that is in it. */
export function partsOf(condition: Condition | null): Condition[] {
  if (condition === null) return []
  const inner = 'all' in condition ? condition.all : 'any' in condition ? condition.any : 'atLeast' in condition ? condition.atLeast.of : []
  return [condition, ...inner.flatMap(partsOf)]
}

/** Every condition of the terms. */
export function conditionsOf({ rules, spec }: Pick<Hold, 'rules' | 'spec'>): Condition[] {
  return [...rules.map(({ when }) => when), spec.disputes?.when ?? null].flatMap(partsOf)
}

/** The holds whose status its conditions look at. */
export const watchedBy = (hold: Pick<Hold, 'rules' | 'spec'>): string[] =>
  conditionsOf(hold).flatMap((part) => ('holdStatus' in part ? part.holdStatus.hold : []))
