import { bytesToHex } from '@noble/hashes/utils.js'
import { expect, test } from 'vitest'
import { naiveTree, syntheticLeaves } from './naive.ts'
import { publishedLeaves, publishedRecords, publishedRoots } from './published-tree.ts'
import { emptyRoot, type Frontier, grow, leafHash, packFrontier, rootOf, unpackFrontier } from './tree.ts'

test('the published tree: its leaves, and its root at each size', () => {
  const leaves = publishedRecords.map(leafHash)
  expect(leaves.map(bytesToHex)).toEqual(publishedLeaves)
  expect(bytesToHex(emptyRoot)).toBe(publishedRoots[0])
  expect(publishedRoots.map((_, size) => bytesToHex(rootOf(grow([], 0, leaves.slice(0, size)).frontier)))).toEqual(publishedRoots)
})

test('a record is hashed as the bytes of its text', () => {
  expect(leafHash('仮押さえ')).toEqual(leafHash(new TextEncoder().encode('仮押さえ')))
  expect(bytesToHex(leafHash(''))).toBe(publishedLeaves[0])
})

test('leaf by leaf the root is that of the definition', () => {
  const leaves = syntheticLeaves(2_050)
  const { root } = naiveTree(leaves)
  let frontier: Frontier = []
  for (const [size, leaf] of leaves.entries()) {
    expect(rootOf(frontier)).toEqual(root(size))
    frontier = grow(frontier, size, [leaf]).frontier
  }
})

test('around 65,536 leaves the root is that of the definition', () => {
  const leaves = syntheticLeaves(65_800)
  const { root } = naiveTree(leaves)
  let [size, frontier] = [65_530, grow([], 0, leaves.slice(0, 65_530)).frontier]
  for (; size < leaves.length; size++) {
    if (size < 65_540 || size > 65_790) expect(rootOf(frontier)).toEqual(root(size))
    frontier = grow(frontier, size, [leaves[size]!]).frontier
  }
})

test('nodes of 256 and of 65,536 leaves are given when they become complete, each once', () => {
  const leaves = syntheticLeaves(65_536 + 300)
  const { hashOf } = naiveTree(leaves)
  const given = []
  let frontier: Frontier = []
  // Steps that end before, at and after the ends of nodes, one of them over many at once.
  for (const [from, to] of [
    [0, 255],
    [255, 256],
    [256, 256],
    [256, 513],
    [513, 65_535],
    [65_535, 65_792],
    [65_792, 65_836],
  ] as const) {
    const step = grow(frontier, from, leaves.slice(from, to))
    frontier = step.frontier
    given.push(...step.nodes)
  }
  const first = Array.from({ length: 257 }, (_, index) => ({ level: 1, index, hash: hashOf([256 * index, 256 * (index + 1)]) }))
  const second = { level: 2, index: 0, hash: hashOf([0, 65_536]) }
  expect(given).toEqual([...first.slice(0, 256), second, ...first.slice(256)])
})

test('how leaves are divided among steps makes no difference', () => {
  const leaves = syntheticLeaves(700)
  const atOnce = grow([], 0, leaves)
  for (const step of [1, 3, 64, 255, 256, 257]) {
    let grown: ReturnType<typeof grow> = { frontier: [], nodes: [] }
    for (let size = 0; size < leaves.length; size += step) {
      const next = grow(grown.frontier, size, leaves.slice(size, size + step))
      grown = { frontier: next.frontier, nodes: [...grown.nodes, ...next.nodes] }
    }
    expect(grown).toEqual(atOnce)
  }
})

test('growing leaves the former frontier and the leaves as they were', () => {
  const leaves = syntheticLeaves(8)
  const before = grow([], 0, leaves.slice(0, 7)).frontier
  const [kept, root] = [[...before], rootOf(before)]
  grow(before, 7, leaves.slice(7))
  expect(before).toEqual(kept)
  expect(rootOf(before)).toEqual(root)
  expect(leaves).toEqual(syntheticLeaves(8))
})

test.each([
  [0, 1],
  [6, 1],
  [6, 3],
  [8, 0],
  [2 ** 52, 2],
])('a frontier of another size than %i, with %i hashes, is refused', (size, count) => {
  expect(() => grow(syntheticLeaves(count), size, [])).toThrow(/no frontier/)
})

test('a tree beyond 2^32 leaves grows', () => {
  const [one, two, leaf] = syntheticLeaves(3) as [Uint8Array, Uint8Array, Uint8Array]
  const { frontier, nodes } = grow([one, two], 2 ** 40 + 1, [leaf])
  expect(frontier).toEqual([one, naiveTree([two, leaf]).root(2)])
  expect(nodes).toEqual([])
})

test.each([0, 1, 7, 255, 256, 1_000])('the frontier of %i leaves is stored and read again', (size) => {
  const { frontier } = grow([], 0, syntheticLeaves(size))
  const packed = packFrontier(frontier)
  expect(packed.length).toBe(32 * frontier.length)
  expect(unpackFrontier(packed)).toEqual(frontier)
})

test.each([1, 31, 33])('%i bytes are no frontier', (count) => {
  expect(() => unpackFrontier(new Uint8Array(count))).toThrow(/no frontier/)
})
