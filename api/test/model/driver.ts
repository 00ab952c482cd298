import type { Request } from './requests.ts'
import type { Snapshot } from './view.ts'

export interface Answer {
  readonly status: number
  readonly text: string
  readonly replayed: boolean
}

/** A sandbox that can be sent requests and looked at: the pure core, or the whole service over HTTP. */
export interface Driver {
  /** Sends a request, its labels already replaced by IDs, when host time is `real`. */
  send(request: Request, real: number): Answer | Promise<Answer>
  look(real: number): Snapshot | Promise<Snapshot>
  /** Looking over HTTP costs several requests, so there it is done only after so many steps. */
  readonly looksEvery: number
  /** Ends the commit; what follows is decided on what was written. */
  commit(): void
  /** The differences that an audit finds. */
  audit(): Promise<readonly unknown[]>
}
