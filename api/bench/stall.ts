import type { Store } from '../core/store.ts'

const stallMilliseconds = 3_000

/** A store whose commits, once it is told, stand still for a while from the next one on, as those of a disk that hangs. */
export function createStall(store: Store): { readonly store: Store; begin(): void } {
  let isTold = false
  let until = 0
  const commit: Store['commit'] = (needs, decide) =>
    store.commit(needs, async (sources) => {
      const decided = await decide(sources)
      if (isTold) until = performance.now() + stallMilliseconds
      isTold = false
      const left = until - performance.now()
      if (left > 0) await new Promise((resolve) => setTimeout(resolve, left))
      return decided
    })
  return {
    store: { ...store, commit },
    begin() {
      isTold = true
    },
  }
}
