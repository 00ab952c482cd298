import type { Database } from 'better-sqlite3'
import type { Reader } from '../../api/core/reader.ts'
import { type Store, StoreUnavailable } from '../../api/core/store.ts'
import { isDiskFull } from './room.ts'
import { watchFiles, whenLost } from './same-file.ts'

/** What can be asked of the store in a file beside what any store can. */
export interface GuardedStore extends Store {
  /** Throws StoreUnavailable unless something can be made durable now. */
  probe(): void
  /** Does this between two commits; those that come meanwhile wait. */
  still<T>(work: () => Promise<T>): Promise<T>
}

/** A store in a file, which passes on what the file does to it as StoreUnavailable, whatever was asked, and commits to no file that is gone. */
export function guardStore(store: Store, sqlite: Database, path: string): GuardedStore {
  const isLost = path === ':memory:' ? () => false : watchFiles(path)
  const gate = createGate()

  function checkFile(): void {
    if (isLost()) throw new StoreUnavailable(`the database ${whenLost}`)
  }

  const reader = (sandbox: string): Reader => guardReader(available(() => store.reader(sandbox)))
  return {
    ...store,
    commit: (needs, decide) =>
      gate.through(async () => {
        checkFile()
        const result = await availableLater(async () => store.commit(needs, decide))
        checkFile() // what was written to a file that is gone is not done
        return result
      }),
    reader,
    snapshot: (sandbox, work) => availableLater(async () => store.snapshot(sandbox, (inside) => work(guardReader(inside)))),
    sandbox: (id) => available(() => store.sandbox(id)),
    apiKey: (sandbox, id) => available(() => store.apiKey(sandbox, id)),
    dueSandboxes: (real, limit) => available(() => store.dueSandboxes(real, limit)),
    nextWake: () => available(() => store.nextWake()),
    tidy: (real) => available(() => store.tidy(real)),
    still: gate.still,
    /** Writing a number that nobody reads, as it is, costs one page and one sync. */
    probe() {
      checkFile()
      available(() => sqlite.pragma(`user_version = ${sqlite.pragma('user_version', { simple: true })}`))
      // The log may have room for this page and none for the next commit.
      if (path !== ':memory:' && isDiskFull(path)) throw new StoreUnavailable('SQLITE_FULL: less than 1 MB is free on the disk')
    },
  }
}

/** Each query of it by itself can meet a damaged page. */
function guardReader(reader: Reader): Reader {
  return new Proxy(reader, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver)
      return typeof value === 'function' ? (...values: unknown[]) => available(() => value.apply(target, values)) : value
    },
  })
}

function available<T>(work: () => T): T {
  try {
    return work()
  } catch (fault) {
    throw asUnavailable(fault)
  }
}

async function availableLater<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (fault) {
    throw asUnavailable(fault)
  }
}

/** Faults of the disk and its locks, which pass or can be mended, are none of ours. */
function asUnavailable(fault: unknown): unknown {
  const { code, cause } = fault as { code?: string; cause?: { code?: string } }
  const said = String(cause?.code ?? code)
  return /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|CORRUPT|NOTADB)/.test(said) ? new StoreUnavailable(said, { cause: fault }) : fault
}

/** Lets work through unless somebody needs it to be still. */
function createGate() {
  let inside = 0
  let closed: Promise<void> | undefined
  let whenEmpty = () => {}

  return {
    async through<T>(work: () => Promise<T>): Promise<T> {
      while (closed) await closed
      inside++
      try {
        return await work()
      } finally {
        if (--inside === 0) whenEmpty()
      }
    },
    async still<T>(work: () => Promise<T>): Promise<T> {
      while (closed) await closed
      const { promise, resolve: open } = Promise.withResolvers<void>()
      closed = promise
      try {
        if (inside > 0) await new Promise<void>((resolve) => (whenEmpty = resolve))
        return await work()
      } finally {
        whenEmpty = () => {}
        closed = undefined
        open()
      }
    },
  }
}
