/**
 * The part of a failing sequence that is needed to fail: leaves out ever smaller runs of steps for as long as it still
 * fails. Steps are wishes that fit any world, so this gets a sequence of 60 down to a handful in about as many hundred
 * tries, where shrinking each step's fields as well takes thousands.
 */
export async function shortest<T>(steps: readonly T[], fails: (steps: readonly T[]) => Promise<boolean>): Promise<readonly T[]> {
  let kept = steps
  for (let size = Math.ceil(kept.length / 2); ; size = Math.ceil(size / 2)) {
    for (let from = 0; from < kept.length; ) {
      const without = [...kept.slice(0, from), ...kept.slice(from + size)]
      if (await fails(without)) kept = without
      else from += size
    }
    if (size === 1) return kept
  }
}
