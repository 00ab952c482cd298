import { type Entities, type Kind, kinds } from './change.ts'
import type { TreeNode } from './merkle/tree.ts'
import type { Sandbox } from './model.ts'
import type { Checkpoint } from './reader.ts'

/** What a sandbox is made of, beside its head: everything but its request log, which is no part of it. */
interface Rows extends Entities {
  journal: JournalRow
  node: TreeNode
  checkpoint: Checkpoint
}

/** A journal record as it is stored. */
interface JournalRow {
  readonly seq: number
  /** RFC 8785 form, with its salts. */
  readonly text: string
  readonly leaf: Uint8Array
}

type PieceOf<T> = { [K in keyof T]: { readonly table: K; readonly rows: readonly T[K][] } }[keyof T]

/** Some rows of a sandbox that can be put aside elsewhere: what a store stages. */
export type RowsPiece = PieceOf<Rows>

/**
 * What a store gives when it is asked for all of a sandbox. First its head; then the journal in order, before each of its
 * pieces the checkpoints and nodes that reach no further than it; then the entities, kind by kind in the order of `kinds`.
 * So a journal can be checked while it goes by, and what stands in the tables by the journal.
 */
export type Piece = RowsPiece | { readonly table: 'sandbox'; readonly rows: readonly [Sandbox] }

/** What was put aside, before it is a sandbox. */
export interface Staged {
  /** Changes with every piece: what was looked at is what is settled only while this is the same. */
  readonly version: number
  /** In the order of `Piece`, without the head. */
  readonly pieces: AsyncIterable<RowsPiece>
}

/** How many records a piece of the journal has at most, and rows a piece of anything else. */
export const pieceRows = 256

export function isKind(table: Piece['table']): table is Kind {
  return kinds.includes(table as Kind)
}
