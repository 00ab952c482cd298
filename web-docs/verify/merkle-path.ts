import { nodeHash } from '../../api/core/merkle/tree.ts'

/** One height of the way from a leaf to the root. */
export interface PathStep {
  /** Where the sibling stands: what is known of the other side. */
  readonly side: 'left' | 'right'
  readonly sibling: Uint8Array
  /** Their parent: SHA-256(0x01 ‖ left ‖ right). */
  readonly parent: Uint8Array
}

/**
 * The way from the leaf at `index` (from 0) up the tree of `size` leaves, as an inclusion proof gives it: RFC 9162, section
 * 2.1.3.2. Where it arrives is the root, if the proof is good. Undefined where there is no such way.
 */
export function merklePath(leaf: Uint8Array, index: number, size: number, proof: readonly Uint8Array[]): PathStep[] | undefined {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return undefined
  if (proof.some(({ length }) => length !== 32)) return undefined
  const steps: PathStep[] = []
  let [node, last, hash] = [index, size - 1, leaf]
  for (const sibling of proof) {
    if (last === 0) return undefined
    // The last node of an odd number moves up unpaired.
    while (node % 2 === 0 && node === last) [node, last] = [half(node), half(last)]
    const side = node % 2 === 1 ? 'left' : 'right'
    hash = side === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling)
    steps.push({ side, sibling, parent: hash })
    ;[node, last] = [half(node), half(last)]
  }
  while (node % 2 === 0 && node === last && last !== 0) [node, last] = [half(node), half(last)]
  return last === 0 ? steps : undefined
}

function half(count: number): number {
  return Math.floor(count / 2)
}
