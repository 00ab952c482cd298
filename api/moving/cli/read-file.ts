import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { isFault, parseInput } from '../../core/fault.ts'
import { type Header, headerSchema, type Line, readJson, readLine, type Trailer, trailerSchema } from '../file-lines.ts'
import { mostOfPart } from '../read-part.ts'
import { Failure } from './usage.ts'

export interface SandboxFile {
  readonly header: Header
  readonly trailer: Trailer
  /** Webhook endpoints that were enabled. */
  readonly enabledEndpoints: number
  /** All between the two. */
  lines(): AsyncIterable<Line>
  /** The same, together in parts that a service takes. */
  parts(): AsyncIterable<string>
}

const mostPart = 900 * 1024

/** Opens a file that was exported. Reads it once from end to end: one that was cut or changed is refused, with the line and what is wrong. */
export async function openFile(path: string): Promise<SandboxFile> {
  const sum = createHash('sha256')
  const rows: Partial<Record<string, number>> = {}
  let enabledEndpoints = 0
  let [count, header, last] = [0, undefined as Header | undefined, undefined as string | undefined]

  function pass(number: number, line: string): void {
    sum.update(line)
    if (number === 1) {
      const read = parseInput(headerSchema, readJson(line))
      if (isFault(read)) throw wrong(path, 1, `it is no file of a sandbox: ${read.field ?? 'the first line'} ${read.fault}`)
      header = read.value
      return
    }
    const read = readLine(line)
    if (isFault(read)) throw wrong(path, number, `${read.field ? `${read.field}: ` : ''}${read.fault}`)
    rows[read.table] = (rows[read.table] ?? 0) + read.rows.length
    if (read.table === 'webhookEndpoint') enabledEndpoints += read.rows.filter(({ status }) => status === 'enabled').length
  }

  for await (const line of linesOf(path)) {
    if (last !== undefined) pass(count, last)
    last = line
    count++
  }
  const trailer = parseInput(trailerSchema, last === undefined ? undefined : readJson(last))
  if (!header || isFault(trailer))
    throw wrong(path, count, 'the file ends without its last line, which has the sum of all others: it was cut off; export it again')
  const { end } = trailer.value
  for (const [table, counted] of Object.entries(end.rows))
    if (counted !== (rows[table] ?? 0)) throw wrong(path, count, `there were ${counted} rows of ${table}, and there are ${rows[table] ?? 0}`)
  const digest = sum.digest('hex')
  if (digest !== end.sha256)
    throw wrong(path, count, `lines 1 to ${count - 1} are not as they were written: their SHA-256 is ${digest}, and was ${end.sha256}`)
  return { header, trailer: trailer.value, enabledEndpoints, lines: () => readLines(path, count), parts: () => partsOf(path, count) }
}

async function* readLines(path: string, count: number): AsyncGenerator<Line> {
  for await (const line of linesBetween(path, count)) {
    const read = readLine(line)
    if (isFault(read)) throw new Failure(`${path} changed while it was read.`)
    yield read
  }
}

async function* partsOf(path: string, count: number): AsyncGenerator<string> {
  let [part, rows] = ['', 0]
  for await (const line of linesBetween(path, count)) {
    const more = (JSON.parse(line) as Line).rows.length + 1
    if (part !== '' && (part.length + line.length > mostPart || rows + more > mostOfPart)) {
      yield part
      part = ''
      rows = 0
    }
    part += line
    rows += more
  }
  if (part !== '') yield part
}

async function* linesBetween(path: string, count: number): AsyncGenerator<string> {
  let number = 0
  for await (const line of linesOf(path)) {
    number++
    if (number > 1 && number < count) yield line
  }
}

/** A record is the longest there is, of 8,000,000 characters, each of which JSON may write as six. */
const longestLine = 50_000_000

/** Each with its end of line. What is no UTF-8 is no line. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let rest = ''
  let number = 1
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n')
      rest = lines.pop()!
      if (rest.length > longestLine) throw wrong(path, number + lines.length, 'it is longer than any line of a sandbox can be')
      for (const line of lines) {
        yield `${line}\n`
        number++
      }
    }
    rest += decoder.decode()
  } catch (fault) {
    if ((fault as { code?: string }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw wrong(path, number, 'it is not UTF-8')
    throw fault
  }
  if (rest !== '') yield rest
}

function wrong(path: string, line: number, what: string): Failure {
  return new Failure(`${path}, line ${line}: ${what}.`)
}
