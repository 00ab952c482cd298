import type { Text } from '../../api/core/use-case.ts'

/**
 * One thing to paste into a shell. A test runs all blocks of the guide in one shell, in the order of the page, and compares
 * the last line that each prints with `answer`.
 */
export interface Block {
  readonly command: string
  /** Of the last answer of the service; absent where a program of the block's own prints the last line. */
  readonly status?: number
  /** A part of the last line, which is JSON; absent where nothing is printed, or what is no JSON. */
  readonly answer?: object
  /** The last line where it is no JSON. */
  readonly prints?: string
}

/** A piece of the guide. */
export interface Chapter {
  readonly id: string
  readonly title: Text
  readonly text: readonly Text[]
  readonly blocks: readonly Block[]
}
