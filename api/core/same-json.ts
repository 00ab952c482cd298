import canonicalize from 'canonicalize'

/** Do two pieces of JSON say the same, in whatever order their fields stand? */
export function sameJson(a: unknown, b: unknown): boolean {
  return canonicalize(a) === canonicalize(b)
}
