import { emptySource, newSandbox, type Reads, State } from './core/state.ts'
import type { SandboxCommit, Sources, Store } from './core/store.ts'
import { sandboxNow } from './core/time.ts'
import { type Answer, execute, expireDue, type Order } from './execute.ts'

/** An order before its sandbox's time is known. */
type PendingOrder = Omit<Order, 'context'> & { readonly context: Omit<Order['context'], 'now'> }

interface Waiting {
  /** Null only lets time act: what is due expires. */
  readonly order: PendingOrder | null
  readonly sandbox: string
  readonly real: number
  resolve(answer: Answer | null): void
  reject(fault: unknown): void
}

export interface CommitQueue {
  /** Decides the order in its turn. Resolves once the outcome is durable. */
  submit(order: PendingOrder): Promise<Answer>
  /** Expires what is due in the sandbox. */
  expire(sandbox: string, real: number): Promise<void>
  /** How many wait: the pipeline refuses new ones before this grows without bound. */
  readonly length: number
}

/**
 * Group commit: orders that arrive while a commit runs, or in the same turn of the event loop, are loaded, decided in
 * order of arrival and made durable together (design.md 2.4). `defer` ends the turn: setImmediate where there is one.
 */
export function createCommitQueue(
  store: Store,
  defer: (task: () => void) => void,
  committed: (commits: readonly SandboxCommit[]) => void,
  largestGroup = 512,
): CommitQueue {
  let queue: Waiting[] = []
  let running = false

  async function run(): Promise<void> {
    while (queue.length > 0) await commitGroup(takeGroup())
    running = false
  }

  function takeGroup(): Waiting[] {
    const alone = (waiting: Waiting | undefined) => waiting?.order?.command.commit === 'alone'
    let size = 1
    if (!alone(queue[0])) while (size < queue.length && size < largestGroup && !alone(queue[size])) size++
    const group = queue.slice(0, size)
    queue = queue.slice(size)
    return group
  }

  /** A fault fails the whole transaction. So that it hurts only its own order, the others are then tried one by one. */
  async function commitGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const real = Math.max(...group.map((waiting) => waiting.real))
      const { answers, commits } = await store.commit(needsOf(group, real), (sources) => decideGroup(group, real, sources))
      committed(commits)
      for (const [index, waiting] of group.entries()) waiting.resolve(answers[index] ?? null)
    } catch (fault) {
      if (group.length === 1) group[0]?.reject(fault)
      else for (const waiting of group) await commitGroup([waiting])
    }
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
    submit: async (order) => (await add({ order, sandbox: order.context.sandbox, real: order.context.real })) as Answer,
    expire: async (sandbox, real) => void (await add({ order: null, sandbox, real })),
    get length() {
      return queue.length
    },
  }
}

/** What a whole group needs, by sandbox: a store loads it in a constant number of queries. All share one host time. */
function needsOf(group: readonly Waiting[], real: number): Map<string, Reads[]> {
  const needs = new Map<string, Reads[]>()
  for (const { order, sandbox } of group) {
    let reads = needs.get(sandbox)
    if (!reads) {
      reads = [{ expiringUntil: (head) => sandboxNow(head, real) }]
      needs.set(sandbox, reads)
    }
    if (!order) continue
    reads.push(order.command.reads(order.input, order.context))
    if (order.idempotency) reads.push({ answers: [order.idempotency.key] })
  }
  return needs
}

function decideGroup(group: readonly Waiting[], real: number, sources: Sources) {
  const states = new Map<string, State>()
  const also: SandboxCommit[] = []
  const answers = group.map((waiting) => {
    const state = stateFor(waiting, states, sources)
    const now = sandboxNow(state.sandbox, real)
    expireDue(state, now)
    if (!waiting.order) return null
    const outcome = execute(state, { ...waiting.order, context: { ...waiting.order.context, now, real } })
    if (outcome.also) also.push(outcome.also)
    return outcome.answer
  })
  const commits = [...[...states.values()].filter(isChanged).map((state): SandboxCommit => ({ state })), ...also]
  return { commits, result: { answers, commits } }
}

function stateFor({ order, sandbox, real }: Waiting, states: Map<string, State>, sources: Sources): State {
  const known = states.get(sandbox)
  if (known) return known
  const source = sources.get(sandbox) ?? (order?.command.commit === 'creates' ? emptySource(newSandbox(sandbox, real)) : undefined)
  if (!source) throw new Error(`sandbox ${sandbox} is not there`)
  const state = new State(source)
  states.set(sandbox, state)
  return state
}

function isChanged(state: State): boolean {
  return state.records.length > 0 || state.written.answer.size > 0 || state.headMoved
}
