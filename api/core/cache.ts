import { LRUCache } from 'lru-cache'

export type Cache<Key extends {}, Value extends {}> = LRUCache<Key, Value>

/**
 * The entries that were used last, so many of them. It grows as it fills: with `max` the library would set aside the place for
 * all of them at once, which takes 5 ms for 40,000, in each service and each object of a sandbox anew.
 */
export function createCache<Key extends {}, Value extends {}>(most: number): Cache<Key, Value> {
  return new LRUCache({ maxSize: most, sizeCalculation: () => 1 })
}
