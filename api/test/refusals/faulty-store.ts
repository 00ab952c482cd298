import { type Store, StoreUnavailable } from '../../core/store.ts'
import { openTestStore } from '../engines.ts'

/** A store that can be made to fail: as a full disk does, or as a bug of ours would. */
export function faultyStore(store: Store = openTestStore()) {
  let fault: Error | undefined
  const check = () => {
    if (fault) throw fault
  }
  const faulty: Store = {
    ...store,
    commit(needs, decide) {
      check()
      return store.commit(needs, decide)
    },
    reader(sandbox) {
      if (!(fault instanceof StoreUnavailable)) check()
      return store.reader(sandbox)
    },
    async snapshot(sandbox, work) {
      if (!(fault instanceof StoreUnavailable)) check()
      return store.snapshot(sandbox, work)
    },
  }
  return {
    store: faulty,
    breakWith(next: Error | undefined): void {
      fault = next
    },
  }
}
