import type { Database } from 'better-sqlite3'
import type { Reader } from '../../api/core/reader.ts'
import { type Store, StoreUnavailable } from '../../api/core/store.ts'
import { isDiskFull } from './room.ts'
import { watchFiles, whenLost } from './same-file.ts'
import { asUnavailable } from './unavailable.ts'

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

  /** What was written to a file that is gone is not done. */
  const write = <T>(work: () => T | Promise<T>): Promise<T> =>
    gate.through(async () => {
      checkFile()
      const result = await availableLater(async () => work())
      checkFile()
      return result
    })

  const reader = (sandbox: string): Reader => guardReader(available(() => store.reader(sandbox)))
  return {
    ...store,
    commit: (needs, decide) => write(() => store.commit(needs, decide)),
    stage: (name, piece) => write(() => store.stage(name, piece)),
    settle: (...given) => write(() => store.settle(...given)),
    unstage: (name) => write(() => store.unstage(name)),
    logRequests: (entries) => write(() => store.logRequests(entries)),
    reader,
    snapshot: (sandbox, work) => availableLater(async () => store.snapshot(sandbox, (inside) => work(guardReader(inside)))),
    sandbox: (id) => available(() => store.sandbox(id)),
    apiKey: (sandbox, id) => available(() => store.apiKey(sandbox, id)),
    dueSandboxes: (real, limit) => available(() => store.dueSandboxes(real, limit)),
    nextWake: () => available(() => store.nextWake()),
    tidy: (real) => available(() => store.tidy(real)),
    dump: (id) => guardPieces(available(() => store.dump(id))),
    async staged(name) {
      const found = await availableLater(async () => store.staged(name))
      return found && { ...found, pieces: guardPieces(found.pieces) }
    },
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

async function* guardPieces<P>(pieces: AsyncIterable<P>): AsyncGenerator<P> {
  try {
    yield* pieces
  } catch (fault) {
    throw asUnavailable(fault)
  }
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
