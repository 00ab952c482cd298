import type { SigningBackend } from '../../core/signing.ts'

/** What goes between the API and its signing process: JSON over Node's own channel, one message a call and one an answer. */
export type CallName = Exclude<keyof SigningBackend, 'close'>

export interface Request {
  readonly id: number
  readonly call: CallName
  readonly arguments: readonly unknown[]
}

export interface Answer {
  readonly id: number
  readonly answer?: unknown
  readonly fault?: Fault
}

/** The process is ready, or will never be, or answers a call. */
export type Message = { readonly ready: true } | { readonly failed: Fault } | Answer

/** `keystore`: the message is for the operator. Anything else is a defect. */
export interface Fault {
  readonly kind: 'keystore' | 'defect'
  readonly message: string
}
