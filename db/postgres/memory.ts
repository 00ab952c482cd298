import { type Cache, createCache } from '../../api/core/cache.ts'
import { type Entities, type Kind, kinds } from '../../api/core/change.ts'
import type { ApiKey, Sandbox } from '../../api/core/model.ts'
import type { State } from '../../api/core/state.ts'
import { notLoaded } from '../walk-reads.ts'

/** What the sandbox's row said when it was last locked or written here. */
export interface Head {
  readonly sandbox: Sandbox
  readonly life: number
  readonly version: number
  readonly stamp: number
}

/** What is remembered of one sandbox as it was at that head. */
export interface Known extends Head {
  /** Names what is remembered: to forget a sandbox is to use another. */
  readonly epoch: number
}

/** How many of each kind stay in memory, of all sandboxes together. What is looked up once and almost never again is not kept. */
const sizes: Partial<Record<Kind, number>> = {
  ...{ apiKey: 5_000, asset: 5_000, wallet: 20_000, balance: 40_000, hold: 10_000, transfer: 1_000 },
  ...{ oracle: 1_000, holdTemplate: 1_000 },
}
/** Known not to be there. */
const absent = Symbol('absent')

/**
 * What this process remembers of sandboxes. It is trusted only while the sandbox's row, locked, has the version and stamp
 * that it had when it was remembered: then nobody else has written since.
 */
export function createMemory() {
  const heads = createCache<string, Known>(10_000)
  const values = Object.fromEntries(Object.entries(sizes).map(([kind, max]) => [kind, createCache<string, object>(max)])) as unknown as Partial<
    Record<Kind, Cache<string, object | typeof absent>>
  >
  /** Keys as the door needs them, which may be behind. */
  const doorKeys = createCache<string, ApiKey>(5_000)
  let epochs = 0

  const place = ({ epoch }: Known, key: string) => `${epoch}/${key}`

  function tellDoor({ sandbox, written }: State, isNewLife: boolean): void {
    if (isNewLife) for (const key of doorKeys.keys()) if (key.startsWith(`${sandbox.id}/`)) doorKeys.delete(key)
    for (const [id, key] of written.apiKey) doorKeys.set(`${sandbox.id}/${id}`, key)
  }

  return {
    known: (id: string): Known | undefined => heads.get(id),
    get<K extends Kind>(known: Known, kind: K, key: string): Entities[K] | undefined | typeof notLoaded {
      const found = values[kind]?.get(place(known, key))
      return found === undefined ? notLoaded : found === absent ? undefined : (found as Entities[K])
    },
    /** What the sandbox is known by now: what was remembered if this head is the one it was remembered at, else nothing. */
    trust(head: Head): Known {
      const { id } = head.sandbox
      const known = heads.get(id)
      if (known && known.version === head.version && known.stamp === head.stamp && known.life === head.life) return known
      const fresh = { ...head, epoch: ++epochs }
      heads.set(id, fresh)
      return fresh
    },
    /** What was read while the row was locked. */
    keep(known: Known, kind: Kind, key: string, value: object | undefined): void {
      values[kind]?.set(place(known, key), value ?? absent)
    },
    /** What was written, once it is durable: never before, or a rollback would leave a lie here. Nothing if another commit came in between. */
    committed(before: Known | undefined, after: Head, state: State): void {
      const { id } = after.sandbox
      const isNewLife = before === undefined || before.life !== after.life
      tellDoor(state, isNewLife)
      if (heads.get(id) !== before) return
      const known = { ...after, epoch: isNewLife ? ++epochs : before.epoch }
      heads.set(id, known)
      for (const kind of kinds) for (const [key, value] of state.written[kind]) values[kind]?.set(place(known, key), value)
    },
    forget(id: string): void {
      heads.delete(id)
    },
    forgetAll(): void {
      heads.clear()
    },
    doorKey: (sandbox: string, id: string) => doorKeys.get(`${sandbox}/${id}`),
    keepDoorKey: (sandbox: string, key: ApiKey) => void doorKeys.set(`${sandbox}/${key.id}`, key),
  }
}
export type Memory = ReturnType<typeof createMemory>
