import type { Context as HonoContext } from 'hono'
import type { CommandSignature } from '../core/command-signature.ts'
import type { Language } from '../core/problem.ts'
import type { Refusal, RefusalCode } from '../core/refusals.ts'
import type { Store } from '../core/store.ts'
import { isUnavailable } from '../core/unavailable.ts'
import { checkAllowed, isRefusal, isSignable, refuse, type UseCase } from '../core/use-case.ts'
import { type Answer, refusalAnswer } from '../execute.ts'
import { type Authenticated, authenticate } from './authenticate.ts'
import type { RateDecision } from './rate-limit.ts'
import { readSignature } from './read-signature.ts'
import { safeHeaders } from './safe-headers.ts'

/** What the door takes from the world. */
export interface DoorDeps {
  readonly store: Store
  newId(prefix: string): string
  realNow(): number
  /** By sandbox, for calls with a key. */
  limitSandbox(sandbox: string, now: number): RateDecision
  /** By client, for calls without one, or with a wrong one. */
  limitClient(client: string, now: number): RateDecision
  clientOf(c: HonoContext): string
  /** An internal fault, whole; the client is told only the request ID. */
  reportFault(fault: unknown, requestId: string): void
}

const commonHeaders = { 'Content-Type': 'application/json', ...safeHeaders }

/** One request on its way through. */
export interface Passage {
  readonly c: HonoContext
  readonly requestId: string
  readonly language: Language
  readonly real: number
  readonly headers: Record<string, string>
  who: Authenticated | null
  text: string | null
  /** What its body takes of the room for bodies. */
  bodyBytes: number
  idempotencyKey: string | null
  /** Whose order the request is, as it says; not looked at yet. */
  signature: CommandSignature | undefined
}

/** Where every request comes in and every answer goes out: its name, its caller, its limits, and its shape. */
export function createDoor(deps: DoorDeps) {
  function enter(c: HonoContext): Passage {
    const requestId = deps.newId('req')
    const japanese = /^\s*ja\b/i.test(c.req.header('accept-language') ?? '')
    return {
      c,
      requestId,
      language: japanese ? 'ja' : 'en',
      real: deps.realNow(),
      headers: { ...commonHeaders, 'Request-Id': requestId },
      who: null,
      text: null,
      bodyBytes: 0,
      idempotencyKey: null,
      signature: undefined,
    }
  }

  /** Turns refusals and faults into answers. */
  async function guarded(passage: Passage, work: () => Promise<Answer | Refusal>): Promise<Answer> {
    try {
      const outcome = await work()
      return isRefusal(outcome) ? refusalAnswer(outcome, passage) : outcome
    } catch (fault) {
      deps.reportFault(fault, passage.requestId)
      return refusalAnswer(
        isUnavailable(fault)
          ? refuse('unavailable', 'The database or the signing backend cannot serve at this moment.')
          : refuse('internal_error', `Report the request ID ${passage.requestId}.`),
        passage,
      )
    }
  }

  /** Who calls, how often, and with which rights. Sets `passage.who`. */
  async function admit(
    useCase: Pick<UseCase, 'scope' | 'walletKeys' | 'signable' | 'operationId' | 'method'>,
    passage: Passage,
  ): Promise<Refusal | undefined> {
    const { c, real } = passage
    if (useCase.scope === null) return limited(passage, deps.limitClient(deps.clientOf(c), real))
    const signature = isSignable(useCase) ? readSignature(c.req.header('kariosae-signature')) : undefined
    if (signature && isRefusal(signature)) return signature
    passage.signature = signature
    const who = await authenticate(deps.store, c.req.header('authorization'), {
      actAs: c.req.header('act-as'),
      signer: useCase.walletKeys ? signature?.wallet : undefined,
    })
    if (isRefusal(who)) {
      if (who.code !== 'unauthorized') return who
      return limited(passage, deps.limitClient(deps.clientOf(c), real)) ?? who
    }
    passage.who = who
    return limited(passage, deps.limitSandbox(who.sandbox, real)) ?? checkAllowed(who.caller, useCase)
  }

  function limited(passage: Passage, decision: RateDecision): Refusal | undefined {
    Object.assign(passage.headers, decision.headers)
    return decision.allowed ? undefined : refuse('rate_limited', `The quota is ${decision.headers['RateLimit-Policy']}.`)
  }

  return {
    enter,
    admit,
    guarded,
    respond,
    /** Answers a request that no use case serves. */
    refuseWith: (c: HonoContext, refusal: Refusal, headers: Record<string, string> = {}): Response => {
      const passage = enter(c)
      Object.assign(passage.headers, headers)
      return respond(passage, refusalAnswer(refusal, passage))
    },
    /** Answers a fault that came from outside the pipeline. */
    refuseFault: async (c: HonoContext, fault: unknown): Promise<Response> => {
      const passage = enter(c)
      return respond(passage, await guarded(passage, () => Promise.reject(fault)))
    },
  }
}
export type Door = ReturnType<typeof createDoor>

/** What a client is told of a refusal beside its body, unless it is told more precisely (RFC 9110, sections 10.2.3 and 11.6.1). */
const headersOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  unauthorized: { 'WWW-Authenticate': 'Bearer realm="kariosae"' },
  idempotency_in_progress: { 'Retry-After': '1' },
  rate_limited: { 'Retry-After': '1' },
  unavailable: { 'Retry-After': '1' },
} satisfies Partial<Record<RefusalCode, object>>

function respond({ headers, language }: Passage, answer: Answer): Response {
  if (answer.replayed) headers['Idempotency-Replayed'] = 'true'
  if (answer.code !== null) {
    for (const [name, value] of Object.entries(headersOf[answer.code] ?? {})) headers[name] ??= value
    headers['Content-Type'] = 'application/problem+json'
    headers['Content-Language'] = language
  }
  // Not c.body: it would copy the headers one by one into a Headers object, at a sixth of the whole cost of an echo.
  return new Response(answer.body, { status: answer.status, headers })
}
