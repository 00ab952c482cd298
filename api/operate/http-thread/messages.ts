import type { IncomingHttpHeaders } from 'node:http'

/** What the thread that speaks HTTP and the thread that keeps the ledger say to each other: lists of these, one list a turn. */
export type FromHttp =
  | Arrived
  /** The next piece of a body, each character a byte; null at its end. */
  | { readonly body: number; readonly piece: string | null }
  /** The client has gone before all was said. */
  | { readonly gone: number }
  /** A piece of a streamed answer was taken by its client: the next may come. */
  | { readonly taken: number }
  | { readonly listening: { readonly address: string; readonly port: number; readonly family: string } }
  /** It cannot listen. */
  | { readonly failed: Error }
  /** All that was accepted is answered, but for so many. */
  | { readonly drained: number }

export interface Arrived {
  readonly id: number
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[]
  /** The whole body where it came with the head, each character a byte; undefined where it is still to come. */
  readonly whole: string | undefined
  readonly client: string | undefined
}

export type ToHttp =
  | Piece
  /** The next piece of this request's body may come. */
  | { readonly more: number }
  /** Take no more, answer what was accepted, for so many milliseconds at most. */
  | { readonly drain: number }

/** An answer, or the next piece of one. The first has its head. */
export interface Piece {
  readonly id: number
  readonly head?: { readonly status: number; readonly headers: Readonly<Record<string, string | number | readonly string[]>> }
  readonly bytes?: string | Uint8Array
  /** It is whole. */
  readonly end?: true
  /** It never will be. */
  readonly cut?: true
}
