import type { SigningBackend } from './core/signing.ts'
import { CommitInDoubt, type SandboxCommit, type Store } from './core/store.ts'
import { isUnavailable } from './core/unavailable.ts'
import { decideGroup, needsOf, type Task } from './decide-group.ts'
import type { Answer } from './execute.ts'
import type { Seal } from './seal.ts'
import { signOrders } from './sign-orders.ts'

export interface LaneDeps {
  readonly store: Store
  readonly signing: SigningBackend
  readonly seal: Seal
  realNow(): number
  /** Ends the turn of the event loop: setImmediate where there is one. */
  defer(task: () => void): void
  /** Told what was just made durable. */
  committed(commits: readonly SandboxCommit[]): void
  /** Told how many tasks share a commit. */
  grouped?(size: number): void
  /** Heaviest group, in commands; a batch weighs as much as its operations. */
  readonly largestGroup: number
}

interface Waiting extends Task {
  resolve(answer: Answer | null): void
  reject(fault: unknown): void
}

export interface CommitLane {
  /** Resolves once the outcome is durable. */
  add(task: Task): Promise<Answer | null>
}

/**
 * Group commit: tasks that arrive while a commit runs, or in the same turn of the event loop, are loaded, decided in
 * order of arrival and made durable together (design.md 2.4). `idle` is told when nothing waits any more.
 */
export function createCommitLane(deps: LaneDeps, idle: () => void): CommitLane {
  const { store, signing, seal, realNow, defer, committed } = deps
  let queue: Waiting[] = []
  let running = false

  async function run(): Promise<void> {
    committed(await commitGroup(takeGroup()))
    // Between groups the event loop has its turn, so that a long queue holds up nobody else.
    if (queue.length > 0) return defer(() => void run())
    running = false
    idle()
  }

  function takeGroup(): Waiting[] {
    const alone = (waiting: Waiting | undefined) => waiting?.order?.command.commit === 'alone'
    let size = 1
    let weight = weightOf(queue[0]!)
    while (!alone(queue[0]) && size < queue.length && !alone(queue[size])) {
      weight += weightOf(queue[size]!)
      if (weight > deps.largestGroup) break
      size++
    }
    const group = queue.slice(0, size)
    queue = queue.slice(size)
    return group
  }

  /** A fault fails the whole transaction. So that it hurts only its own order, they are then tried one by one. */
  async function commitGroup(group: readonly Waiting[]): Promise<readonly SandboxCommit[]> {
    try {
      return await commitOnce(group)
    } catch (fault) {
      if (group.length > 1 && !(fault instanceof CommitInDoubt)) return oneByOne(group)
      for (const waiting of group) waiting.reject(fault)
      return []
    }
  }

  async function commitOnce(group: readonly Waiting[]): Promise<readonly SandboxCommit[]> {
    deps.grouped?.(group.length)
    const real = realNow()
    const { answers, commits } = await store.commit(needsOf(group, real), async (sources) => {
      const { commits, result: answers } = await signOrders(signing, (denied) => decideGroup(group, { real, denied }, sources))
      const sealed = await seal(commits)
      return { commits: sealed, result: { answers, commits: sealed } }
    })
    for (const [index, waiting] of group.entries()) waiting.resolve(answers[index] ?? null)
    return commits
  }

  /** A store or a signing backend that cannot serve two in a row will not serve the others either: they would only wait longer to hear it. */
  async function oneByOne(group: readonly Waiting[]): Promise<readonly SandboxCommit[]> {
    const commits: SandboxCommit[] = []
    let unavailable = 0
    for (const [index, waiting] of group.entries()) {
      try {
        commits.push(...(await commitOnce([waiting])))
        unavailable = 0
      } catch (fault) {
        waiting.reject(fault)
        unavailable = isUnavailable(fault) ? unavailable + 1 : 0
        if (unavailable < 2) continue
        for (const other of group.slice(index + 1)) other.reject(fault)
        break
      }
    }
    return commits
  }

  return {
    add(task) {
      return new Promise((resolve, reject) => {
        queue.push({ ...task, resolve, reject })
        if (running) return
        running = true
        defer(() => void run())
      })
    },
  }
}

function weightOf({ order }: Task): number {
  return order?.command.weight?.(order.input) ?? 1
}
