import { consistencySpans, inclusionSpans, type Span } from '../core/merkle/proof.ts'
import { hashesOf, rangesOf } from '../core/merkle/resolve.ts'
import { encodeBase64 } from '../core/note/base64.ts'
import type { Reader } from '../core/reader.ts'

/** What a store keeps of a tree: the hash of every leaf, and the complete nodes that `grow` gave. */
export type HashSource = Pick<Reader, 'leaves' | 'nodes'>

/** Proves that the record `seq` is in the journal when it has `size` records: hashes in base64. */
export async function proveInclusion(source: HashSource, seq: number, size: number): Promise<string[]> {
  return (await hashSpans(inclusionSpans(seq - 1, size), source)).map(encodeBase64)
}

/** Proves that the journal of `size` records begins with the first `from` of them. */
export async function proveConsistency(source: HashSource, from: number, size: number): Promise<string[]> {
  return (await hashSpans(consistencySpans(from, size), source)).map(encodeBase64)
}

/** The hash over each span, reading each tile of the tree at most once: never more than 256 hashes a level. */
async function hashSpans(spans: readonly Span[], source: HashSource): Promise<Uint8Array[]> {
  const ranges = rangesOf(spans)
  const read = await Promise.all(ranges.map(({ level, from, to }) => (level === 0 ? source.leaves(from, to) : source.nodes(level, from, to))))
  return hashesOf(spans, ranges, read)
}
