import type { Context as HonoContext } from 'hono'
import type { CommitQueue } from './commit-queue.ts'
import { type Idempotency, idempotencyOf } from './core/idempotency.ts'
import type { Language } from './core/problem.ts'
import type { Refusal } from './core/refusals.ts'
import { noBody as noQuery } from './core/schemas.ts'
import { type Store, StoreUnavailable } from './core/store.ts'
import { sandboxNow } from './core/time.ts'
import { type AnyCommand, type AnyView, type Context, checkAllowed, isRefusal, refuse, type UseCase } from './core/use-case.ts'
import { type Credentials, fingerprint } from './credentials.ts'
import { type Answer, refusalAnswer } from './execute.ts'
import { type Authenticated, authenticate } from './http/authenticate.ts'
import type { RateDecision } from './http/rate-limit.ts'
import { readJson } from './http/read-body.ts'
import type { RequestLog } from './http/request-log.ts'
import { safeHeaders } from './http/safe-headers.ts'
import { validate } from './http/validate.ts'

/** What the pipeline takes from the world. */
export interface PipelineDeps {
  readonly store: Store
  readonly queue: CommitQueue
  readonly credentials: Credentials
  readonly requestLog: RequestLog
  newId(prefix: string): string
  realNow(): number
  /** Milliseconds of a clock that never steps. */
  monotonicNow(): number
  /** By sandbox, for calls with a key. */
  limitSandbox(sandbox: string, now: number): RateDecision
  /** By client, for calls without one. */
  limitClient(client: string, now: number): RateDecision
  clientOf(c: HonoContext): string
  /** An internal fault, whole; the client is told only the request ID. */
  reportFault(fault: unknown, requestId: string): void
  observe(operation: string, status: number, milliseconds: number): void
}

/** Most orders that may wait for their commit: beyond it new ones are refused before memory grows. */
const maxWaiting = 10_000
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
  idempotencyKey: string | null
}

/**
 * The one way in. Every use case is served by `handle`: who calls, may they, is the request sound; then a view reads, or
 * a command waits its turn to be decided and made durable; then one answer, its headers set with it and never after.
 */
