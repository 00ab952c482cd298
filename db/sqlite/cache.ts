import { type Cache, createCache } from '../../api/core/cache.ts'
import type { Entities, Kind } from '../../api/core/change.ts'
import type { EntityTables } from './entities.ts'

/** How many of each kind stay in memory. Answers are looked up once and almost never again, so they are not kept. */
const sizes: Partial<Record<Kind, number>> = { apiKey: 5_000, asset: 5_000, wallet: 20_000, balance: 40_000, hold: 10_000, transfer: 1_000 }

/**
 * Tables with the recently used rows in memory, or a `share` of them. This process is the only writer, so what it last wrote
 * is what is there.
 */
export function createCachedTables(tables: EntityTables, share = 1) {
  const caches = Object.fromEntries(
    Object.entries(sizes).map(([kind, max]) => [kind, createCache<string, object>(Math.ceil(max * share))]),
  ) as Partial<Record<Kind, Cache<string, object>>>
  return {
    get<K extends Kind>(kind: K, sandbox: number, key: string): Entities[K] | undefined {
      const cache = caches[kind]
      const cached = cache?.get(`${sandbox}/${key}`)
      if (cached) return cached as Entities[K]
      const found = tables[kind].get(sandbox, key)
      if (found) cache?.set(`${sandbox}/${key}`, found)
      return found
    },
    put<K extends Kind>(kind: K, sandbox: number, value: Entities[K]): void {
      tables[kind].put(sandbox, value)
    },
    /** Called once what was put is durable: never before, or a rollback would leave a lie in memory. */
    keep<K extends Kind>(kind: K, sandbox: number, key: string, value: Entities[K]): void {
      caches[kind]?.set(`${sandbox}/${key}`, value)
    },
  }
}
export type CachedTables = ReturnType<typeof createCachedTables>
