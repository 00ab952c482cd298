import { usedSignatureId } from './core/check-signature.ts'
import { emptySource, newSandbox } from './core/new-sandbox.ts'
import { type Reads, State } from './core/state.ts'
import type { Sources } from './core/store.ts'
import { earlier, sandboxNow } from './core/time.ts'
import { type NewKey, refuse, type TimelessContext } from './core/use-case.ts'
import { type Answer, actOnDue, execute, type PlacedOrder, refusalAnswer } from './execute.ts'
import type { OpenCommit } from './seal.ts'
import type { Decided } from './sign-orders.ts'

/** An order before its time has come: `now` and `real` are those of its commit, never those of its first byte. */
export interface PendingOrder extends Omit<PlacedOrder, 'context'> {
  readonly context: TimelessContext
  /** The managed keys that were made for it. */
  readonly keys: readonly NewKey[]
}

/** What the service does by itself in a sandbox, beside letting time act. */
export interface Work {
  readonly reads: Reads
  act(state: State, time: { readonly now: number; readonly real: number }): void
}

/** What waits for its turn in a commit: somebody's order, or null where the service itself acts. */
export interface Task {
  readonly order: PendingOrder | null
  readonly sandbox: string
  /** Absent where only time is to act. */
  readonly work?: Work | undefined
}

interface Moment {
  readonly real: number
  /** Orders that the signing backend does not sign for, and why. */
  readonly denied: ReadonlyMap<string, string>
}

/** What a whole group needs, by sandbox: a store loads it in a constant number of queries. All share one host time. */
export function needsOf(group: readonly Task[], real: number): Map<string, Reads[]> {
  const needs = new Map<string, Reads[]>()
  for (const { order, sandbox, work } of group) {
    let reads = needs.get(sandbox)
    if (!reads) {
      reads = [{ dueUntil: (head) => sandboxNow(head, real) }]
      needs.set(sandbox, reads)
    }
    if (work) reads.push(work.reads)
    if (!order) continue
    const { caller } = order.context
    reads.push(order.command.reads(order.input, { ...order.context, real }), { apiKeys: caller.key === null ? [] : [caller.key] })
    if (caller.wallet !== null) reads.push({ wallets: [caller.wallet] })
    if (order.idempotency) reads.push({ answers: [order.idempotency.key] })
    const { signature } = order.input
    if (signature) reads.push({ wallets: [signature.wallet], usedSignatures: [usedSignatureId(signature, order.context)] })
  }
  return needs
}

/** Decides a group in order of arrival. A refused command leaves nothing behind and does not disturb its neighbours. */
export function decideGroup(group: readonly Task[], { real, denied }: Moment, sources: Sources): Decided<(Answer | null)[]> {
  const states = new Map<string, State>()
  const also: OpenCommit[] = []
  const answers = group.map((task) => {
    const state = stateFor(task, real, states, sources)
    const now = sandboxNow(state.sandbox, real)
    actOnDue(state, now)
    if (!task.order) {
      task.work?.act(state, { now, real })
      return null
    }
    const { context, keys } = task.order
    if (isRevoked(state, context.caller.key))
      return refusalAnswer(refuse('unauthorized', 'The API key stopped working before this request was decided.'), context)
    const outcome = execute(state, { ...task.order, context: { ...context, now, real, denied, newKeys: keys } })
    if (outcome.also) also.push(outcome.also)
    return outcome.answer
  })
  for (const state of states.values()) wakeWebhooks(state, real)
  return { commits: [...[...states.values()].filter(isChanged).map((state) => ({ state })), ...also], result: answers }
}

/** What follows at once goes to the endpoints together. */
const gathering = 50

/** What was just decided is soon told to the endpoints that want to hear of it. */
function wakeWebhooks(state: State, real: number): void {
  const { webhooks } = state.sandbox
  if (webhooks === null || webhooks.enabled === 0 || state.records.length === 0) return
  const due = earlier(webhooks.due, real + gathering)
  if (due !== webhooks.due) state.turnWebhooks({ ...webhooks, due })
}

function stateFor({ order, sandbox }: Task, real: number, states: Map<string, State>, sources: Sources): State {
  const known = states.get(sandbox)
  if (known) return known
  const source = sources.get(sandbox) ?? (order?.command.commit === 'creates' ? emptySource(newSandbox(sandbox, real)) : undefined)
  if (!source) throw new Error(`sandbox ${sandbox} is not there`)
  const state = new State(source)
  states.set(sandbox, state)
  return state
}

function isChanged(state: State): boolean {
  return state.headMoved || Object.values(state.written).some(({ size }) => size > 0)
}

/** The key was good when the request came in, but a body can be long in coming: what counts is the moment of deciding. */
function isRevoked(state: State, key: string | null): boolean {
  return key !== null && state.find('apiKey', key)?.revokedAt !== null
}
