/** Far more than the service takes in a request, far less than would overflow a stack. */
const deepest = 500

/** What keeps a value from having a canonical form (RFC 8785, section 3.1: I-JSON), or is nested without need; undefined if nothing does. */
export function jsonFault(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return textFault(value)
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'a number in it is not finite'
  if (value === null || typeof value === 'boolean') return undefined
  if (typeof value !== 'object') return `there is ${typeof value} in it, which is no JSON`
  if (depth === deepest) return 'it is nested too deeply'
  for (const [name, member] of Object.entries(value)) {
    const fault = textFault(name) ?? jsonFault(member, depth + 1)
    if (fault) return fault
  }
  return undefined
}

/** Not `isWellFormed`, which browsers have since 2023 only. */
function textFault(text: string): string | undefined {
  return /\p{Surrogate}/u.test(text) ? 'a text in it has half a character (a lone surrogate)' : undefined
}
