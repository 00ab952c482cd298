import type { SigningBackend } from '../../core/signing.ts'
import type { KeystoreCopying } from './copying.ts'

/** What goes between the API and its signing process: JSON over Node's own channel, what is asked or answered in one turn of the event loop in one list. */
export type CallName = Exclude<keyof SigningProcess, 'close'>

export interface SigningProcess extends SigningBackend, KeystoreCopying {}

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

/** `keystore`: the message is for the operator. `unavailable`: it passes. Anything else is a defect. */
export interface Fault {
  readonly kind: 'keystore' | 'unavailable' | 'defect'
  readonly message: string
}
