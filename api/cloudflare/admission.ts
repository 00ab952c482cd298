import type { RateDecision, RateLimit } from '../http/rate-limit.ts'

/** Tells an object what the Worker decided about the client: a request header that nobody outside can send. */
export const admissionHeader = 'kariosae-admission'

/** The limit of clients inside an object: what the Worker decided where it did, else the object's own. */
export function admitted(own: RateLimit): RateLimit {
  return (client, now) => (client.startsWith('{') ? (JSON.parse(client) as RateDecision) : own(client, now))
}
