/** What the thread that speaks HTTP and the thread that keeps the ledger say to each other: lists of these, one list a turn. */
export type FromHttp =
  | Arrived
  /** The client of an answer that is still being sent has gone. */
  | { readonly gone: number }
  /** A piece of a streamed answer was taken by its client: the next may come. */
  | { readonly taken: number }
  | { readonly listening: { readonly address: string; readonly port: number; readonly family: string } }
  /** It cannot listen. */
  | { readonly failed: Error }
  /** All that was accepted is answered, but for so many. */
  | { readonly drained: number }

/** A request, read whole. */
export interface Arrived {
  readonly id: number
  readonly method: string
  readonly url: string
  /** Names and values in turn, as they came. */
  readonly headers: readonly string[]
  /** Each character is a byte; null where there is none. */
  readonly body: string | null
  readonly client: string | undefined
}

export type ToHttp =
  | Piece
  /** Take no more, answer what was accepted, for so many milliseconds at most. */
  | { readonly drain: number }

/** An answer, or the next piece of one. The first has its head. */
export interface Piece {
  readonly id: number
  readonly head?: { readonly status: number; readonly headers: Readonly<Record<string, string | number | readonly string[]>> }
  readonly bytes?: string | Uint8Array
  /** It is whole. */
  readonly end?: true
}

/** Says what it is told in one turn of the event loop in one message: a message costs more than what is in it. */
export function inTurns<T>(send: (messages: readonly T[]) => void): (message: T) => void {
  let waiting: T[] = []
  return (message) => {
    waiting.push(message)
    if (waiting.length > 1) return
    setImmediate(() => {
      const messages = waiting
      waiting = []
      send(messages)
    })
  }
}
