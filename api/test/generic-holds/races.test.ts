import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../harness.ts'
import { parameters } from '../model/runs.ts'
import { createHttpDrive } from './drive-http.ts'
import { capturedOf, heldOf, incomingOf, isOpen, postedOf, releasedOf, remainingOf, type World } from './oracle/book.ts'
import { foretell } from './oracle/oracle.ts'
import type { Step } from './spec.ts'
import { numbersFrom, tapeOf } from './tape.ts'
import { newTown, wallets } from './town.ts'
import { someDeedTo } from './wish-deed.ts'
import { someStep } from './wish-step.ts'

/** Many at once on one hold: what each is told, and what becomes of all, is as if they had come one after the other. */

let app: TestApp
beforeEach(() => {
  app = createTestApp()
})
afterEach(async () => {
  expect(app.faults).toEqual([])
  await app.app.stop()
})

function worldText(world: World): string[] {
  const holds = world.holds.flatMap(({ label, status, legs }) =>
    legs.map((leg) => `${label} ${status} ${capturedOf(leg)} ${releasedOf(leg)} ${remainingOf(leg)}`),
  )
  const balances = wallets.flatMap((wallet) =>
    Object.keys(world.assets).map((asset) => {
      const amounts = [postedOf(world, wallet, asset), heldOf(world, wallet, asset), incomingOf(world, wallet, asset)]
      return `${wallet} ${asset} ${amounts.join(' ')}`
    }),
  )
  return [...holds, ...balances].filter((line) => !line.endsWith(' 0 0 0')).sort()
}

/** The worlds that some order of the steps leads to with exactly these answers. */
function stories(world: World, steps: readonly Step[], answers: readonly string[]): World[] {
  if (steps.length === 0) return [world]
  return steps.flatMap((step, place) => {
    const next = foretell(world, step)
    return next.answer === answers[place] ? stories(next.world, steps.toSpliced(place, 1), answers.toSpliced(place, 1)) : []
  })
}

async function race(seeds: readonly number[]): Promise<void> {
  const drive = await createHttpDrive(app)
  let world = newTown(app.time.now)
  const story: Step[] = []
  for (const [index, seed] of seeds.entries()) {
    const tape = tapeOf(numbersFrom(seed))
    const open = world.holds.filter(isOpen)
    if (index < 6 || open.length === 0) {
      const step = someStep(tape, world)
      const label = `h${world.holds.length}`
      story.push(step)
      const next = foretell(world, step)
      expect(await drive.take(step, label), JSON.stringify(story)).toBe(next.answer)
      world = next.world
      continue
    }
    const hold = open.at(-1 - tape.nat(open.length))!
    const steps = Array.from({ length: 5 }, () => someDeedTo(tape, hold))
    story.push(...steps)
    const answers = await Promise.all(steps.map((step) => drive.take(step, '')))
    const possible = stories(world, steps, answers)
    const seen = await drive.look(world)
    const found = possible.find((one) => worldText(one).join() === seen.join())
    expect(found && worldText(found), `${JSON.stringify(story)} answered ${answers}`).toEqual(seen)
    world = found!
  }
  expect(await drive.audit()).toEqual([])
}

test('of deeds that race for one hold, each order of which is possible, one has happened', async () => {
  const seeds = fc.noShrink(fc.array(fc.noBias(fc.nat(0x7fffffff)), { minLength: 8, maxLength: 14, size: 'max' }))
  await fc.assert(fc.asyncProperty(seeds, race), { ...parameters(10), endOnFailure: true })
}, 600_000)
