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
  const base = url.replace(/\/+$/, '')
  async function send<T>(method: string, path: string, body?: object, idempotencyKey?: string): Promise<Answer<T>> {
    const headers = new Headers()
    if (apiKey) headers.set('Authorization', `Bearer ${apiKey}`)
    if (body) headers.set('Content-Type', 'application/json')
    if (idempotencyKey) headers.set('Idempotency-Key', idempotencyKey)
    const request = { method, headers, body: body ? JSON.stringify(body) : null }
    const { response, text } = await exchange(base + path, request, method === 'GET' || idempotencyKey ? 3 : 1)
    const answer: unknown = JSON.parse(text)
    if (!response.ok) throw new Refused(answer as Problem)
    return { status: response.status, body: answer as T, replayed: response.headers.get('Idempotency-Replayed') === 'true' }
  }

  return {
    send,
    get: async <T>(path: string): Promise<T> => (await send<T>('GET', path)).body,
    /** Without a key of yours, each call gets a new one: it covers the tries of this call. To repeat a call later, give a key and keep it. */
    post: async <T>(path: string, body: object = {}, idempotencyKey: string = crypto.randomUUID()): Promise<T> =>
      (await send<T>('POST', path, body, idempotencyKey)).body,
  }
}

/** One request and its answer. A network failure or a 503 is tried again with the same key, where there is one: nothing is done twice. */
async function exchange(address: string, request: RequestInit, tries: number): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(address, request)
    const text = await response.text()
    if (response.status !== 503 || tries === 1) return { response, text }
  } catch (cause) {
    if (tries === 1) throw new Error(`No answer from ${address}. Is the service running there?`, { cause })
  }
  await new Promise((resolve) => setTimeout(resolve, 300))
  return exchange(address, request, tries - 1)
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

export interface Payment {
  from: string
  to: string
  asset: string
  amount: number
}

export interface Evidence {
  kind: 'signal' | 'approval' | 'attestation' | 'preimage'
  name: string
  /** The wallet or oracle that gave it. */
  by: string | null
  data: Record<string, unknown> | null
}

export interface Hold {
  id: string
  status: string
  amount: number
  captured: number
  released: number
  remaining: number
  template: { name: string; version: number } | null
  evidence: Evidence[]
  history: Step[]
}

/** Who did what to a hold and when, by which rule and evidence, and what moved. */
export interface Step {
  at: string
  /** Null for what happens by itself, and for the sandbox's own key. */
  by: string | null
  action: string
  amount: number | null
  rule: string | null
  outcome: string | null
  evidence: Evidence[]
  payments: Payment[]
  returned: Returned[]
  memo: string | null
}

export interface Returned {
  to: string
  asset: string
  amount: number
}

/** What would happen to a hold, and to holds that look at it. */
export interface Preview {
  refusal: { code: string; detail: string } | null
  effects: { id: string; status: string; payments: Payment[]; returned: Returned[] }[]
}

export interface Audit {
  ok: boolean
  assets: { asset: string; supply: number; posted: number; held: number; incoming: number }[]
  differences: object[]
}
