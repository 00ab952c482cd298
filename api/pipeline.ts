import type { Context as HonoContext } from 'hono'
import type { CommitQueue } from './commit-queue.ts'
import { type Idempotency, idempotencyOf } from './core/idempotency.ts'
import type { Reader } from './core/reader.ts'
import type { Refusal } from './core/refusals.ts'
import { noBody as noQuery } from './core/schemas.ts'
import type { SigningBackend } from './core/signing.ts'
import type { Store } from './core/store.ts'
import { formatTime, sandboxNow } from './core/time.ts'
import { type AnyCommand, type AnyView, isRefusal, refuse, type TimelessContext, type UseCase } from './core/use-case.ts'
import { type Credentials, fingerprint } from './credentials.ts'
import type { PendingOrder } from './decide-group.ts'
import { type Answer, refusalAnswer } from './execute.ts'
import type { Authenticated } from './http/authenticate.ts'
import type { BodyRoom } from './http/body-room.ts'
import type { Door, Passage } from './http/door.ts'
import { maxBodyBytes, parseJson, readText } from './http/read-body.ts'
import type { RequestLog } from './http/request-log.ts'
import { stoppedKey } from './http/stopped-key.ts'
import { validate } from './http/validate.ts'
import type { ServiceKeys } from './notary.ts'
import { endKeys, prepareKeys } from './prepare-keys.ts'

/** What the pipeline takes from the world. */
export interface PipelineDeps {
  readonly store: Store
  readonly queue: CommitQueue
  readonly credentials: Credentials
  readonly signing: SigningBackend
  readonly serviceKeys: ServiceKeys
  readonly requestLog: RequestLog
  readonly door: Door
  newId(prefix: string): string
  /** The ID of a sandbox that is to be made under this Idempotency-Key. */
  newSandbox(idempotencyKey: string | null): string
  realNow(): number
  /** Milliseconds of a clock that never steps. */
  monotonicNow(): number
  reportFault(fault: unknown, requestId: string): void
  /** Room for the bodies of requests. */
  readonly bodies: BodyRoom
  observe(operation: string, answer: Answer, milliseconds: number): void
}

/** Most orders that may wait for their commit: beyond it new ones are refused before memory grows. */
const maxWaiting = 10_000

export interface Pipeline {
  /** The handler of one route. */
  handle(useCase: UseCase): (c: HonoContext) => Promise<Response>
}

/**
 * The one way in. Every use case is served by `handle`: who calls, may they, is the request sound; then a view reads, or
 * a command waits its turn to be decided and made durable; then one answer, its headers set with it and never after.
 */
