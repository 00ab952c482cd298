import type { Ratio } from './report.ts'

export interface Size {
  /** How long one load lasts. */
  readonly seconds: number
  /** What is compared takes turns this many times; the median counts. */
  readonly rounds: number
  /** The same for what has many cells. */
  readonly fewRounds: number
  /** How many are many. */
  readonly sandboxes: number
  readonly openHolds: readonly number[]
  readonly full: boolean
}

/** One part of the benchmark: what it printed by itself, and its lines for the table of ratios. */
export interface Section {
  readonly text?: string
  readonly ratios: readonly Ratio[]
}
