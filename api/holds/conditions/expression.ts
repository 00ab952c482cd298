import { z } from '@hono/zod-openapi'
import { Environment, type ParseResult } from '@marcbachmann/cel-js'
import { structureFault, textFault } from './expression-bounds.ts'

/**
 * CEL (cel.dev) over `data`. An expression is checked when the hold is made, and costs at most a few milliseconds: it is
 * short, has few nodes, no function without a bound, and goes through lists of at most 50 members, never one inside
 * another. Numbers of JSON are doubles; beside integer literals they count as in any other language.
 */
export const expression = z.string().min(1).max(500).openapi({ description: 'CEL over `data`', example: 'data.km < 10' })

const environment = new Environment({
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: 100, maxDepth: 16, maxListElements: 20, maxMapEntries: 0, maxCallArguments: 2 },
}).registerVariable('data', 'map<string, dyn>')

const arithmetic: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
}
for (const [operator, apply] of Object.entries(arithmetic)) {
  const mixed = (left: bigint | number, right: bigint | number) => apply(Number(left), Number(right))
  environment.registerOperator(`double ${operator} int: double`, mixed).registerOperator(`int ${operator} double: double`, mixed)
}
environment.registerOperator('double % double: double', arithmetic['%']!)

/** An expression that has been checked, and what it came to for data that is still around. */
interface Compiled {
  readonly evaluate: ParseResult
  readonly known: WeakMap<object, boolean>
}

const maxCompiled = 500
/** The expressions used last; a memory of a pure function. */
const compiled = new Map<string, Compiled>()

function compile(text: string): Compiled | { readonly fault: string } {
  const found = compiled.get(text)
  const one = found ?? compileAnew(text)
  if ('fault' in one) return one
  if (found) compiled.delete(text)
  else if (compiled.size >= maxCompiled) compiled.delete(compiled.keys().next().value!)
  compiled.set(text, one)
  return one
}

function compileAnew(text: string): Compiled | { readonly fault: string } {
  const odd = textFault(text)
  if (odd) return { fault: odd }
  try {
    const evaluate = environment.parse(text)
    const fault = structureFault(evaluate.ast)
    if (fault) return { fault }
    const { valid, type, error } = evaluate.check()
    if (!valid) return { fault: faultOf(error) }
    return type === 'bool' || type === 'dyn' ? { evaluate, known: new WeakMap() } : { fault: `must be true or false, and is of type ${type}` }
  } catch (error) {
    return { fault: faultOf(error) }
  }
}

/** The library's message has a drawing of the place below its first line. */
function faultOf(error: unknown): string {
  return `is not valid: ${(error as Error).message.split('\n')[0]}`
}

/** What is wrong with the expression, or nothing. */
export function expressionFault(text: string): string | undefined {
  const one = compile(text)
  return 'fault' in one ? one.fault : undefined
}

/** Is it true of this data? What cannot be said, for want of a field or for its type, is false. */
export function holdsTrue(text: string, data: object): boolean {
  const one = compile(text)
  if ('fault' in one) return false
  const known = one.known.get(data)
  if (known !== undefined) return known
  const answer = evaluate(one, data)
  one.known.set(data, answer)
  return answer
}

function evaluate(one: Compiled, data: object): boolean {
  try {
    return one.evaluate({ data }) === true
  } catch {
    return false
  }
}
