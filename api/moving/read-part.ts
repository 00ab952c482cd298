import { isFault } from '../core/fault.ts'
import type { Refusal } from '../core/refusals.ts'
import { refuse } from '../core/use-case.ts'
import { type Line, readLine } from './file-lines.ts'

/** Rows that one part may have, and lines. */
export const mostOfPart = 20_000
/** Rows that are put aside in one commit, and characters of them. */
const mostTogether = 500
const longestTogether = 1 << 20
/** Characters that are read in one turn of the event loop; each line counts for some more. */
const mostOfTurn = 1 << 16
const ofLine = 256

/** Rows of one table, of these lines of the part. */
export type Chunk = Line & { readonly first: number; readonly last: number }
interface Growing {
  readonly table: Line['table']
  readonly rows: unknown[]
  readonly first: number
  last: number
  length: number
}

/**
 * The lines of a part, those of each table joined, in chunks of a size that a commit holds without keeping others waiting.
 * However a part is divided into lines, it costs no more commits. All of it is read before any of it is kept.
 */
export async function readPart(text: string, turn: () => Promise<void>): Promise<Chunk[] | Refusal<'import_invalid' | 'payload_too_large'>> {
  const chunks: Growing[] = []
  const open = new Map<Line['table'], Growing>()
  let [number, rows, read] = [0, 0, 0]

  function add(line: Line, length: number): void {
    for (const row of line.rows) {
      let chunk = open.get(line.table)
      if (!chunk || chunk.rows.length >= mostTogether || chunk.length >= longestTogether) {
        chunk = { table: line.table, rows: [], first: number, last: number, length: 0 }
        open.set(line.table, chunk)
        chunks.push(chunk)
      }
      chunk.rows.push(row)
      chunk.last = number
      chunk.length += length / line.rows.length
    }
  }

  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const to = end === -1 ? text.length : end
    number++
    if (to > from) {
      const line = readLine(text.slice(from, to))
      if (isFault(line)) return refuse('import_invalid', `Line ${number} of this part: ${line.field ? `${line.field}: ` : ''}${line.fault}.`)
      add(line, to - from)
      rows += line.rows.length
    }
    if (Math.max(rows, number) > mostOfPart)
      return refuse('payload_too_large', `A part has at most ${mostOfPart} rows and lines: send smaller parts.`)
    read += to - from + ofLine
    if (read >= mostOfTurn) {
      await turn()
      read = 0
    }
    from = to + 1
  }
  return chunks as object[] as Chunk[]
}
