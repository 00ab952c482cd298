import { expect, test } from 'vitest'
import { largestPowerBelow, naiveNode, naiveTree, syntheticLeaves } from './naive.ts'
import { verifyConsistency, verifyInclusion } from './verify.ts'

const leaves = syntheticLeaves(1_030)
const tree = naiveTree(leaves)

/** The same hashes with one bit of one of them changed, for each bit of all. */
function* bitChanges(hashes: readonly Uint8Array[]): Generator<Uint8Array[]> {
  for (const [at, hash] of hashes.entries()) {
    for (let bit = 0; bit < 256; bit++) {
      const changed = hash.slice()
      changed[bit >> 3]! ^= 1 << (bit & 7)
      yield hashes.with(at, changed)
    }
  }
}

test.each([
  [0, 1],
  [0, 2],
  [4, 5],
  [137, 300],
  [256, 257],
  [1_023, 1_029],
])('no bit of what proves leaf %i of %i can be changed, nor its index', (index, size) => {
  const proof = tree.inclusion(index, size)
  expect(verifyInclusion(leaves[index]!, index, size, proof, tree.root(size))).toBe(true)
  let changes = 0
  for (const [leaf, root, ...hashes] of bitChanges([leaves[index]!, tree.root(size), ...proof])) {
    expect(verifyInclusion(leaf!, index, size, hashes, root!)).toBe(false)
    changes++
  }
  expect(changes).toBe(256 * (proof.length + 2))
  for (let other = 0; other < size; other++) expect(verifyInclusion(leaves[index]!, other, size, proof, tree.root(size))).toBe(other === index)
})

test.each([
  [1, 2],
  [3, 4],
  [4, 7],
  [6, 8],
  [255, 257],
  [256, 1_000],
  [777, 1_029],
])('no bit of what proves %i of %i can be changed, nor a size', (first, second) => {
  const proof = tree.consistency(first, second)
  const roots = [tree.root(first), tree.root(second)] as const
  expect(verifyConsistency(first, second, proof, ...roots)).toBe(true)
  let changes = 0
  for (const [older, newer, ...hashes] of bitChanges([...roots, ...proof])) {
    expect(verifyConsistency(first, second, hashes, older!, newer!)).toBe(false)
    changes++
  }
  expect(changes).toBe(256 * (proof.length + 2))
  for (let other = 0; other <= second; other++) expect(verifyConsistency(other, second, proof, ...roots)).toBe(other === first)
})

const [leaf, index, size, proof, root] = [leaves[5]!, 5, 11, tree.inclusion(5, 11), tree.root(11)] as const
type Inclusion = [leaf: unknown, index: unknown, size: unknown, proof: unknown, root: unknown]
test.each<[what: string, args: Inclusion, verdict: boolean]>([
  ['as it is', [leaf, index, size, proof, root], true],
  ['as buffers', [Buffer.from(leaf), index, size, proof.map((hash) => Buffer.from(hash)), Buffer.from(root)], true],
  ['of another leaf', [leaves[4], index, size, proof, root], false],
  ['under the root of another size', [leaf, index, size, proof, tree.root(12)], false],
  ['with a hash too few', [leaf, index, size, proof.slice(1), root], false],
  ['with a hash too few at its end', [leaf, index, size, proof.slice(0, -1), root], false],
  ['with a hash too many', [leaf, index, size, [...proof, root], root], false],
  ['with a hash too many, under the root that it would lead to', [leaf, index, size, [...proof, leaf], naiveNode(leaf, root)], false],
  ['in another order', [leaf, index, size, proof.toReversed(), root], false],
  ['with a short hash', [leaf, index, size, proof.with(1, proof[1]!.slice(1)), root], false],
  ['with a long hash', [leaf, index, size, proof.with(1, new Uint8Array(33)), root], false],
  ['with a hash that is a text', [leaf, index, size, ['a'.repeat(32)], root], false],
  ['with a hole', [leaf, index, size, [proof[0], undefined, ...proof.slice(2)], root], false],
  ['that is no list', [leaf, index, size, 'proof', root], false],
  ['that is missing', [leaf, index, size, undefined, root], false],
  ['of a short leaf', [leaf.slice(1), index, size, proof, root], false],
  ['under a short root', [leaf, index, size, proof, root.slice(1)], false],
  ['under no root', [leaf, index, size, proof, undefined], false],
  ['of an index that is not there', [leaf, size, size, proof, root], false],
  ['of an index below zero', [leaf, -1, size, proof, root], false],
  ['of a broken index', [leaf, 5.5, size, proof, root], false],
  ['of an index that is a text', [leaf, '5', size, proof, root], false],
  ['of an index that is no number', [leaf, Number.NaN, size, proof, root], false],
  ['of an empty tree', [leaf, 0, 0, [], root], false],
  ['of an endless tree', [leaf, index, Number.POSITIVE_INFINITY, proof, root], false],
  ['of a tree that is larger than numbers are exact', [leaf, index, 2 ** 53, proof, root], false],
])('a proof of inclusion %s', (_what, args, verdict) => {
  expect(verifyInclusion(...(args as Parameters<typeof verifyInclusion>))).toBe(verdict)
})

