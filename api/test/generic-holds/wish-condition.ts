import type { World } from './oracle/book.ts'
import type { Condition, Moment, Where } from './spec.ts'
import type { Tape } from './tape.ts'
import { hour, secrets } from './town.ts'

/** What a random condition may be about. */
export interface About {
  readonly world: World
  readonly roles: readonly string[]
  readonly expiresAt: number
}
export const signals = ['sent', 'done'] as const
export const topics = ['', 'ok'] as const
export const statements = ['moved', 'fine'] as const

export function someCondition(tape: Tape, about: About, depth = 0): Condition {
  const { world, roles } = about
  if (world.holds.length > 0 && tape.nat(6) === 5) return { holdStatus: watched(tape, world) }
  const inner = () => someCondition(tape, about, depth + 1)
  const simple: (() => Condition)[] = [
    () => ({ signal: someSignal(tape, about) }),
    () => ({ after: someMoment(tape, about) }),
    () => ({ approvedBy: approval(tape, roles) }),
    () => ({ before: someMoment(tape, about) }),
    () => ({ preimage: tape.nat(secrets.length) }),
    () => ({ attestedBy: { statement: tape.one(...statements), ...optional('where', someWhere(tape)) } }),
    () => (world.holds.length === 0 ? { after: someMoment(tape, about) } : { holdStatus: watched(tape, world) }),
    () => ({ after: someMoment(tape, about) }),
  ]
  const compound: (() => Condition)[] = [
    () => ({ all: tape.list(1, 3, inner) }),
    () => ({ any: tape.list(1, 3, inner) }),
    () => {
      const of = tape.list(1, 3, inner)
      return { atLeast: { count: 1 + tape.nat(of.length), of } }
    },
  ]
  return tape.one(...simple, ...(depth < 2 ? compound : []))()
}

export function someSignal(tape: Tape, { roles }: About) {
  return { name: tape.one(...signals), from: tape.some(roles, 2), ...optional('where', someWhere(tape)) }
}

function someWhere(tape: Tape): Where | undefined {
  return tape.nat(3) < 2 ? undefined : { op: tape.one('<', '>=', '=='), than: 1 + tape.nat(20) }
}

function approval(tape: Tape, roles: readonly string[]) {
  const parties = tape.some(roles, 3)
  const topic = tape.one(...topics)
  return { parties, ...optional('count', tape.nat(2) === 0 ? undefined : 1), ...optional('topic', topic === '' ? undefined : topic) }
}

const states = ['captured', 'released', 'cancelled', 'expired', 'declined', 'disputed', 'held'] as const

export function watched(tape: Tape, { holds }: World) {
  return { hold: holds.at(-1 - tape.nat(Math.min(3, holds.length)))!.label, is: tape.some(states, 3) }
}

/** On a grid of hours, so that instants of different holds coincide. */
function someMoment(tape: Tape, { world, expiresAt }: About): Moment {
  const plus = tape.nat(6) * hour
  const kind = tape.nat(6)
  if (kind === 1) return tape.one(world.now + plus + hour, world.now + plus, world.now + plus, expiresAt - 1, expiresAt - hour, expiresAt)
  if (kind === 2) return { since: 'created', plus }
  if (kind === 3) return { since: `signal:${tape.one(...signals)}`, plus }
  if (kind === 4) return { since: tape.one('approval', 'approval:ok'), plus }
  return { since: 'held', plus }
}

export function optional<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: V })
}
