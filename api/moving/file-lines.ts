import { z } from '@hono/zod-openapi'
import { kinds } from '../core/change.ts'
import { type Fault, isFault, parseInput } from '../core/fault.ts'
import type { Sandbox } from '../core/model.ts'
import { decodeBase64, encodeBase64 } from '../core/note/base64.ts'
import type { RowsPiece } from '../core/piece.ts'
import { sandboxId, walletId } from '../core/schemas.ts'
import { publicKey } from '../core/signed.ts'
import { keyPolicy } from '../wallets/key.ts'
import { clockShape, instant, rowShapes } from './row-shapes.ts'

/**
 * A sandbox as a file: lines of JSON. A header with its head, then pieces in the order in which a store dumps them, then a
 * trailer with a SHA-256 over all lines before it. Bytes stand in base64.
 */

/** What a managed wallet's key may be used for: its signing backend knows it, and no store. */
const policyRow = z.strictObject({ wallet: walletId, key: z.string().max(100), policy: keyPolicy })
export type PolicyRow = z.output<typeof policyRow>
export type Line = RowsPiece | { readonly table: 'keyPolicy'; readonly rows: readonly PolicyRow[] }

const bytes = (length: number) =>
  z
    .string()
    .max(100)
    .refine((text) => decodeBase64(text)?.length === length, `must be ${length} bytes in base64`)
const place = z.int().min(0)

const shapes = {
  ...rowShapes,
  journal: z.strictObject({ seq: z.int().min(1), text: z.string().max(8_000_000), leaf: bytes(32) }),
  node: z.strictObject({ level: z.int().min(1).max(6), index: place, hash: bytes(32) }),
  checkpoint: z.strictObject({ size: z.int().min(1), note: z.string().max(2_000) }),
  keyPolicy: policyRow,
} as const
type Table = keyof typeof shapes

export const tables = ['journal', 'node', 'checkpoint', 'keyPolicy', ...kinds] as const satisfies readonly Table[]

export const headerSchema = z
  .strictObject({
    kariosae: z.literal('sandbox'),
    version: z.literal(1),
    exportedAt: z.iso.datetime({ precision: 3 }),
    /** The verifier key under which its newest checkpoints are. */
    verifierKey: z.string().max(300),
    head: z.strictObject({
      id: sandboxId,
      fixture: z.union([z.literal('demo'), z.null()]),
      forkedFrom: z.union([sandboxId, z.null()]),
      createdAt: instant,
      clock: clockShape,
      seq: z.int().min(1),
      lastAt: instant,
      journal: z.string().regex(/^jnl_[\w.]{1,200}$/),
      frontier: z.array(bytes(32)).max(53),
      sharesKeys: z.boolean(),
      formerKeys: z.array(z.strictObject({ size: z.int().min(1), key: publicKey })).max(1_000),
    }),
  })
  .openapi('ExportHeader')
export type Header = z.output<typeof headerSchema>

export const trailerSchema = z
  .strictObject({ end: z.strictObject({ rows: z.partialRecord(z.enum(tables), place), sha256: z.string().regex(/^[0-9a-f]{64}$/) }) })
  .openapi('ExportTrailer')
export type Trailer = z.output<typeof trailerSchema>

/** The head as a file has it: without what is of this store, and what follows from the rows. */
export function headOf({ nextDue: _nextDue, webhooks: _webhooks, frontier, ...head }: Sandbox): Header['head'] {
  return { ...head, frontier: frontier.map(encodeBase64), formerKeys: [...head.formerKeys] }
}

export function toHead({ frontier, ...head }: Header['head']): Sandbox {
  return { ...head, frontier: frontier.map((hash) => decodeBase64(hash)!), nextDue: null, webhooks: null }
}

/** Largest line, unless one row alone is larger. */
const mostBytes = 256 * 1024

/** A piece as lines. */
export function linesOf({ table, rows }: Line): string[] {
  const texts = rows.map((row) => JSON.stringify(row, bytesAsText))
  const lines: string[][] = []
  let size = mostBytes
  for (const text of texts) {
    if (size + text.length > mostBytes) {
      lines.push([])
      size = 0
    }
    lines.at(-1)!.push(text)
    size += text.length + 1
  }
  return lines.map((line) => `{"table":"${table}","rows":[${line.join(',')}]}`)
}

function bytesAsText(this: unknown, name: string, value: unknown): unknown {
  // A Buffer has turned itself into something else by now.
  const original = (this as Record<string, unknown>)[name]
  return original instanceof Uint8Array ? encodeBase64(original) : value
}

/** Rows of a line: a store's pieces have far fewer. */
const mostOfLine = 1_000
const lineShape = z.strictObject({ table: z.enum(tables), rows: z.array(z.unknown()).max(mostOfLine) })

/** A line as a piece, or what is wrong with it. */
export function readLine(text: string): Line | Fault {
  const line = parseInput(lineShape, readJson(text))
  if (isFault(line)) return line
  const { table, rows } = line.value
  for (const [index, row] of rows.entries()) {
    const read = parseInput<unknown>(shapes[table], row)
    if (isFault(read)) return { field: `rows.${index}${read.field === undefined ? '' : `.${read.field}`}`, fault: `${table}: ${read.fault}` }
  }
  return { table, rows: table === 'journal' || table === 'node' ? rows.map(withBytes) : rows } as Line
}

function withBytes(row: unknown): unknown {
  const { leaf, hash, ...rest } = row as { leaf?: string; hash?: string }
  return { ...rest, ...(leaf === undefined ? {} : { leaf: decodeBase64(leaf) }), ...(hash === undefined ? {} : { hash: decodeBase64(hash) }) }
}

/** JSON of which every text can be stored anywhere; undefined where it is none. */
export function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return isStorable(value, 64) ? value : undefined
  } catch {
    return undefined
  }
}

function isStorable(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return depth > 0 && value.every((inner) => isStorable(inner, depth - 1))
  return depth > 0 && Object.entries(value).every(([name, inner]) => name !== '__proto__' && isStorable(name, 1) && isStorable(inner, depth - 1))
}
