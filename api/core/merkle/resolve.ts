import type { Span } from './proof.ts'
import { nodeHash } from './tree.ts'

/** Stored hashes from `from` up to but without `to`, all of one tile (C2SP tlog-tiles), so at most 256. */
export interface HashRange {
  /** 0 for leaf hashes, 1 for nodes over 256 leaves, 2 over 65,536, … */
  readonly level: number
  readonly from: number
  readonly to: number
}

const tileWidth = 256

/** All that must be read to hash these spans: each tile at most once. */
export function rangesOf(spans: readonly Span[]): HashRange[] {
  const ranges = new Map<string, HashRange>()
  for (const { level, from, to } of spans.flatMap(completeParts)) {
    const tile = tileOf(level, from)
    const known = ranges.get(tile)
    ranges.set(tile, { level, from: Math.min(from, known?.from ?? from), to: Math.max(to, known?.to ?? to) })
  }
  return [...ranges.values()]
}

/** The hash of each span, from what was read for `rangesOf` them, in that order. Throws where a range did not come in full. */
export function hashesOf(spans: readonly Span[], ranges: readonly HashRange[], read: readonly (readonly Uint8Array[])[]): Uint8Array[] {
  const tiles = new Map(ranges.map((range, index) => [tileOf(range.level, range.from), { ...range, hashes: read[index] ?? [] }]))
  for (const { level, from, to, hashes } of tiles.values()) {
    if (hashes.length !== to - from) throw new Error(`level ${level} has ${hashes.length} of the hashes ${from} to ${to}`)
  }
  const hashOf = ({ level, from, to }: HashRange) => {
    const tile = tiles.get(tileOf(level, from))!
    return mergePairs(tile.hashes.slice(from - tile.from, to - tile.from))
  }
  return spans.map((span) =>
    completeParts(span)
      .map(hashOf)
      .reduceRight((right, left) => nodeHash(left, right)),
  )
}

function tileOf(level: number, index: number): string {
  return `${level}/${Math.floor(index / tileWidth)}`
}

/** The complete subtrees that a subtree consists of, largest first, each as the stored hashes below it: at most 128. */
function completeParts([from, to]: Span): HashRange[] {
  const parts: HashRange[] = []
  for (let start = from; start < to; ) {
    let [width, level] = [1, 0]
    let leaves = 1
    while (leaves * 2 <= to - start) {
      leaves *= 2
      width *= 2
      if (width === tileWidth) [width, level] = [1, level + 1]
    }
    const first = start / (leaves / width)
    parts.push({ level, from: first, to: first + width })
    start += leaves
  }
  return parts
}

/** The root over a power of two of hashes. */
function mergePairs(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes
  while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, index) => nodeHash(row[2 * index]!, row[2 * index + 1]!))
  return row[0]!
}
