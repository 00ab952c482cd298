import type { Reader } from '../../api/core/reader.ts'
import type { Store } from '../../api/core/store.ts'
import { dumpContract } from '../dump.contract.ts'
import { storeContract } from '../store.contract.ts'
import { openDurable } from './open.ts'
import { inside } from './test/inside.ts'

/** The contract suite on a real Durable Object's SQLite, in workerd. Whatever uses the storage runs inside of its object. */

let opened = 0
const names = new Map<Store, string>()

/** Each call of a method from outside is made inside. */
function through<T extends object>(name: string, made: () => T, given: Partial<T> = {}): T {
  return new Proxy(given as T, {
    get(own, method: keyof T & string) {
      // What has a method `then` would be waited for.
      if (method in own || method === ('then' as string)) return own[method]
      return (...args: unknown[]) => inside(name, () => (made()[method] as (...args: unknown[]) => unknown)(...args))
    },
  })
}

async function open(name: string): Promise<Store> {
  const store = await inside(name, (storage) => openDurable(storage))
  const outside: Store = through<Store>(name, () => store, {
    commits: store.commits,
    shared: store.shared,
    reader: (sandbox) => through<Reader>(name, () => store.reader(sandbox)),
    dump: (sandbox) => pieces(name, () => store.dump(sandbox)),
    async staged(given) {
      const staged = await inside(name, () => store.staged(given))
      return staged && { ...staged, pieces: pieces(name, () => staged.pieces) }
    },
    snapshot: (sandbox, work) => inside(name, () => store.snapshot(sandbox, work)),
  })
  names.set(outside, name)
  return outside
}

/** One piece at a time, as somebody far away would take them. */
async function* pieces<T>(name: string, begin: () => AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = await inside(name, () => begin()[Symbol.asyncIterator]())
  for (;;) {
    const { done, value } = await inside(name, () => iterator.next())
    if (done) return
    yield value
  }
}

const engine = { open: () => open(`store ${++opened}`), reopen: (store: Store) => open(names.get(store)!) }
storeContract('SQLite of a Durable Object', engine)
dumpContract('SQLite of a Durable Object', engine)
