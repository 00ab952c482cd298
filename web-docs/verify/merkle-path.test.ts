import { expect, test } from 'vitest'
import { inclusionSpans } from '../../api/core/merkle/proof.ts'
import { grow, leafHash, rootOf } from '../../api/core/merkle/tree.ts'
import { verifyInclusion } from '../../api/core/merkle/verify.ts'
import { merklePath } from './merkle-path.ts'

const leaves = Array.from({ length: 33 }, (_, index) => leafHash(`record ${index}`))
const rootFrom = (from: number, to: number) => rootOf(grow([], 0, leaves.slice(from, to)).frontier)
const proofOf = (index: number, size: number) => inclusionSpans(index, size).map(([from, to]) => rootFrom(from, to))

test('the way from every leaf of every small tree arrives at its root, and its sides are those of the tree', () => {
  let ways = 0
  for (let size = 1; size <= leaves.length; size++) {
    for (let index = 0; index < size; index++) {
      const [proof, spans] = [proofOf(index, size), inclusionSpans(index, size)]
      const path = merklePath(leaves[index]!, index, size, proof)!
      expect(path.at(-1)?.parent ?? leaves[index]).toEqual(rootFrom(0, size))
      expect(path.map(({ side }) => side)).toEqual(spans.map(([from]) => (from < index ? 'left' : 'right')))
      ways++
    }
  }
  expect(ways).toBe((33 * 34) / 2)
})

test.each([
  { name: 'good', index: 4, size: 7, change: (proof: Uint8Array[]) => proof, way: true },
  { name: 'a hash too few', index: 4, size: 7, change: (proof: Uint8Array[]) => proof.slice(1), way: false },
  { name: 'a hash too many', index: 4, size: 7, change: (proof: Uint8Array[]) => [...proof, leaves[0]!], way: false },
  { name: 'no hash', index: 4, size: 7, change: () => [new Uint8Array(31)], way: false },
  { name: 'another place', index: 7, size: 7, change: (proof: Uint8Array[]) => proof, way: false },
  { name: 'before the first', index: -1, size: 7, change: (proof: Uint8Array[]) => proof, way: false },
])('$name: there is a way: $way', ({ index, size, change, way }) => {
  const proof = change(proofOf(4, 7))
  expect(merklePath(leaves[4]!, index, size, proof) !== undefined).toBe(way)
  if (!way) expect(verifyInclusion(leaves[4]!, index, size, proof, rootFrom(0, 7))).toBe(false)
})
