import { compare } from './compare.ts'
import { createDrive } from './drive.ts'
import { createInvariants } from './invariants.ts'
import { isOpen } from './oracle/book.ts'
import { foretell } from './oracle/oracle.ts'
import type { Step } from './spec.ts'
import { type Tape, tapeOf } from './tape.ts'
import { hour, newTown } from './town.ts'
import { someStep } from './wish-step.ts'

/** The service and the oracle, kept in step and held against each other. */
function createGame() {
  const drive = createDrive()
  const invariants = createInvariants(drive)
  const story: Step[] = []
  let world = newTown()

  function take(step: Step): string {
    story.push(step)
    const expected = foretell(world, step)
    const answer = drive.take(step, `h${world.holds.length}`)
    if (answer !== expected.answer) throw new Error(`answered ${answer}, and the oracle foretold ${expected.answer}`)
    world = expected.world
    if ('issue' in step && answer === 'ok') invariants.issued(step.asset, step.issue)
    compare(drive, world)
    invariants.check(
      world.holds.map(({ label }) => label),
      world.now,
    )
    return answer
  }

  return {
    drive,
    story,
    take,
    get world() {
      return world
    },
    some: (tape: Tape) => someStep(tape, world),
  }
}
export type Game = ReturnType<typeof createGame>

/** Plays the steps that these tapes choose; then lets time pass until everything has ended. */
export async function play(tapes: readonly (readonly number[])[], before: (game: Game, tape: Tape) => Promise<void> = async () => {}): Promise<void> {
  const game = createGame()
  try {
    for (const numbers of tapes) {
      const tape = tapeOf(numbers)
      await before(game, tape)
      game.take(game.some(tape))
    }
    game.take({ until: game.world.now + 100 * 24 * hour })
    const stuck = game.world.holds.filter(isOpen)
    if (stuck.length > 0) throw new Error(`${stuck.map(({ label }) => label).join(' and ')} never ended`)
  } catch (fault) {
    throw new Error(`${(fault as Error).message}\nafter\n  ${game.story.map((step) => JSON.stringify(step)).join('\n  ')}`, { cause: fault })
  }
}