export function createPipeline(deps: PipelineDeps) {
  const inProgress = new Set<string>()

  function handle(useCase: UseCase): (c: HonoContext) => Promise<Response> {
    return async (c) => {
      const started = deps.monotonicNow()
      const passage = enter(c)
      const answer = await guarded(passage, () => serve(useCase, passage))
      const milliseconds = deps.monotonicNow() - started
      deps.observe(useCase.operationId, answer.status, milliseconds)
      log(passage, useCase.operationId, answer, milliseconds)
      return respond(passage, answer)
    }
  }

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
      idempotencyKey: null,
    }
  }

  /** Turns refusals and faults into answers. */
  async function guarded(passage: Passage, work: () => Promise<Answer | Refusal>): Promise<Answer> {
    try {
      const outcome = await work()
      return isRefusal(outcome) ? refusalAnswer(outcome, passage) : outcome
    } catch (fault) {
      deps.reportFault(fault, passage.requestId)
      const unavailable = fault instanceof StoreUnavailable
      if (unavailable) passage.headers['Retry-After'] = '1'
      return refusalAnswer(
        unavailable
          ? refuse('unavailable', 'The database cannot be written at this moment.')
          : refuse('internal_error', `Report the request ID ${passage.requestId}.`),
        passage,
      )
    }
  }

  async function serve(useCase: UseCase, passage: Passage): Promise<Answer | Refusal> {
    const refused = await admit(useCase, passage)
    if (refused) return refused
    return useCase.method === 'get' ? read(useCase, passage) : change(useCase, passage)
  }

  /** Who calls, how often, and with which rights. Sets `passage.who`. */
  async function admit(useCase: Pick<UseCase, 'scope' | 'walletKeys' | 'operationId'>, passage: Passage): Promise<Refusal | undefined> {
    const { c, real } = passage
    if (useCase.scope === null) return limited(passage, deps.limitClient(deps.clientOf(c), real))
    const who = await authenticate(deps.store, c.req.header('authorization'), c.req.header('act-as'))
    if (isRefusal(who)) {
      if (who.code === 'unauthorized') passage.headers['WWW-Authenticate'] = 'Bearer realm="kariosae"'
      return who
    }
    passage.who = who
    return limited(passage, deps.limitSandbox(who.sandbox, real)) ?? checkAllowed(who.caller, useCase)
  }

  function limited(passage: Passage, decision: RateDecision): Refusal | undefined {
    Object.assign(passage.headers, decision.headers)
    return decision.allowed ? undefined : refuse('rate_limited', `The quota is ${decision.headers['RateLimit-Policy']}.`)
  }

  async function read(view: AnyView, { c, real, who }: Passage): Promise<Answer | Refusal> {
    const query = view.query ? validate(view.query, c.req.query()) : validate(noQuery, c.req.query())
    if (isRefusal(query)) return query
    const { sandbox, caller } = who!
    const now = await expireFirst(sandbox, real)
    if (view.operationId === 'listRequests') await deps.requestLog.flush()
    const result = await view.read(deps.store.reader(sandbox), { id: pathId(c), query: query.value }, { now, caller })
    return isRefusal(result) ? result : { status: 200, body: JSON.stringify(result), code: null, replayed: false }
  }

  /** A read is exact: what has expired by now is settled before anything is shown. Gives the sandbox's `now`. */
  async function expireFirst(sandbox: string, real: number): Promise<number> {
    const head = (await deps.store.sandbox(sandbox))!
    const now = sandboxNow(head, real)
    if (head.nextExpiry !== null && head.nextExpiry <= now) await deps.queue.expire(sandbox, real)
    return now
  }

  async function change(command: AnyCommand, passage: Passage): Promise<Answer | Refusal> {
    const { c, requestId, language, real, who } = passage
    const strayQuery = validate(noQuery, c.req.query())
    if (isRefusal(strayQuery)) return strayQuery
    const key = idempotencyHeader(c, command)
    if (key !== null && typeof key !== 'string') return key
    passage.idempotencyKey = key
    const json = command.method === 'post' ? await readJson(c) : { value: undefined, text: null }
    if (isRefusal(json)) return json
    passage.text = json.text
    const body = command.body ? validate(command.body, json.value) : { value: undefined }
    if (isRefusal(body)) return body

    const sandbox = who?.sandbox ?? (key === null ? deps.newId('sbx') : deps.credentials.deriveId('sbx', key))
    const caller = who?.caller ?? { key: null, scopes: [], wallet: null }
    const context: Omit<Context, 'now'> = { real, sandbox, caller, requestId, language, newId: deps.newId, fingerprint, ...deps.credentials }
    const input = { id: pathId(c), body: body.value }
    const idempotency = key === null ? null : idempotencyOf(key, command, input, context)
    if (deps.queue.length >= maxWaiting) {
      passage.headers['Retry-After'] = '1'
      return refuse('unavailable', 'Too many requests are waiting for their commit.')
    }
    return once(passage, idempotency, () => deps.queue.submit({ command, input, context, idempotency }))
  }

  /** While the first request under a key runs, another must wait: it cannot be told an outcome that is not there yet. */
  async function once(passage: Passage, idempotency: Idempotency | null, work: () => Promise<Answer>): Promise<Answer | Refusal> {
    if (!idempotency) return work()
    if (inProgress.has(idempotency.key)) {
      passage.headers['Retry-After'] = '1'
      return refuse('idempotency_in_progress', 'The first request with this Idempotency-Key has not been answered yet.')
    }
    inProgress.add(idempotency.key)
    try {
      return await work()
    } finally {
      inProgress.delete(idempotency.key)
    }
  }

  function log({ c, requestId, real, who, text, idempotencyKey }: Passage, operation: string, answer: Answer, milliseconds: number): void {
    if (!who || operation === 'listRequests') return
    const { caller, sandbox } = who
    deps.requestLog.add(sandbox, {
      id: requestId,
      at: real,
      method: c.req.method,
      path: c.req.path,
      operation,
      key: caller.key,
      actAs: caller.wallet,
      idempotencyKey,
      status: answer.status,
      code: answer.code,
      durationMs: Math.round(milliseconds * 1000) / 1000,
      request: text,
      answer: answer.body,
    })
  }

  return {
    handle,
    admit,
    enter,
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
export type Pipeline = ReturnType<typeof createPipeline>

function respond({ headers, language }: Passage, answer: Answer): Response {
  if (answer.replayed) headers['Idempotency-Replayed'] = 'true'
  if (answer.code !== null) {
    headers['Content-Type'] = 'application/problem+json'
    headers['Content-Language'] = language
  }
  // Not c.body: it would copy the headers one by one into a Headers object, at a sixth of the whole cost of an echo.
  return new Response(answer.body, { status: answer.status, headers })
}

/** Paths have at most one parameter: the resource acted on. */
function pathId(c: HonoContext): string {
  const params = c.req.param() as Record<string, string>
  return params['id'] ?? params['code'] ?? ''
}

function idempotencyHeader(c: HonoContext, command: AnyCommand): string | null | Refusal<'invalid_request'> {
  const key = command.method === 'post' ? c.req.header('idempotency-key') : undefined
  if (key === undefined) return null
  const least = command.scope === null ? 32 : 1
  if (key.length >= least && key.length <= 255) return key
  return refuse('invalid_request', `The header Idempotency-Key must be ${least} to 255 characters long.`, 'Idempotency-Key')
}
