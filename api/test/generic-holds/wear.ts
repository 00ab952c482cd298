import { conditionsOf } from './oracle/conditions.ts'
import type { Game } from './play.ts'
import type { Deed } from './spec.ts'
import type { Tape } from './tape.ts'

/** Somebody takes nearly all the steps that it may take of a hold, so that what follows meets that limit. */
export async function wear(game: Game, tape: Tape): Promise<void> {
  const held = game.world.holds.filter(({ status }) => status === 'held')
  if (held.length === 0 || tape.nat(5) < 4) return
  const { label, legs } = held.at(-1)!
  const said = conditionsOf(held.at(-1)!).flatMap((part) => ('signal' in part ? part.signal.name : []))
  const as = tape.one(null, legs[0]!.from, legs[0]!.to, 'cou')
  const isSaying = said.length > 0 && tape.nat(2) === 1
  for (let left = 97 + tape.nat(3); left > 0; left--) {
    const hold = game.world.holds.find((one) => one.label === label)!
    if (hold.status !== 'held') return
    const talk: Deed = { do: 'signal', piece: { signal: said[0]!, n: 1 + (left % 2) } }
    const wait: Deed = { do: 'extend', expiresAt: hold.expiresAt + 1 }
    const answer = game.take({ deed: isSaying ? talk : wait, hold: label, as })
    if (answer !== 'ok') return
  }
}
