import type { ParseResult } from '@marcbachmann/cel-js'

type Node = ParseResult['ast']

/** Functions whose cost is bounded by the size of what they are given. Not among them: `matches`, which backtracks. */
const functions = ['has', 'size', 'int', 'double', 'string', 'contains', 'startsWith', 'endsWith', 'all', 'exists', 'exists_one']
/** Those that go through a list. */
const loops = ['all', 'exists', 'exists_one']

/**
 * What the text alone shows. Functions are looked at before it is parsed, because the library keeps every name it is asked
 * for and never forgets one.
 */
export function textFault(text: string): string | undefined {
  if (/\p{Cc}/u.test(text)) return 'must be one line of text'
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
  if (/["']/.test(bare.replaceAll('""', ''))) return 'has a text without an end'
  if (/\w""|""""/.test(bare)) return 'may have plain texts in quotes only, without a prefix'
  if (/[{}]/.test(bare)) return 'may not have a map in it'
  if (bare.includes('//')) return 'may not have a comment in it'
  const unknown = [...bare.matchAll(/([A-Za-z_]\w*)\s*\(/g)].map(([, name]) => name!).find((name) => name !== 'in' && !functions.includes(name))
  return unknown === undefined ? undefined : `has no function ${unknown}; there are ${functions.join(', ')}`
}

/** What makes the cost grow faster than the text: loops within loops, lists within lists, loops through what is made on the way. */
export function structureFault(node: Node, within = false): string | undefined {
  const first = (nodes: readonly Node[], inside = within) => firstFault(nodes.map((one) => () => structureFault(one, inside)))
  switch (node.op) {
    case 'value':
    case 'id':
      return undefined
    case '.':
      return structureFault(node.args[0], within)
    case '!_':
    case '-_':
      return structureFault(node.args, within)
    case 'call':
      return first(node.args[1])
    case 'rcall': {
      const [name, receiver, args] = node.args
      if (!loops.includes(name)) return first([receiver, ...args])
      if (within) return `may not have ${name} inside all, exists or exists_one`
      return isStored(receiver) ? (first([receiver]) ?? first(args, true)) : `may have ${name} of a field only, such as data.items.${name}(…)`
    }
    case '+':
      // Text made longer and longer, once for every item.
      return within ? 'may not have + inside all, exists or exists_one' : first(node.args)
    case 'list':
      return node.args.some(({ op }) => op === 'list') ? 'may not have a list in a list' : first(node.args)
    case 'in':
      return isStored(node.args[1]) || node.args[1].op === 'list' ? first(node.args) : 'may have a field or a list after in'
    case 'map':
    case '.?':
    case '[?]':
      return `may not have ${node.op} in it`
    default:
      return first(node.args)
  }
}

function firstFault(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const fault = check()
    if (fault) return fault
  }
  return undefined
}

/** Is it something that the data has as it is? */
function isStored(node: Node): boolean {
  return node.op === 'id' || ((node.op === '.' || node.op === '[]') && isStored(node.args[0]))
}
