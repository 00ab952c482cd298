/** The leaves from `from` up to but without `to`: a subtree whose hash belongs to a proof. */
export type Span = readonly [from: number, to: number]

/** What proves that a leaf is at `index` in a tree of `size` leaves, in the order of PATH (RFC 6962, section 2.1.1). Throws where it is not. */
export function inclusionSpans(index: number, size: number): Span[] {
  if (!isCount(index) || !isCount(size) || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`)
  return siblings(index, size, (from, to) => to - from === 1).spans
}

/**
 * What proves that the tree of `first` leaves is the beginning of that of `second`, in the order of PROOF (RFC 6962, section
 * 2.1.2). Nothing where they are equal or the first is empty. Throws where the first is larger.
 */
export function consistencySpans(first: number, second: number): Span[] {
  if (!isCount(first) || !isCount(second) || first > second) throw new RangeError(`a tree of ${second} leaves does not begin with ${first}`)
  if (first === 0) return []
  const { from, spans } = siblings(first - 1, second, (_, to) => to === first)
  // Unless the first tree is itself a subtree of the second, a verifier needs the last complete part of it to begin with.
  return from === 0 ? spans : [[from, first], ...spans]
}

/** Goes down from the root towards a leaf until `arrived`; gives where that subtree begins, and those left aside, the lowest first. */
function siblings(leaf: number, size: number, arrived: (from: number, to: number) => boolean): { from: number; spans: Span[] } {
  const spans: Span[] = []
  let [from, to] = [0, size]
  while (!arrived(from, to)) {
    const middle = from + powerBelow(to - from)
    if (leaf < middle) {
      spans.push([middle, to])
      to = middle
    } else {
      spans.push([from, middle])
      from = middle
    }
  }
  return { from, spans: spans.reverse() }
}

/** The largest power of two below `count`, which is at least 2. */
function powerBelow(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
