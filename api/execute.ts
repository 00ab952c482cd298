import { type Idempotency, isRemembered, recall } from './core/idempotency.ts'
import type { StoredAnswer } from './core/model.ts'
import { emptySource } from './core/new-sandbox.ts'
import { toProblem } from './core/problem.ts'
import { type Refusal, refusals } from './core/refusals.ts'
import { State } from './core/state.ts'
import { type Context, isRefusal } from './core/use-case.ts'
import { letTimeAct } from './holds/engine/time.ts'
import { appendOrdered, decideOrder, type Order } from './order.ts'
import type { OpenCommit } from './seal.ts'

/** A validated command of one caller, ready to be decided. */
export interface PlacedOrder extends Order {
  readonly context: Context
  /** Null when the client sent no Idempotency-Key. */
  readonly idempotency: Idempotency | null
}

export interface Answer {
  readonly status: number
  readonly body: string
  readonly code: string | null
  readonly replayed: boolean
}

/**
 * Decides one order on a state and, unless it is refused, makes it true there. Pure: what varies is in the context.
 * A refusal of the ledger changes nothing but is remembered under its idempotency key (design.md 5).
 */
export function execute(state: State, order: PlacedOrder): { answer: Answer; also?: OpenCommit } {
  const stored = order.idempotency ? recall(state, order.idempotency, order.context.real) : undefined
  if (stored) return { answer: isRefusal(stored) ? refusalAnswer(stored, order.context) : repeat(stored, order) }

  const decision = decideOrder(state, order, order.context)
  if (isRefusal(decision)) {
    const answer = refusalAnswer(decision, order.context)
    if (isRemembered(decision)) remember(state, order, answer.status, answer.body)
    return { answer }
  }
  const { target } = decision
  const reset = target && 'reset' in target ? new State(emptySource(target.reset)) : undefined
  const fork = target && 'fork' in target ? new State(state, target.fork) : undefined
  if (fork) state.shareKeys()
  appendOrdered(reset ?? fork ?? state, decision, order, order.context)
  if (decision.made) state.absorb(decision.made)

  const { status } = order.command.answer
  const body = JSON.stringify(decision.result)
  const secrets = order.command.secretsOf?.(decision.result, order.context)
  remember(reset ?? state, order, status, secrets ? JSON.stringify(without(decision.result, secrets)) : body)
  const answer = { status, body, code: null, replayed: false }
  if (reset) return { answer, also: { state: reset, reset: true } }
  if (fork) return { answer, also: { state: fork, copyOf: state.sandbox.id } }
  return { answer }
}

export function refusalAnswer(refusal: Refusal, context: Pick<Context, 'requestId' | 'language'>): Answer {
  return { status: refusals[refusal.code].status, body: JSON.stringify(toProblem(refusal, context)), code: refusal.code, replayed: false }
}

/** Value is free from the instant a hold expires, whether or not a timer has run: so time acts before any command. */
export function actOnDue(state: State, now: number): void {
  const { nextDue } = state.sandbox
  if (nextDue === null || nextDue > now) return
  letTimeAct(state, now)
}

function repeat({ status, body }: StoredAnswer, { command, context }: PlacedOrder): Answer {
  if (status >= 400) return { status, body, code: (JSON.parse(body) as { code: string }).code, replayed: true }
  if (!command.secretsOf) return { status, body, code: null, replayed: true }
  const result = JSON.parse(body) as object
  return { status, body: JSON.stringify({ ...result, ...command.secretsOf(result, context) }), code: null, replayed: true }
}

function without(result: object, secrets: object): object {
  return Object.fromEntries(Object.entries(result).filter(([name]) => !Object.hasOwn(secrets, name)))
}

function remember(state: State, { idempotency, context }: PlacedOrder, status: number, body: string): void {
  if (idempotency) state.put('answer', { ...idempotency, status, body, storedAt: context.real })
}
