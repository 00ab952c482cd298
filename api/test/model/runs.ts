import { engine } from '../engines.ts'
import { shortest } from './shortest.ts'

/** SQLite looks at many sequences; each other engine, which answers more slowly, at so much of that. */
const share = engine === 'sqlite' ? 1 : 0.2

/** Host time at which every sequence starts. */
export const start = Date.parse('2026-12-01T00:00:00.000Z')

/**
 * How many sequences a property tries: in a test run the same each time, so that a change is judged by what it changed.
 * `MODEL_TIMES=20` looks twenty times as long, at others; a failure prints its seed, and `MODEL_SEED=<seed>` repeats it.
 */
export function parameters(runs: number): { numRuns: number; seed?: number } {
  const { MODEL_TIMES, MODEL_SEED = MODEL_TIMES ? undefined : '1997' } = process.env
  return { numRuns: Math.ceil(runs * share * Number(MODEL_TIMES ?? 1)), ...(MODEL_SEED ? { seed: Number(MODEL_SEED) } : {}) }
}

/** The property that, when a sequence fails it, fails with the shortest part of it that still does. */
export function shortened<T>(play: (steps: readonly T[]) => Promise<void>): (steps: readonly T[]) => Promise<void> {
  const fails = (steps: readonly T[]) =>
    play(steps).then(
      () => false,
      () => true,
    )
  return async (steps) => {
    try {
      await play(steps)
    } catch (fault) {
      await play(await shortest(steps, fails))
      throw fault
    }
  }
}
