/** What the service answers when it refuses (RFC 9457), with what the refusal adds: `toSign` where a signature is missing or wrong. */
export interface Problem {
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly advice: string
  readonly status: number
  readonly retryable: boolean
  readonly requestId: string
  readonly field?: string
  readonly toSign?: {
    /** Where the signature goes: this header, or this member of an operation in a batch. The other is null. */
    readonly header: string | null
    readonly field: string | null
    readonly wallet: string
    readonly kid: string | null
    readonly type: string
    readonly body: Readonly<Record<string, unknown>>
    /** The text whose UTF-8 bytes are signed. */
    readonly bytes: string
    /** The same bytes in base64. */
    readonly base64: string
  }
}

/** The service said no, and nothing has changed. */
export class Refused extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.title}: ${problem.detail}`)
    this.name = 'Refused'
    this.problem = problem
  }
}

export interface Answer<T> {
  readonly status: number
  readonly body: T
  /** Was this the first answer again, because the idempotency key was known? */
  readonly replayed: boolean
}

export interface Wire {
  /** Such as the global one, or `(path, init) => app.request(path, init)`. */
  fetch(address: string, init: RequestInit): Promise<Response> | Response
  /** How often a request is sent at most. */
  readonly tries: number
  wait(milliseconds: number): Promise<void>
}

/** The longest that the service may ask us to wait before we rather tell the caller. */
const longestWait = 20_000

/** One request and its answer; throws `Refused`. It must be one that can be repeated: a GET, or one with an Idempotency-Key. */
export async function exchange<T>(wire: Wire, address: string, init: RequestInit): Promise<Answer<T>> {
  for (let tried = 1; ; tried++) {
    const pause = 300 * 2 ** (tried - 1)
    const answer = await attempt(wire, address, init)
    const wait = answer instanceof Error ? pause : Math.max(pause, answer.retryAfter)
    const again = tried < wire.tries && wait <= longestWait && (answer instanceof Error || isPassing(answer))
    if (again) await wire.wait(wait)
    else if (answer instanceof Error) throw new Error(`No answer from ${address}: ${reasonOf(answer)}`, { cause: answer })
    else if (answer.status >= 400) throw new Refused(answer.body as Problem)
    else return { status: answer.status, body: answer.body as T, replayed: answer.replayed }
  }
}

/** A platform's fetch says little itself; what it names as the cause, such as ECONNREFUSED, says more. */
function reasonOf({ message, cause }: Error): string {
  const under = cause instanceof Error ? cause.message || (cause as { code?: string }).code : undefined
  return under ? `${message} (${under})` : message
}

interface Attempt extends Answer<unknown> {
  /** Milliseconds. */
  readonly retryAfter: number
}

/** An answer that breaks off is none. */
async function attempt({ fetch }: Wire, address: string, init: RequestInit): Promise<Attempt | Error> {
  try {
    const { status, headers, ...rest } = await taken(await fetch(address, init))
    const retryAfter = Number(headers.get('Retry-After') ?? 0) * 1000
    return { status, body: JSON.parse(rest.text), replayed: headers.get('Idempotency-Replayed') === 'true', retryAfter }
  } catch (fault) {
    return fault instanceof Error ? fault : new Error(String(fault))
  }
}

async function taken(response: Response) {
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** Over with time: too many requests, no room, or the first try of this very request is still at work. */
function isPassing({ status, body }: Attempt): boolean {
  return status === 503 || status === 429 || (status === 409 && (body as Problem | null)?.code === 'idempotency_in_progress')
}
