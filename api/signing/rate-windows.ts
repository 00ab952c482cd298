import { createCache } from '../core/cache.ts'
import type { KeyPolicy } from '../core/signing.ts'
import type { StoredKey } from './row-seal.ts'

type Rate = NonNullable<KeyPolicy['rate']>

export interface RateWindows {
  /** How many signatures of a key lie in the window that ends now. Never more than count matters, so no more may be told. */
  recent(key: number, rate: Rate, now: number): number
  add(key: number, rate: Rate | undefined, now: number, times: number): void
}

/** In memory, and by `signedSince` (times of the newest, oldest first) where a key is not. A time yet to come counts as recent. */
export function createRateWindows(signedSince: (key: number, at: number, limit: number) => number[]): RateWindows {
  const windows = createCache<number, number[]>(10_000)
  function windowOf(key: number, { count, seconds }: Rate, now: number): number[] {
    const from = now - seconds * 1_000
    const times = windows.get(key) ?? signedSince(key, from, count)
    const past = times.findIndex((at) => at > from)
    times.splice(0, past < 0 ? times.length : past)
    windows.set(key, times)
    return times
  }
  return {
    recent: (key, rate, now) => windowOf(key, rate, now).length,
    /** Only what is in memory is added to; the rest is read back when it is asked for, after it was recorded. */
    add(key, rate, now, times) {
      if (!rate) return
      const window = windows.get(key)
      for (let i = 0; i < times; i++) window?.push(now)
    },
  }
}

/** How often each key is used in a batch. */
export function countByKey(uses: readonly { readonly key: StoredKey }[]): readonly { readonly key: StoredKey; readonly times: number }[] {
  const counts = new Map<number, { readonly key: StoredKey; times: number }>()
  for (const { key } of uses) {
    const count = counts.get(key.number)
    if (count) count.times++
    else counts.set(key.number, { key, times: 1 })
  }
  return [...counts.values()]
}
