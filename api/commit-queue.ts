import { usedSignatureId } from './core/check-signature.ts'
import { emptySource, newSandbox } from './core/new-sandbox.ts'
import type { SigningBackend } from './core/signing.ts'
import { type Reads, State } from './core/state.ts'
import type { SandboxCommit, Sources, Store } from './core/store.ts'
import { sandboxNow } from './core/time.ts'
import { type NewKey, refuse, type TimelessContext } from './core/use-case.ts'
import { type Answer, actOnDue, execute, type PlacedOrder, refusalAnswer } from './execute.ts'
import type { OpenCommit, Seal } from './seal.ts'
import { type Decided, signOrders } from './sign-orders.ts'

/** An order before its time has come: `now` and `real` are those of its commit, never those of its first byte. */
export interface PendingOrder extends Omit<PlacedOrder, 'context'> {
  readonly context: TimelessContext
  /** The managed keys that were made for it. */
  readonly keys: readonly NewKey[]
}

interface QueueDeps {
  readonly store: Store
  readonly signing: SigningBackend
  readonly seal: Seal
  realNow(): number
  /** Ends the turn of the event loop: setImmediate where there is one. */
  defer(task: () => void): void
  /** Told what was just made durable. */
  committed(commits: readonly SandboxCommit[]): void
}

interface Waiting {
  /** Null only lets time act: what is due expires. */
  readonly order: PendingOrder | null
  readonly sandbox: string
  resolve(answer: Answer | null): void
  reject(fault: unknown): void
}

export interface CommitQueue {
  /** Decides the order in its turn. Resolves once the outcome is durable. */
  submit(order: PendingOrder): Promise<Answer>
  /** Expires what is due in the sandbox. */
  expire(sandbox: string): Promise<void>
  /** How many wait: the pipeline refuses new ones before this grows without bound. */
  readonly length: number
}

/**
 * Group commit: orders that arrive while a commit runs, or in the same turn of the event loop, are loaded, decided in
 * order of arrival and made durable together (design.md 2.4). A batch weighs as much as its operations.
 */
export function createCommitQueue({ store, signing, seal, realNow, defer, committed }: QueueDeps, largestGroup = 512): CommitQueue {
  let queue: Waiting[] = []
  let running = false
  let committing = 0

  async function run(): Promise<void> {
    committed(await commitGroup(takeGroup()))
    // Between groups the event loop has its turn, so that a long queue holds up nobody else.
    if (queue.length > 0) defer(() => void run())
    else running = false
  }

  function takeGroup(): Waiting[] {
    const alone = (waiting: Waiting | undefined) => waiting?.order?.command.commit === 'alone'
    let size = 1
    let weight = weightOf(queue[0]!)
    while (!alone(queue[0]) && size < queue.length && !alone(queue[size])) {
      weight += weightOf(queue[size]!)
      if (weight > largestGroup) break
      size++
    }
    const group = queue.slice(0, size)
    queue = queue.slice(size)
    return group
  }

  /** A fault fails the whole transaction. So that it hurts only its own order, the others are then tried one by one. */
  async function commitGroup(group: readonly Waiting[]): Promise<readonly SandboxCommit[]> {
    committing = group.length
    try {
      const real = realNow()
      const { answers, commits } = await store.commit(needsOf(group, real), async (sources) => {
        const { commits, result: answers } = await signOrders(signing, (denied) => decideGroup(group, { real, denied }, sources))
        const sealed = await seal(commits)
        return { commits: sealed, result: { answers, commits: sealed } }
      })
      committing = 0
      for (const [index, waiting] of group.entries()) waiting.resolve(answers[index] ?? null)
      return commits
    } catch (fault) {
      committing = 0
      if (group.length > 1) return retryOneByOne(group)
      group[0]?.reject(fault)
      return []
    }
  }

  async function retryOneByOne(group: readonly Waiting[]): Promise<readonly SandboxCommit[]> {
    const commits: SandboxCommit[] = []
    for (const waiting of group) commits.push(...(await commitGroup([waiting])))
    return commits
  }

  function add(waiting: Omit<Waiting, 'resolve' | 'reject'>): Promise<Answer | null> {
    return new Promise((resolve, reject) => {
      queue.push({ ...waiting, resolve, reject })
      if (running) return
      running = true
      defer(() => void run())
    })
  }

  return {
    submit: async (order) => (await add({ order, sandbox: order.context.sandbox })) as Answer,
    expire: async (sandbox) => void (await add({ order: null, sandbox })),
    get length() {
      return queue.length + committing
    },
  }
}

/** What a whole group needs, by sandbox: a store loads it in a constant number of queries. All share one host time. */
function needsOf(group: readonly Waiting[], real: number): Map<string, Reads[]> {
  const needs = new Map<string, Reads[]>()
  for (const { order, sandbox } of group) {
    let reads = needs.get(sandbox)
    if (!reads) {
      reads = [{ dueUntil: (head) => sandboxNow(head, real) }]
      needs.set(sandbox, reads)
    }
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

interface Moment {
  readonly real: number
  readonly denied: ReadonlyMap<string, string>
}

function decideGroup(group: readonly Waiting[], { real, denied }: Moment, sources: Sources): Decided<(Answer | null)[]> {
  const states = new Map<string, State>()
  const also: OpenCommit[] = []
  const answers = group.map((waiting) => {
    const state = stateFor(waiting, real, states, sources)
    const now = sandboxNow(state.sandbox, real)
    actOnDue(state, now)
    if (!waiting.order) return null
    const { context, keys } = waiting.order
    if (isRevoked(state, context.caller.key))
      return refusalAnswer(refuse('unauthorized', 'The API key stopped working before this request was decided.'), context)
    const outcome = execute(state, { ...waiting.order, context: { ...context, now, real, denied, newKeys: keys } })
    if (outcome.also) also.push(outcome.also)
    return outcome.answer
  })
  return { commits: [...[...states.values()].filter(isChanged).map((state) => ({ state })), ...also], result: answers }
}

function stateFor({ order, sandbox }: Waiting, real: number, states: Map<string, State>, sources: Sources): State {
  const known = states.get(sandbox)
  if (known) return known
  const source = sources.get(sandbox) ?? (order?.command.commit === 'creates' ? emptySource(newSandbox(sandbox, real)) : undefined)
  if (!source) throw new Error(`sandbox ${sandbox} is not there`)
  const state = new State(source)
  states.set(sandbox, state)
  return state
}

function isChanged(state: State): boolean {
  return state.records.length > 0 || state.written.answer.size > 0 || state.written.usedSignature.size > 0 || state.headMoved
}

function weightOf({ order }: Waiting): number {
  return order?.command.weight?.(order.input) ?? 1
}

/** The key was good when the request came in, but a body can be long in coming: what counts is the moment of deciding. */
function isRevoked(state: State, key: string | null): boolean {
  return key !== null && state.find('apiKey', key)?.revokedAt !== null
}
