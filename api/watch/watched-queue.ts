import type { CommitQueue } from '../commit-queue.ts'

/** The queue, knowing how long its oldest order has waited. */
export function watchQueue(queue: CommitQueue, now: () => number): { readonly queue: CommitQueue; age(): number } {
  // A Set keeps the order of insertion, and whoever came first is mostly served first.
  const waiting = new Set<{ readonly since: number }>()

  async function timed<T>(ask: () => Promise<T>): Promise<T> {
    const mine = { since: now() }
    waiting.add(mine)
    try {
      return await ask()
    } finally {
      waiting.delete(mine)
    }
  }

  return {
    queue: {
      submit: (order) => timed(() => queue.submit(order)),
      act: (sandbox, work) => timed(() => queue.act(sandbox, work)),
      get length() {
        return queue.length
      },
      drained: () => queue.drained(),
    },
    age() {
      const [oldest] = waiting
      return oldest ? (now() - oldest.since) / 1000 : 0
    },
  }
}