export function createPipeline(deps: PipelineDeps): Pipeline {
  const { door } = deps
  const inProgress = new Set<string>()

  function handle(useCase: UseCase): (c: HonoContext) => Promise<Response> {
    return async (c) => {
      const started = deps.monotonicNow()
      const passage = door.enter(c)
      const answer = await door.guarded(passage, () => serve(useCase, passage))
      const milliseconds = deps.monotonicNow() - started
      deps.observe(useCase.operationId, answer, milliseconds)
      log(passage, useCase.operationId, answer, milliseconds)
      deps.bodies.leave(passage)
      return door.respond(passage, answer)
    }
  }

  async function serve(useCase: UseCase, passage: Passage): Promise<Answer | Refusal> {
    const refused = await door.admit(useCase, passage)
    if (refused) return refused
    return useCase.method === 'get' ? read(useCase, passage) : change(useCase, passage)
  }

  async function read(view: AnyView, { c, who }: Passage): Promise<Answer | Refusal> {
    const query = view.query ? validate(view.query, c.req.query()) : validate(noQuery, c.req.query())
    if (isRefusal(query)) return query
    const { sandbox } = who!
    if (view.operationId === 'listRequests') await deps.requestLog.flush().catch(() => undefined) // what cannot be written is still to come
    const input = { id: pathId(c), query: query.value }
    // A read is exact: what has expired by now is settled before anything is shown.
    for (;;) {
      const result = await deps.store.snapshot(sandbox, (reader) => look(view, input, reader, who!))
      if (result === 'due') await deps.queue.act(sandbox)
      else return isRefusal(result) ? result : { status: 200, body: JSON.stringify(result), code: null, replayed: false }
    }
  }

  /** Reads as of one instant; `due` if time has to act first. */
  async function look(
    view: AnyView,
    input: { id: string; query: unknown },
    reader: Reader,
    { caller }: Authenticated,
  ): Promise<object | Refusal | 'due'> {
    const head = await reader.sandbox()
    const now = sandboxNow(head, deps.realNow())
    if (head.nextDue !== null && head.nextDue <= now) return 'due'
    const stopped = await stoppedKey(reader, caller)
    if (stopped) return stopped
    const verifierKey = () => deps.serviceKeys.verifierKeyOf(head.journal)
    const issue = (document: (issuer: string) => object) => deps.serviceKeys.issue(document, formatTime(now))
    const webhookSecret = (endpoint: string, generation: number) => deps.credentials.webhookSecret(head.id, endpoint, generation)
    return view.read(reader, input, { now, caller, signing: deps.signing, webhookSecret, verifierKey, issue })
  }

  async function change(command: AnyCommand, passage: Passage): Promise<Answer | Refusal> {
    const { c, requestId, language, who } = passage
    const strayQuery = validate(noQuery, c.req.query())
    if (isRefusal(strayQuery)) return strayQuery
    const key = idempotencyHeader(c, command)
    if (key !== null && typeof key !== 'string') return key
    passage.idempotencyKey = key
    const body = await bodyOf(command, passage)
    if (isRefusal(body)) return body

    const sandbox = who?.sandbox ?? deps.newSandbox(key)
    const caller = who?.caller ?? { key: null, scopes: [], wallet: null }
    const context: TimelessContext = { sandbox, caller, requestId, order: requestId, language, newId: deps.newId, fingerprint, ...deps.credentials }
    const input = { id: pathId(c), body: body.value, sent: body.sent, signature: passage.signature }
    const idempotency = key === null ? null : idempotencyOf(key, command, input, context)
    if (deps.queue.length >= maxWaiting) return refuse('unavailable', 'Too many requests are waiting for their commit.')
    return once(idempotency, async () => {
      const order = { command, input, context, idempotency }
      return command.keys ? withKeys(order, passage) : deps.queue.submit({ ...order, keys: [] })
    })
  }

  async function withKeys(order: Omit<PendingOrder, 'keys'>, passage: Passage): Promise<Answer> {
    const { command, input, context } = order
    // A command for a sandbox that is not there yet has nothing to read.
    const reader = command.commit === 'creates' ? undefined : deps.store.reader(context.sandbox)
    const maker = { signing: deps.signing, reader, newName: () => `${context.sandbox}/${deps.newId('wky')}` }
    const prepared = await prepareKeys(command, input, maker)
    if (isRefusal(prepared)) return refusalAnswer(prepared, passage)
    const answer = await deps.queue.submit({ ...order, keys: prepared.keys })
    // It is done and answered, whatever becomes of keys that nobody uses any more.
    await endKeys(command, prepared, answer, maker).catch((fault) => deps.reportFault(fault, passage.requestId))
    return answer
  }

  async function bodyOf(command: AnyCommand, passage: Passage): Promise<{ value: unknown; sent: unknown } | Refusal> {
    if (!command.body) return { value: undefined, sent: {} }
    const text = await readText(passage.c, maxBodyBytes, (bytes) => deps.bodies.enter(passage, bytes))
    if (typeof text !== 'string') return text
    passage.text = text
    const json = parseJson(text, passage.c.req.header('content-type'))
    if (isRefusal(json)) return json
    const valid = validate(command.body, json.value)
    return isRefusal(valid) ? valid : { value: valid.value, sent: json.value }
  }

  /** While the first request under a key runs, another must wait: it cannot be told an outcome that is not there yet. */
  async function once(idempotency: Idempotency | null, work: () => Promise<Answer>): Promise<Answer | Refusal> {
    if (!idempotency) return work()
    if (inProgress.has(idempotency.key))
      return refuse('idempotency_in_progress', 'The first request with this Idempotency-Key has not been answered yet.')
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
      path: pathAndQuery(c),
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

  return { handle }
}

function pathAndQuery(c: HonoContext): string {
  const { url } = c.req
  return url.slice(url.indexOf('/', url.indexOf('//') + 2))
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
