const width = 76

/** JSON for a reader: what fits on a line stays on it. */
export function layOut(value: unknown, indent = ''): string {
  const line = onOneLine(value)
  if (indent.length + line.length <= width || typeof value !== 'object' || value === null) return line
  const inner = `${indent}  `
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .map(([name, part]) => `${inner}${Array.isArray(value) ? '' : `${JSON.stringify(name)}: `}${layOut(part, inner)}`)
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`
}

export function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, part]) => part !== undefined)
  return members.length === 0 ? '{}' : `{ ${members.map(([name, part]) => `${JSON.stringify(name)}: ${onOneLine(part)}`).join(', ')} }`
}
