import { openSqlite } from '../../../db/sqlite/open.ts'
import { type Store, StoreUnavailable } from '../../core/store.ts'

/** A store that can be made to fail: as a full disk does, or as a bug of ours would. */
export function faultyStore(store: Store = openSqlite(':memory:')) {
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
  }
  return {
    store: faulty,
    breakWith(next: Error | undefined): void {
      fault = next
    },
  }
}
