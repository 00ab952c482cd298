import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { naiveTree, syntheticLeaves } from './naive.ts'
import { consistencySpans, inclusionSpans } from './proof.ts'
import { publishedConsistencies, publishedInclusions, publishedLeaves, publishedRecords, publishedRoots } from './published-tree.ts'
import { leafHash } from './tree.ts'
import { verifyConsistency, verifyInclusion } from './verify.ts'

describe('the published tree', () => {
  const { hashOf } = naiveTree(publishedRecords.map(leafHash))
  const root = (size: number) => hexToBytes(publishedRoots[size]!)

  test.each(publishedInclusions)('leaf %i of %i is proved', (index, size, proof) => {
    expect(inclusionSpans(index, size).map((span) => bytesToHex(hashOf(span)))).toEqual(proof)
    expect(verifyInclusion(hexToBytes(publishedLeaves[index]!), index, size, proof.map(hexToBytes), root(size))).toBe(true)
  })

  test.each(publishedConsistencies)('%i leaves are proved to be the beginning of %i', (first, second, proof) => {
    expect(consistencySpans(first, second).map((span) => bytesToHex(hashOf(span)))).toEqual(proof)
    expect(verifyConsistency(first, second, proof.map(hexToBytes), root(first), root(second))).toBe(true)
  })
})

const leaves = syntheticLeaves(66_000)
const tree = naiveTree(leaves)

function checkInclusion(index: number, size: number) {
  const proof = inclusionSpans(index, size).map(tree.hashOf)
  expect(proof).toEqual(tree.inclusion(index, size))
  if (!verifyInclusion(leaves[index]!, index, size, proof, tree.root(size))) throw new Error(`leaf ${index} of ${size} is not verified`)
}

function checkConsistency(first: number, second: number) {
  const proof = consistencySpans(first, second).map(tree.hashOf)
  expect(proof).toEqual(tree.consistency(first, second))
  if (!verifyConsistency(first, second, proof, tree.root(first), tree.root(second))) throw new Error(`${first} of ${second} is not verified`)
}

test('every proof of every tree of up to 70 leaves is that of the definition, and verifies', () => {
  for (let size = 0; size <= 70; size++) {
    for (let index = 0; index < size; index++) checkInclusion(index, size)
    for (let first = 0; first <= size; first++) checkConsistency(first, size)
  }
})

const odd = [1, 2, 255, 256, 257, 511, 512, 513, 767, 1_024, 1_999, 2_000, 65_535, 65_536, 65_537, 65_791, 65_792, 65_793, 66_000]
test.each(odd)('proofs of a tree of %i leaves are those of the definition, and verify', (size) => {
  for (const other of [0, ...odd, 3, 100, 128, 700, 1_536, 33_333].filter((count) => count <= size)) {
    checkConsistency(other, size)
    if (other < size) checkInclusion(other, size)
    if (other > 0) checkInclusion(other - 1, size)
  }
})

test.each([
  ['the last of 2^53-1', 2 ** 53 - 2, 2 ** 53 - 1, 52],
  ['the first of 2^53-1', 0, 2 ** 53 - 1, 53],
  ['one in the middle', 2 ** 40 + 5, 2 ** 41, 41],
])('a proof of a very large tree, of %s, has the right length', (_what, index, size, count) => {
  const spans = inclusionSpans(index, size)
  expect(spans.length).toBe(count)
  // With the leaf itself they are the whole tree.
  expect(spans.reduce((sum, [from, to]) => sum + (to - from), 1)).toBe(size)
})

test.each([
  [0, 0],
  [1, 1],
  [-1, 5],
  [5, 5],
  [0.5, 5],
  [Number.NaN, 5],
  [0, Number.POSITIVE_INFINITY],
  [0, 2 ** 53],
])('there is no leaf %d in a tree of %d', (index, size) => {
  expect(() => inclusionSpans(index, size)).toThrow(RangeError)
})

test.each([
  [2, 1],
  [-1, 5],
  [0.5, 5],
  [Number.NaN, 5],
  [1, 2 ** 53],
])('a tree of %d leaves is not the beginning of one of %d', (first, second) => {
  expect(() => consistencySpans(first, second)).toThrow(RangeError)
})
