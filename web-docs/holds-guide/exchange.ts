import type { Text } from '../../api/core/use-case.ts'

/** One request to a demo sandbox and the part of its answer to look at. A test sends them all in the order of the page. */
export interface Exchange {
  /** `{id}` stands for the hold that was made last. */
  readonly request: `${'GET' | 'POST'} /${string}`
  readonly body?: object
  /** What to see in it. */
  readonly text?: Text
  /** The wallet that it acts as. */
  readonly as?: string
  /** Which sandbox it is sent to, where there are two. */
  readonly ledger?: 'A' | 'B'
  readonly status: number
  readonly answer: object
}

/** A piece of the guide: what is said, and what is shown. */
export interface Chapter {
  readonly id: string
  readonly title: Text
  readonly text: readonly Text[]
  readonly exchanges: readonly Exchange[]
}

type More = Pick<Exchange, 'text' | 'as' | 'ledger'>

export function hold(body: object, answer: object, more: More = {}): Exchange {
  return { request: 'POST /v1/holds', body, status: 201, answer, ...more }
}

/** Something done to the hold that was made last. */
export function act(action: string, body: object, answer: object, more: More = {}): Exchange {
  return { request: `POST /v1/holds/{id}/${action}`, body, status: 200, answer, ...more }
}

export function look(answer: object, more: More = {}): Exchange {
  return { request: 'GET /v1/holds/{id}', status: 200, answer, ...more }
}

export function advance(by: string, more: More = {}): Exchange {
  return { request: 'POST /v1/clock/advance', body: { by }, status: 200, answer: {}, ...more }
}

export function refused(exchange: Exchange, status: number, code: string): Exchange {
  return { ...exchange, status, answer: { code } }
}
