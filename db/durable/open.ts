import type { DurableObjectStorage } from '@cloudflare/workers-types'
import type { Store } from '../../api/core/store.ts'
import { createSqliteStore } from '../sqlite/store.ts'
import { asUnavailable } from '../sqlite/unavailable.ts'
import { connect } from './database.ts'
import { makeLongTexts } from './long-texts.ts'
import { migrate } from './migrate.ts'

/** All objects of an isolate share 128 MB, and each serves one sandbox: it remembers a fiftieth of what a server does. */
const share = 1 / 50

/** Told in the turn in which something was written, so that what it writes becomes durable together with it. */
type WrittenTo = (store: Store, what: { readonly reset: boolean }) => Promise<void>

/**
 * The store inside a Durable Object: the same as on better-sqlite3, over the object's own SQLite. An object that never
 * became a sandbox writes nothing: its tables are made with what it first writes.
 */
export async function openDurable(storage: DurableObjectStorage, written: WrittenTo = async () => {}): Promise<Store> {
  let store = hasTables(storage) ? await open(storage) : undefined
  const opened = async () => {
    store ??= await open(storage)
    return store
  }
  function there(id: string): Store {
    if (!store) throw new Error(`sandbox ${id} is not there`)
    return store
  }

  return {
    commits: 'together',
    shared: false,
    async commit(needs, decide) {
      const made = await opened()
      let reset = false
      const result = await durably(storage, async () => {
        const decided = await made.commit(needs, async (sources) => {
          const decision = await decide(sources)
          reset = decision.commits.some((commit) => commit.reset)
          return decision
        })
        await written(made, { reset })
        return decided
      })
      return result
    },
    sandbox: (id) => store?.sandbox(id),
    apiKey: (id, key) => store?.apiKey(id, key),
    reader: (id) => there(id).reader(id),
    snapshot: (id, work) => there(id).snapshot(id, work),
    dueSandboxes: (real, limit) => store?.dueSandboxes(real, limit) ?? [],
    nextWake: () => store?.nextWake() ?? null,
    logRequests: (entries) => store?.logRequests(entries),
    tidy: (real) => store?.tidy(real) ?? false,
    dump: (id) => there(id).dump(id),
    async stage(name, piece) {
      const made = await opened()
      await durably(storage, async () => {
        await made.stage(name, piece)
        await written(made, { reset: false })
      })
    },
    staged: (name) => store?.staged(name),
    async settle(...given) {
      const made = await opened()
      return durably(storage, async () => {
        const settled = await made.settle(...given)
        await written(made, { reset: false })
        return settled
      })
    },
    unstage: (name) => store?.unstage(name),
    close: () => store?.close(),
  }
}

async function open(storage: DurableObjectStorage): Promise<Store> {
  const db = connect(storage)
  await migrate(db)
  makeLongTexts(storage)
  return createSqliteStore(db, () => {}, share)
}

function hasTables({ sql }: DurableObjectStorage): boolean {
  return sql.exec("SELECT 1 FROM sqlite_schema WHERE name = 'sandboxes'").toArray().length > 0
}

/**
 * Waits until what was written is durable. The platform's output gate would hold back the answer anyway ("outgoing network
 * messages are held back until writes are confirmed"); here also what is only told inside, and what an open stream sends.
 */
async function durably<T>(storage: DurableObjectStorage, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work()
    await storage.sync()
    return result
  } catch (fault) {
    // The engine names its faults in the message only.
    throw asUnavailable(fault, String(fault))
  }
}
