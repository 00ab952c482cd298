import { concatBytes } from '@noble/hashes/utils.js'
import { sha256 } from '../crypto/sha256.ts'

/**
 * The Merkle tree of RFC 6962, section 2.1, as an append-only log: what must be kept to grow it is its frontier, the roots of
 * the complete subtrees that the present size is made of, largest first. There are as many as the size has ones in binary.
 */
export type Frontier = readonly Uint8Array[]

/** The root of a complete subtree of 256^level leaves: the hashes that C2SP tlog-tiles stores above the leaves. */
export interface TreeNode {
  /** 1 is over 256 leaves, 2 over 65,536. */
  readonly level: number
  /** From 0, among the nodes of its level. */
  readonly index: number
  readonly hash: Uint8Array
}

/** Bytes of a hash. */
export const hashLength = 32

/** The root of a tree without leaves: SHA-256 of nothing. */
export const emptyRoot: Uint8Array = sha256('')

/** SHA-256(0x00 ‖ record). A text is taken as UTF-8. */
export function leafHash(record: string | Uint8Array): Uint8Array {
  return sha256(typeof record === 'string' ? `\0${record}` : concatBytes(Uint8Array.of(0), record))
}

// One buffer for all: a node is hashed for every leaf, and nothing here is ever suspended.
const children = new Uint8Array(1 + 2 * hashLength)
children[0] = 1

/** SHA-256(0x01 ‖ left ‖ right); both have 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  children.set(left, 1)
  children.set(right, 1 + hashLength)
  return sha256(children)
}

/**
 * Appends leaf hashes to a tree of `size` leaves. Gives the new frontier, and the nodes that became complete, oldest first.
 * A leaf costs less than one `nodeHash` on average. Throws where the frontier is not one of that size.
 */
export function grow(frontier: Frontier, size: number, leaves: readonly Uint8Array[]): { frontier: Frontier; nodes: TreeNode[] } {
  if (frontier.length !== onesOf(size)) throw new Error(`a tree of ${size} leaves has no frontier of ${frontier.length} hashes`)
  const next = [...frontier]
  const nodes: TreeNode[] = []
  for (const [offset, leaf] of leaves.entries()) {
    let hash = leaf
    let index = size + offset
    for (let height = 1; index % 2 === 1; height++) {
      hash = nodeHash(next.pop()!, hash)
      index = (index - 1) / 2
      if (height % 8 === 0) nodes.push({ level: height / 8, index, hash })
    }
    next.push(hash)
  }
  return { frontier: next, nodes }
}

/** MTH of the tree with this frontier: the hash that stands for all of its leaves and their order. */
export function rootOf(frontier: Frontier): Uint8Array {
  return frontier.length === 0 ? emptyRoot : frontier.reduceRight((right, left) => nodeHash(left, right))
}

/** A frontier as bytes to be stored: 32 for each hash. */
export function packFrontier(frontier: Frontier): Uint8Array {
  const packed = new Uint8Array(frontier.length * hashLength)
  for (const [index, hash] of frontier.entries()) packed.set(hash, index * hashLength)
  return packed
}

/** The frontier again. Throws where the bytes are not whole hashes. */
export function unpackFrontier(packed: Uint8Array): Frontier {
  if (packed.length % hashLength !== 0) throw new Error(`${packed.length} bytes are no frontier`)
  return Array.from({ length: packed.length / hashLength }, (_, index) => packed.slice(index * hashLength, (index + 1) * hashLength))
}

function onesOf(size: number): number {
  let ones = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2
  return ones
}
