import { Writable } from 'node:stream'
import type { Piece } from './messages.ts'

/** As much of a ServerResponse as the listener uses: what is written goes to the thread that has the socket. */
export class Answering extends Writable {
  headersSent = false
  private head: Piece['head']
  private readonly id: number
  private readonly say: (piece: Piece) => void
  private next: (() => void) | undefined
  private isWhole = false

  constructor(id: number, say: (piece: Piece) => void) {
    super({ decodeStrings: false })
    this.id = id
    this.say = say
  }

  writeHead(status: number, headers: NonNullable<Piece['head']>['headers'] = {}): this {
    this.head = { status, headers }
    this.headersSent = true
    return this
  }

  /** A stream's reader waits for its first byte: the head must not. */
  flushHeaders(): void {
    this.say({ id: this.id, ...this.headOnce() })
  }

  /** The client has taken what was written last. */
  taken(): void {
    const { next } = this
    this.next = undefined
    next?.()
  }

  override _write(bytes: string | Uint8Array, _encoding: string, done: () => void): void {
    this.next = done
    this.say({ id: this.id, ...this.headOnce(), bytes })
  }

  /** Nearly every answer is written in one go: it is one message. */
  override end(bytes?: unknown): this {
    const whole = this.writableLength === 0 && !this.writableEnded && !this.destroyed
    if (!whole) return super.end(bytes)
    this.isWhole = true
    this.say({ id: this.id, ...this.headOnce(), ...(bytes == null ? {} : { bytes: bytes as string }), end: true })
    return super.end()
  }

  /** The end of what was written in several pieces. */
  override _final(done: () => void): void {
    if (!this.isWhole) this.say({ id: this.id, ...this.headOnce(), end: true })
    this.isWhole = true
    done()
  }

  /** What broke off is cut off for its client, too, and is nobody else's fault. */
  override _destroy(_fault: Error | null, done: () => void): void {
    if (!this.isWhole) this.say({ id: this.id, cut: true })
    done()
  }

  private headOnce(): Pick<Piece, 'head'> {
    const { head } = this
    this.head = undefined
    return head ? { head } : {}
  }
}
