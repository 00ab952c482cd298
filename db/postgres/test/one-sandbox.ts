import { getTableName } from 'drizzle-orm'
import * as schema from '../schema.ts'

const tables = new Set<string>(Object.values(schema).map((table) => getTableName(table)))
tables.delete('service_keys')

/**
 * Does a statement concern one sandbox alone, the one in its first parameter? Then a database that is distributed by
 * sandbox runs it on one node. Whatever names a table must bind it: `sandbox = $1`, for the sandboxes themselves
 * `id = $1`, or by inserting the parameter. Says what does not; null where all is well.
 */
export function beyondOneSandbox(text: string, first: unknown): string | null {
  const mentioned = [...text.matchAll(/\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)/g), ...text.matchAll(/\bFROM\s+[a-z_]+,\s+([a-z_]+)/g)]
  const named = mentioned.map((match) => match[1]!).filter((name) => tables.has(name))
  if (named.length === 0) return null
  if (typeof first !== 'string' || !first.startsWith('sbx_')) return `its first parameter is ${String(first)}`
  const inserted = /^\s*INSERT INTO [a-z_]+ \((?:sandbox|id)\b[^)]*\)\s+(?:SELECT \$1|VALUES \(\$1)/.test(text) ? 1 : 0
  const ofSandboxes = text.match(/\bid = \$1(?!\d)/g)?.length ?? 0
  const ofOthers = text.match(/\bsandbox = \$1(?!\d)/g)?.length ?? 0
  const heads = named.filter((name) => name === 'sandboxes').length
  const isHead = /^\s*INSERT INTO sandboxes\b/.test(text) ? inserted : 0
  if (ofSandboxes + isHead < heads) return 'sandboxes is not bound to it'
  if (ofOthers + inserted - isHead < named.length - heads) return `one of ${named.join(', ')} is not bound to it`
  return null
}
