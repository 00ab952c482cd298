/** Something that is not as it must be. */
export interface Finding {
  /** The first entry of the journal that it is about; null where it is about none. */
  readonly seq: number | null
  readonly text: string
}

/** Most that are kept of one sandbox: one wrong entry can have many consequences. */
const most = 20

export interface Findings {
  add(seq: number | null, text: string): void
  /** How many there were, kept or not. */
  readonly count: number
  /** By entry, the first one first. */
  list(): readonly Finding[]
}

export function createFindings(): Findings {
  const kept: Finding[] = []
  let count = 0
  return {
    add(seq, text) {
      count++
      if (kept.length < most) kept.push({ seq, text })
    },
    get count() {
      return count
    },
    list: () => [...kept].sort((one, other) => (one.seq ?? Number.POSITIVE_INFINITY) - (other.seq ?? Number.POSITIVE_INFINITY)),
  }
}
