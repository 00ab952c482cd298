import { Readable } from 'node:stream'
import type { Arrived } from './messages.ts'

/** As much of an IncomingMessage as the listener looks at, and how a body that is still coming gets into it. */
export interface Asking {
  readonly incoming: object
  /** The next piece of the body; null at its end. */
  take(piece: string | null): void
  /** The client has gone. */
  abandon(): void
}

/** A request whose body came with its head. */
export function askingWhole({ method, url, headers, rawHeaders, whole, client }: Arrived): Asking {
  const rawBody = Buffer.from(whole ?? '', 'latin1')
  const read = { complete: true, readableEnded: true, readableDidRead: false, on() {} }
  return { incoming: { method, url, headers, rawHeaders, rawBody, socket: { remoteAddress: client }, ...read }, take() {}, abandon() {} }
}

/** A request whose body is still to come: `more` asks for the next piece of it. */
export function askingStreamed({ method, url, headers, rawHeaders, client }: Arrived, more: () => void): Asking {
  const body = new Readable({ read: more, highWaterMark: 1 })
  // Whoever reads it hears of the end by itself; nobody else has to.
  body.on('error', () => {})
  return {
    incoming: Object.assign(body, { method, url, headers, rawHeaders, socket: { remoteAddress: client }, complete: false }),
    take(piece) {
      if (piece === null) Object.assign(body, { complete: true })
      body.push(piece === null ? null : Buffer.from(piece, 'latin1'))
    },
    abandon: () => void body.destroy(new Error('the client has gone')),
  }
}
