import { createCache } from '../core/cache.ts'

/** At most `quota` requests at once, refilled evenly over `window` seconds. */
export interface RatePolicy {
  readonly name: string
  readonly quota: number
  readonly window: number
}

export interface RateDecision {
  readonly allowed: boolean
  readonly headers: Readonly<Record<string, string>>
}

export type RateLimit = (name: string, now: number) => RateDecision

/** What one client may send without a key, in proportion to what a sandbox may. */
export function createClientLimit(rateLimit: number, names?: number): RateLimit {
  return createRateLimit({ name: 'client', quota: Math.max(60, Math.round(rateLimit * 0.6)), window: 60 }, names)
}

/**
 * A token bucket for each name (a sandbox, an address), in memory. Headers as in draft-ietf-httpapi-ratelimit-headers:
 * `r` is what is left, `t` the seconds until the bucket is full again.
 */
export function createRateLimit(policy: RatePolicy, names = 20_000): RateLimit {
  const buckets = createCache<string, { tokens: number; at: number }>(names)
  const perMs = policy.quota / (policy.window * 1000)
  const announced = `"${policy.name}";q=${policy.quota};w=${policy.window}`
  return (name, now) => {
    const bucket = buckets.get(name) ?? { tokens: policy.quota, at: now }
    bucket.tokens = Math.min(policy.quota, bucket.tokens + Math.max(0, now - bucket.at) * perMs)
    bucket.at = now
    buckets.set(name, bucket)
    const allowed = bucket.tokens >= 1
    if (allowed) bucket.tokens--
    const full = Math.ceil((policy.quota - bucket.tokens) / perMs / 1000)
    const headers = { 'RateLimit-Policy': announced, RateLimit: `"${policy.name}";r=${Math.floor(bucket.tokens)};t=${full}` }
    return allowed
      ? { allowed, headers }
      : { allowed, headers: { ...headers, 'Retry-After': String(Math.max(1, Math.ceil((1 - bucket.tokens) / perMs / 1000))) } }
  }
}
