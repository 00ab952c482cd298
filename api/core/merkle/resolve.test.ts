import { describe, expect, test } from 'vitest'
import { naiveTree, syntheticLeaves } from './naive.ts'
import { consistencySpans, inclusionSpans, type Span } from './proof.ts'
import { type HashRange, hashesOf, rangesOf } from './resolve.ts'
import { grow } from './tree.ts'

const leaves = syntheticLeaves(70_000)
const tree = naiveTree(leaves)
const { nodes } = grow([], 0, leaves)

/** The hashes of spans, from what a store keeps of a log of `size` leaves. */
function resolve(spans: readonly Span[], size = leaves.length): Uint8Array[] {
  const ranges = rangesOf(spans)
  checkRanges(ranges)
  const stored = ({ level, from, to }: HashRange) => {
    const last = Math.min(to, Math.floor(size / 256 ** level))
    const kept = level === 0 ? leaves : nodes.filter((node) => node.level === level).map(({ hash }) => hash)
    return kept.slice(from, last)
  }
  return hashesOf(spans, ranges, ranges.map(stored))
}

/** Each range lies in one tile, no tile is asked twice, and there are two at most on each level. */
function checkRanges(ranges: readonly HashRange[]) {
  const tiles = ranges.map(({ level, from }) => `${level}/${Math.floor(from / 256)}`)
  expect(new Set(tiles).size).toBe(tiles.length)
  for (const level of [0, 1, 2]) expect(ranges.filter((range) => range.level === level).length).toBeLessThanOrEqual(2)
  for (const { from, to } of ranges) expect(Math.floor((to - 1) / 256)).toBe(Math.floor(from / 256))
}

describe.each([1, 2, 255, 256, 257, 300, 65_535, 65_536, 65_537, 69_999, 70_000])('a log of %i leaves', (size) => {
  const some = [0, 1, 7, 100, 128, 255, 256, 257, 511, 512, 5_000, 32_768, 65_279, 65_280, 65_535, 65_536, 69_998, size - 1].filter(
    (index) => index < size,
  )

  test('gives proofs of inclusion from a few tiles', () => {
    for (const index of some) expect(resolve(inclusionSpans(index, size), size)).toEqual(tree.inclusion(index, size))
  })

  test('gives proofs of consistency from a few tiles', () => {
    for (const first of [...some, size]) expect(resolve(consistencySpans(first, size), size)).toEqual(tree.consistency(first, size))
  })
})

test('a proof in an older log reads nothing of what came later', () => {
  const spans = inclusionSpans(299, 300)
  expect(resolve(spans)).toEqual(tree.inclusion(299, 300))
  expect(Math.max(...rangesOf(spans).map(({ to }) => to))).toBeLessThanOrEqual(300)
})

test('a store that has lost hashes gives no proof', () => {
  expect(() => resolve(inclusionSpans(3, 70_000), 69_000)).toThrow(/of the hashes/)
})

test('what was not read at all is missed', () => {
  const spans = inclusionSpans(3, 10)
  expect(() => hashesOf(spans, rangesOf(spans), [])).toThrow(/level 0 has 0 of the hashes/)
})

test('a proof in the largest tree is read in two tiles a level', () => {
  for (const index of [0, 2 ** 40 + 77, 2 ** 53 - 2]) {
    const ranges = rangesOf(inclusionSpans(index, 2 ** 53 - 1))
    checkRanges(ranges)
    expect(ranges.reduce((sum, { from, to }) => sum + (to - from), 0)).toBeLessThanOrEqual(7 * 2 * 256)
  }
})