const [six, eleven, between, empty] = [tree.root(6), tree.root(11), tree.consistency(6, 11), tree.root(0)] as const
type Consistency = [first: unknown, second: unknown, proof: unknown, firstRoot: unknown, secondRoot: unknown]
test.each<[what: string, args: Consistency, verdict: boolean]>([
  ['as it is', [6, 11, between, six, eleven], true],
  ['with a hash too few', [6, 11, between.slice(1), six, eleven], false],
  ['with a hash too few at its end', [6, 11, between.slice(0, -1), six, eleven], false],
  ['with a hash too many', [6, 11, [...between, six], six, eleven], false],
  ['with a hash too many, under the roots that it would lead to', [6, 11, [...between, six], naiveNode(six, six), naiveNode(six, eleven)], false],
  ['without hashes', [6, 11, [], six, eleven], false],
  ['with roots changed about', [6, 11, between, eleven, six], false],
  ['with sizes changed about', [11, 6, between, eleven, six], false],
  ['with a short hash', [6, 11, between.with(0, between[0]!.slice(1)), six, eleven], false],
  ['that is no list', [6, 11, {}, six, eleven], false],
  ['under a short root', [6, 11, between, six.slice(1), eleven], false],
  ['of a broken size', [6.5, 11, between, six, eleven], false],
  ['of a size below zero', [-6, 11, between, six, eleven], false],
  ['of a size too large', [6, 2 ** 53, between, six, eleven], false],
  ['between equal trees', [6, 6, [], six, six], true],
  ['between equal sizes with other roots', [6, 6, [], six, eleven], false],
  ['between equal trees, with a hash', [6, 6, [six], six, six], false],
  ['from the empty tree', [0, 6, [], empty, six], true],
  ['from the empty tree, with a hash', [0, 6, [six], empty, six], false],
  ['from the empty tree under another root', [0, 6, [], six, six], false],
  ['between empty trees', [0, 0, [], empty, empty], true],
  ['between empty trees under another root', [0, 0, [], six, six], false],
])('a proof of consistency %s', (_what, args, verdict) => {
  expect(verifyConsistency(...(args as Parameters<typeof verifyConsistency>))).toBe(verdict)
})

/** RFC 6962 from the root down: each step takes the last hash of the path. */
function rootFrom(path: readonly Uint8Array[], from: number, to: number): Uint8Array {
  if (to - from === 1) return leaf
  const middle = from + largestPowerBelow(to - from)
  const [rest, last] = [path.slice(0, -1), path.at(-1)!]
  return target < middle ? naiveNode(rootFrom(rest, from, middle), last) : naiveNode(last, rootFrom(rest, middle, to))
}
let target = 0
test.each([
  [2 ** 53 - 2, 2 ** 53 - 1, 52],
  [0, 2 ** 53 - 1, 53],
  [2 ** 32, 2 ** 32 + 1, 1],
  [2 ** 31, 2 ** 33, 33],
  [2 ** 40 + 12_345, 2 ** 50 + 67_890, 51],
])('leaf %d of %d is verified', (at, count, length) => {
  target = at
  const path = leaves.slice(0, length)
  expect(verifyInclusion(leaf, at, count, path, rootFrom(path, 0, count))).toBe(true)
  expect(verifyInclusion(leaf, at, count, path.toSpliced(0, 1), rootFrom(path, 0, count))).toBe(false)
})
