/** A small client of the Kariosae API, without dependencies: copy it into your project and go on from there. */

/** What the service answers when it refuses (RFC 9457). */
export interface Problem {
  code: string
  title: string
  detail: string
  advice: string
  status: number
  field?: string
  requestId: string
}

export class Refused extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.title}: ${problem.detail}`)
    this.name = 'Refused'
    this.problem = problem
  }
}

export interface Answer<T> {
  status: number
  body: T
  /** Was this the first answer again, because the idempotency key was known? */
  replayed: boolean
}

export type Client = ReturnType<typeof connect>

export function connect(url: string, apiKey?: string) {
  async function send<T>(method: string, path: string, body?: object, idempotencyKey?: string): Promise<Answer<T>> {
    const headers = new Headers()
    if (apiKey) headers.set('Authorization', `Bearer ${apiKey}`)
    if (body) headers.set('Content-Type', 'application/json')
    if (idempotencyKey) headers.set('Idempotency-Key', idempotencyKey)
    const response = await fetch(url + path, { method, headers, body: body ? JSON.stringify(body) : null }).catch((cause: unknown) => {
      throw new Error(`No answer from ${url}. Is the service running there?`, { cause })
    })
    const answer: unknown = await response.json()
    if (!response.ok) throw new Refused(answer as Problem)
    return { status: response.status, body: answer as T, replayed: response.headers.get('Idempotency-Replayed') === 'true' }
  }

  return {
    send,
    get: async <T>(path: string): Promise<T> => (await send<T>('GET', path)).body,
    /** Every POST carries a key, so that sending it again after a lost answer is safe. */
    post: async <T>(path: string, body: object = {}, idempotencyKey: string = crypto.randomUUID()): Promise<T> =>
      (await send<T>('POST', path, body, idempotencyKey)).body,
  }
}

/** The refusal of a call that ought to be refused. */
export async function refusalOf(call: Promise<unknown>): Promise<Problem> {
  try {
    await call
  } catch (fault) {
    if (fault instanceof Refused) return fault.problem
    throw fault
  }
  throw new Error('The call was not refused.')
}

/** The parts of the answers that the examples look at; the OpenAPI document has them all. */
export interface Wallet {
  id: string
  balances: { asset: string; posted: number; held: number; incoming: number; available: number }[]
}

export interface Hold {
  id: string
  status: string
  amount: number
  captured: number
  released: number
  remaining: number
}

export interface Audit {
  ok: boolean
  assets: { asset: string; supply: number; posted: number; held: number; incoming: number }[]
  differences: object[]
}
