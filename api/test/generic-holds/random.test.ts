import fc from 'fast-check'
import { test } from 'vitest'
import { parameters } from '../model/runs.ts'
import { neverBoth } from './never-both.ts'
import { play } from './play.ts'
import { previewThenDo } from './preview.ts'
import { numbersFrom, simplest } from './tape.ts'
import { wear } from './wear.ts'

/** Random holds of every kind, against an oracle that shares no code with the service. */

const seeds = (least: number, most: number) =>
  fc.noShrink(fc.array(fc.noBias(fc.nat(0x7fffffff)), { minLength: least, maxLength: most, size: 'max' }))

/** The property that fails with the simplest steps that still fail. */
function told(play: (tapes: readonly (readonly number[])[]) => Promise<void>) {
  const fails = (steps: readonly (readonly number[])[]) =>
    play(steps).then(
      () => false,
      () => true,
    )
  return async (seeds: readonly number[]) => {
    const steps = seeds.map(numbersFrom)
    try {
      await play(steps)
    } catch (fault) {
      await play(await simplest(steps, fails))
      throw fault
    }
  }
}

test('whatever random people do to random holds, it is as foretold', async () => {
  await fc.assert(fc.asyncProperty(seeds(10, 40), told(play)), { ...parameters(300), endOnFailure: true })
}, 600_000)

test('what a preview says is what then happens', async () => {
  await fc.assert(
    fc.asyncProperty(
      seeds(10, 30),
      told((steps) => play(steps, previewThenDo)),
    ),
    { ...parameters(100), endOnFailure: true },
  )
}, 600_000)

test('no instant allows both to execute and to reclaim', async () => {
  await fc.assert(
    fc.asyncProperty(
      seeds(5, 20),
      told((steps) => play(steps, neverBoth)),
    ),
    { ...parameters(50), endOnFailure: true },
  )
}, 600_000)

test('whoever has taken all steps that it may still ends a hold, and keeps nobody else from theirs', async () => {
  await fc.assert(
    fc.asyncProperty(
      seeds(10, 20),
      told((steps) => play(steps, wear)),
    ),
    { ...parameters(20), endOnFailure: true },
  )
}, 600_000)
