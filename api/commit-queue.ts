import { type CommitLane, createCommitLane, type LaneDeps } from './commit-lane.ts'
import type { PendingOrder, Task, Work } from './decide-group.ts'
import type { Answer } from './execute.ts'

export interface CommitQueue {
  /** Decides the order in its turn. Resolves once the outcome is durable. */
  submit(order: PendingOrder): Promise<Answer>
  /** Lets time act on what is due in the sandbox, then does the work, if any. Resolves once that is durable. */
  act(sandbox: string, work?: Work): Promise<void>
  /** How many wait: the pipeline refuses new ones before this grows without bound. */
  readonly length: number
  /** Resolves when nothing waits. */
  drained(): Promise<void>
}

/**
 * Where commands wait for their commit: in one lane where the store commits any sandboxes together, so that all share
 * one sync of the disk; in a lane for each sandbox where it commits each apart.
 */
export function createCommitQueue(deps: Omit<LaneDeps, 'largestGroup'>, largestGroup = 512): CommitQueue {
  const lanes = new Map<string, CommitLane>()
  let waiting = 0
  let whenDrained: (() => void)[] = []

  function laneOf(sandbox: string): CommitLane {
    const name = deps.store.commits === 'together' ? '' : sandbox
    let lane = lanes.get(name)
    if (!lane) {
      lane = createCommitLane({ ...deps, largestGroup }, () => lanes.delete(name))
      lanes.set(name, lane)
    }
    return lane
  }

  async function add(task: Task): Promise<Answer | null> {
    waiting++
    try {
      return await laneOf(task.sandbox).add(task)
    } finally {
      waiting--
      if (waiting === 0) {
        for (const resolve of whenDrained) resolve()
        whenDrained = []
      }
    }
  }

  return {
    submit: async (order) => (await add({ order, sandbox: order.context.sandbox })) as Answer,
    act: async (sandbox, work) => void (await add({ order: null, sandbox, work })),
    get length() {
      return waiting
    },
    drained: () => (waiting === 0 ? Promise.resolve() : new Promise((resolve) => whenDrained.push(resolve))),
  }
}
