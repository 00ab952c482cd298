import { shortest } from '../model/shortest.ts'

/**
 * The choices of one step, made one after the other: a list of numbers. Behind its end, and wherever a number is 0, the
 * first and simplest is chosen; so a failing step is made simple by making its numbers 0.
 */
export interface Tape {
  /** 0 … below - 1. */
  nat(below: number): number
  one<T>(...options: readonly T[]): T
  /** True once in so many times, and never by default. */
  rarely(times: number): boolean
  some<T>(options: readonly T[], most: number): T[]
  list<T>(least: number, most: number, make: () => T): T[]
}

export function tapeOf(numbers: readonly number[]): Tape {
  let place = 0
  const nat = (below: number) => (numbers[place++] ?? 0) % below
  return {
    nat,
    one: (...options) => options[nat(options.length)]!,
    rarely: (times) => nat(times) === times - 1,
    /** At least one of them, in their order. */
    some(options, most) {
      const left = [...options]
      const count = 1 + nat(Math.min(most, left.length))
      return Array.from({ length: count }, () => left.splice(nat(left.length), 1)[0]!)
    },
    list: (least, most, make) => Array.from({ length: least + nat(most - least + 1) }, make),
  }
}

/** More than enough numbers for one step (mulberry32). */
export function numbersFrom(seed: number): number[] {
  let state = seed
  return Array.from({ length: 120 }, () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  })
}

type Tapes = readonly (readonly number[])[]
type Fails<T> = (steps: readonly T[]) => Promise<boolean>

/** The simplest steps that still fail: first without the others, then with as many zeros as they can have. */
export async function simplest(steps: Tapes, fails: Fails<readonly number[]>): Promise<Tapes> {
  let kept = await shortest(steps, fails)
  for (const step of kept.keys()) {
    const replaced = (tape: readonly number[]) => kept.map((one, place) => (place === step ? tape : one))
    for (let length = kept[step]!.length; length > 0; length = Math.floor(length / 2)) {
      const cut = replaced(kept[step]!.slice(0, kept[step]!.length - length))
      if (await fails(cut)) kept = cut
    }
    for (const place of kept[step]!.keys()) {
      const zeroed = replaced(kept[step]!.with(place, 0))
      if (await fails(zeroed)) kept = zeroed
    }
  }
  return shortest(kept, fails)
}
