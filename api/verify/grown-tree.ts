import { type Frontier, grow, packFrontier, rootOf, type TreeNode } from '../core/merkle/tree.ts'

/**
 * The tree of a journal as it is read. Where a record and the leaf stored for it differ, one of the two was changed, and it
 * grows both ways until a signed root tells which: so a wrong entry is named alone, and not all that stands above it.
 */
export function createGrownTree() {
  /** By the records, and by the stored leaves; the same while they agree. */
  let [byRecord, byLeaf]: [Frontier, Frontier] = [[], []]
  let size = 0
  let nodeCount = 0
  const fits = (matches: (frontier: Frontier) => boolean): boolean => {
    if (matches(byRecord)) byLeaf = byRecord
    else if (matches(byLeaf)) byRecord = byLeaf
    else return false
    return true
  }

  return {
    get nodeCount() {
      return nodeCount
    },
    /** Appends an entry. Gives the nodes that became complete, each as it may be. */
    append(recordLeaf: Uint8Array, storedLeaf: Uint8Array): readonly (readonly TreeNode[])[] {
      const one = grow(byRecord, size, [recordLeaf])
      const other = byRecord === byLeaf && isSame(recordLeaf, storedLeaf) ? one : grow(byLeaf, size, [storedLeaf])
      ;[byRecord, byLeaf] = [one.frontier, other.frontier]
      size++
      nodeCount += one.nodes.length
      return one.nodes.map((node, index) => [node, other.nodes[index]!])
    },
    hasRoot: (root: Uint8Array) => fits((frontier) => isSame(rootOf(frontier), root)),
    hasFrontier: (packed: Uint8Array | null) => fits((frontier) => isSame(packFrontier(frontier), packed)),
  }
}
export type GrownTree = ReturnType<typeof createGrownTree>

export function isSame(one: Uint8Array, other: Uint8Array | null | undefined): boolean {
  return other?.length === one.length && one.every((byte, index) => byte === other[index])
}
