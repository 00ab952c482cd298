import type { Fault } from '../../core/fault.ts'
import { endOfTime, formatTime, parseDuration, startOfTime } from '../../core/time.ts'
import type { Parameter } from './parameter-types.ts'

type Types = Readonly<Record<string, Pick<Parameter, 'type'>>>
type Values = Readonly<Record<string, unknown>>

/**
 * Puts the value of a parameter where `{ "$": name }` stands, and `{ "$": name, "plus": … }` or `minus` moves a time by a
 * duration or a number by a number. Values go in as the JSON values they are, never as text, so nothing that a parameter
 * says can become a term.
 */
export function fillTerms(terms: unknown, types: Types, values: Values): { readonly value: unknown } | Fault {
  const faults: Fault[] = []
  const fill = (node: unknown, path: string): unknown => {
    if (typeof node !== 'object' || node === null) return node
    if (Array.isArray(node)) return node.map((one, place) => fill(one, `${path}.${place}`))
    if (!Object.hasOwn(node, '$')) return Object.fromEntries(Object.entries(node).map(([key, one]) => [key, fill(one, `${path}.${key}`)]))
    const filled = replace(node as Placeholder, path, types, values)
    if (isFilled(filled)) return filled.value
    faults.push(filled)
    return null
  }
  const value = fill(terms, 'terms')
  return faults[0] ?? { value }
}

type Placeholder = Readonly<Record<string, unknown>>
type Filled = { readonly value: unknown } | Fault

function isFilled(filled: Filled): filled is { readonly value: unknown } {
  return 'value' in filled
}

function replace(node: Placeholder, path: string, types: Types, values: Values): Filled {
  const name = node['$']
  if (typeof name !== 'string' || !Object.hasOwn(types, name)) return { field: `${path}.$`, fault: 'must name a parameter' }
  const value = values[name]
  const [key, ...more] = Object.keys(node).filter((one) => one !== '$')
  if (key === undefined) return { value }
  if ((key !== 'plus' && key !== 'minus') || more.length > 0) return { field: path, fault: 'may have plus or minus beside $, and nothing else' }
  const operand = operandOf(node[key], `${path}.${key}`, types, values)
  if (!isFilled(operand)) return operand
  const moved = move(types[name]!.type, value, operand.value, key === 'plus' ? 1 : -1)
  if (moved === 'unfit') return { field: `${path}.${key}`, fault: 'must be a duration for a time, or a whole number for an amount or integer' }
  return moved === 'beyond' ? { field: name, fault: `goes beyond what can be with ${key} ${String(operand.value)}` } : { value: moved }
}

/** What is added may be a parameter itself. */
function operandOf(operand: unknown, path: string, types: Types, values: Values): Filled {
  const isPlaceholder = typeof operand === 'object' && operand !== null && Object.hasOwn(operand, '$')
  if (!isPlaceholder) return { value: operand }
  if (Object.keys(operand).length > 1) return { field: path, fault: 'may have nothing beside $' }
  return replace(operand as Placeholder, path, types, values)
}

function move(type: string, value: unknown, operand: unknown, sign: 1 | -1): string | number | 'unfit' | 'beyond' {
  if (type === 'time') {
    const by = typeof operand === 'string' ? parseDuration(operand) : undefined
    if (by === undefined) return 'unfit'
    const at = Date.parse(value as string) + sign * by
    return at < startOfTime || at > endOfTime ? 'beyond' : formatTime(at)
  }
  if ((type !== 'amount' && type !== 'integer') || !Number.isSafeInteger(operand)) return 'unfit'
  const sum = (value as number) + sign * (operand as number)
  return Number.isSafeInteger(sum) && (type === 'integer' || sum >= 1) ? sum : 'beyond'
}
