import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import type { Span } from './proof.ts'

/**
 * RFC 6962, section 2.1, word by word, for tests: all leaves are kept, and it is only fast enough because a subtree that was
 * hashed is remembered.
 */
export function naiveTree(leaves: readonly Uint8Array[]) {
  const known = new Map<string, Uint8Array>()

  /** MTH(D[from:to]), of leaf hashes. */
  function hash(from: number, to: number): Uint8Array {
    if (from === to) return sha256(new Uint8Array())
    if (to - from === 1) return leaves[from]!
    const key = `${from}:${to}`
    const found = known.get(key)
    if (found !== undefined) return found
    const middle = from + largestPowerBelow(to - from)
    const node = naiveNode(hash(from, middle), hash(middle, to))
    known.set(key, node)
    return node
  }

  /** PATH(m, D[from:to]), section 2.1.1, where m counts from the first of all leaves. */
  function path(m: number, from: number, to: number): Uint8Array[] {
    if (to - from === 1) return []
    const middle = from + largestPowerBelow(to - from)
    return m < middle ? [...path(m, from, middle), hash(middle, to)] : [...path(m, middle, to), hash(from, middle)]
  }

  /** SUBPROOF(m, D[from:to], whole), section 2.1.2, where m counts from the first of all leaves. */
  function subproof(m: number, from: number, to: number, whole: boolean): Uint8Array[] {
    if (m === to) return whole ? [] : [hash(from, to)]
    const middle = from + largestPowerBelow(to - from)
    return m <= middle ? [...subproof(m, from, middle, whole), hash(middle, to)] : [...subproof(m, middle, to, false), hash(from, middle)]
  }

  return {
    root: (size: number) => hash(0, size),
    hashOf: ([from, to]: Span) => hash(from, to),
    inclusion: (index: number, size: number) => path(index, 0, size),
    consistency: (first: number, second: number) => (first === 0 ? [] : subproof(first, 0, second, true)),
  }
}

export function naiveNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(1), left, right))
}

export function largestPowerBelow(count: number): number {
  return count <= 2 ? 1 : 2 * largestPowerBelow(Math.ceil(count / 2))
}

/** Leaf hashes that are all different and name their index. */
export function syntheticLeaves(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => {
    const leaf = new Uint8Array(32).fill(0xab)
    new DataView(leaf.buffer).setUint32(0, index)
    return leaf
  })
}
