/** Who waits for news of which sandbox. Only says that there is something new; the journal says what. */
export function createSubscriptions() {
  const waiting = new Map<string, Set<() => void>>()
  let closed = false

  return {
    publish(sandbox: string): void {
      const wakers = waiting.get(sandbox)
      waiting.delete(sandbox)
      for (const wake of wakers ?? []) wake()
    },
    /** Calls `wake` once, at the next news. The function that comes back calls it off. */
    once(sandbox: string, wake: () => void): () => void {
      let wakers = waiting.get(sandbox)
      if (!wakers) {
        wakers = new Set()
        waiting.set(sandbox, wakers)
      }
      const mine = wakers
      mine.add(wake)
      return () => {
        mine.delete(wake)
        if (mine.size === 0 && waiting.get(sandbox) === mine) waiting.delete(sandbox)
      }
    },
    get closed(): boolean {
      return closed
    },
    close(): void {
      closed = true
      for (const sandbox of [...waiting.keys()]) this.publish(sandbox)
    },
  }
}
export type Subscriptions = ReturnType<typeof createSubscriptions>
