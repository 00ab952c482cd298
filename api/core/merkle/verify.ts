import { emptyRoot, hashLength, nodeHash } from './tree.ts'

/**
 * Whether the leaf with this hash is at `index` (from 0) in the tree of `size` leaves that has this root: RFC 9162, section
 * 2.1.3.2. Whatever is malformed is false.
 */
export function verifyInclusion(leaf: Uint8Array, index: number, size: number, proof: readonly Uint8Array[], root: Uint8Array): boolean {
  if (!isCount(index) || !isCount(size) || index >= size || !areHashes([leaf, root]) || !areHashes(proof)) return false
  const climbed = climb({ node: index, last: size - 1, older: leaf, newer: leaf }, proof)
  return climbed !== undefined && areEqual(climbed.newer, root)
}

/**
 * Whether the tree of `firstSize` leaves with `firstRoot` is the beginning of the one of `secondSize` with `secondRoot`: RFC
 * 9162, section 2.1.4.2. The proof is empty between equal sizes, which then have equal roots, and from the empty tree, which
 * is the beginning of any. Whatever is malformed is false.
 */
export function verifyConsistency(
  firstSize: number,
  secondSize: number,
  proof: readonly Uint8Array[],
  firstRoot: Uint8Array,
  secondRoot: Uint8Array,
): boolean {
  if (!isCount(firstSize) || !isCount(secondSize) || firstSize > secondSize) return false
  if (!areHashes([firstRoot, secondRoot]) || !areHashes(proof)) return false
  if (firstSize === 0 && !areEqual(firstRoot, emptyRoot)) return false
  if (firstSize === secondSize) return proof.length === 0 && areEqual(firstRoot, secondRoot)
  if (firstSize === 0) return proof.length === 0
  if (proof.length === 0) return false
  let [node, last] = [firstSize - 1, secondSize - 1]
  while (node % 2 === 1) [node, last] = [half(node), half(last)]
  // Of a power of two the first root is itself the subtree that both trees share.
  const [seed, rest] = node === 0 ? [firstRoot, proof] : [proof[0]!, proof.slice(1)]
  const climbed = climb({ node, last, older: seed, newer: seed }, rest)
  return climbed !== undefined && areEqual(climbed.older, firstRoot) && areEqual(climbed.newer, secondRoot)
}

/** A node on its way up: its index and that of the last node on its height; its hash in the whole tree, and in the tree that ended with it. */
interface Climber {
  node: number
  last: number
  older: Uint8Array
  newer: Uint8Array
}

/** Undefined where the proof is too long or too short. */
function climb(start: Climber, proof: readonly Uint8Array[]): Climber | undefined {
  let { node, last, older, newer } = start
  for (const sibling of proof) {
    if (last === 0) return undefined
    if (node % 2 === 1 || node === last) {
      older = nodeHash(sibling, older)
      newer = nodeHash(sibling, newer)
      // The last node of an odd number moves up unpaired.
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else {
      newer = nodeHash(newer, sibling)
    }
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 ? { node, last, older, newer } : undefined
}

function half(count: number): number {
  return Math.floor(count / 2)
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function areHashes(values: readonly unknown[]): boolean {
  return Array.isArray(values) && values.every((value) => value instanceof Uint8Array && value.length === hashLength)
}

function areEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.every((byte, index) => byte === right[index])
}
