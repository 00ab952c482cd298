import { choose, wanted } from './choices.ts'
import type { Intent } from './intents.ts'
import { amountOf, certainAmount, instant, spanOf } from './limits.ts'
import type { Name, Operation } from './requests.ts'
import { available, remaining, room, type World } from './world.ts'

/** The operation that is wished for, on one of the holds. */
export function wishOnHold(op: Name, wish: Intent, world: World, now: number): Operation {
  const id = choose(world.holds, 'h', wish.pick, ({ status }) => status === wanted(op))
  const hold = world.holds.get(id)
  const asked = amountOf(wish.amount, [hold ? remaining(hold) : 1])
  const part = asked === undefined ? {} : { amount: asked }
  const of = (body: object) => ({ op, id, body }) as Operation
  switch (op) {
    case 'captureHold':
      return of({ ...part, final: wish.flag })
    case 'releaseHold':
      return of(part)
    case 'adjustHold': {
      const [spent, total] = hold ? [hold.captured + hold.released, hold.amount] : [1, 1]
      const most = hold ? total + Math.min(available(world, hold.from, hold.asset), room(world, hold.to, hold.asset)) : 1
      return of({ amount: certainAmount(wish.amount, [total, most, spent, total]) })
    }
    case 'extendHold':
      return of({ expiresAt: instant((wish.flag && hold ? hold.expiresAt : now) + spanOf(wish) + wish.beside) })
    default:
      return of({})
  }
}
