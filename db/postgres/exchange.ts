import pg from 'pg'
import { isStalePlan } from './failures.ts'
import type { Query, Row } from './statements.ts'

/** What came of one statement. */
export interface Outcome {
  readonly rows: readonly Row[]
  /** What the server says it did: `COMMIT`, `INSERT 0 1`. */
  readonly command: string
}

type Parser = (text: string) => unknown
type Event = 'readyForQuery' | 'end'

/** What we use of the driver's connection: the messages of the extended query protocol. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void }
  close(statement: { type: 'S'; name: string }): void
  parse(statement: { name: string; text: string; types: readonly number[] }): void
  describe(statement: { type: 'S'; name: string }): void
  bind(portal: { statement: string; values: readonly (string | Buffer | null)[] }): void
  execute(portal: { rows: 0 }): void
  flush(): void
  sync(): void
  once(event: Event, listener: () => void): void
  off(event: Event, listener: () => void): void
}

/** Of each connection, the statements that are prepared on it, and how to read the columns that they give. */
const preparedOn = new WeakMap<Wire, Map<string, readonly Parser[]>>()

const integer8 = 20
const parserOf = (type: number): Parser => (type === integer8 ? Number : pg.types.getTypeParser(type, 'text'))

/**
 * Statements that go to the server in one packet, and are answered in one: the driver by itself ends each with a Sync, at which the
 * server sends what it has, and wakes whoever waits (PostgreSQL, "Frontend/Backend Protocol", "Pipelining"). What follows a
 * statement that failed is not run. Outside a transaction all of them are one.
 */
export class Exchange {
  readonly queries: readonly Query[]
  private readonly outcomes: Outcome[] = []
  private readonly settled = Promise.withResolvers<readonly Outcome[]>()
  private prepared = new Map<string, readonly Parser[]>()
  private described: readonly Parser[] | undefined
  private rows: Row[] = []
  private unreadable: { readonly fault: unknown } | undefined
  private readonly heard: () => void

  /** `heard` is told of each answer. */
  constructor(queries: readonly Query[], heard: () => void) {
    this.queries = queries
    this.heard = heard
  }

  get answered(): Promise<readonly Outcome[]> {
    return this.settled.promise
  }

  /** From here on, what the driver calls. */
  submit(wire: Wire): null {
    this.prepared = preparedOn.get(wire) ?? this.prepared
    preparedOn.set(wire, this.prepared)
    const packets = this.queries.map(({ name, text, values }) => ({ name, text, values: values.map(toWire) }))
    const asked = new Set(this.prepared.keys())
    wire.stream.cork()
    for (const { name, text, values } of packets) {
      if (!asked.has(name)) prepare(wire, name, text)
      asked.add(name)
      wire.bind({ statement: name, values })
      wire.execute({ rows: 0 })
      // What takes its time says when it is done: silence would be taken for the server's end.
      if (isLong(values)) wire.flush()
    }
    wire.sync()
    wire.stream.uncork()
    return null
  }

  handleRowDescription({ fields }: { fields: readonly { dataTypeID: number }[] }): void {
    this.described = fields.map(({ dataTypeID }) => parserOf(dataTypeID))
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    try {
      const parsers = this.described ?? this.prepared.get(this.queries[this.outcomes.length]!.name)!
      this.rows.push(fields.map((text, index) => (text === null ? null : parsers[index]!(text))))
    } catch (fault) {
      this.unreadable ??= { fault }
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    const { name } = this.queries[this.outcomes.length]!
    if (this.described || !this.prepared.has(name)) this.prepared.set(name, this.described ?? [])
    this.outcomes.push({ rows: this.rows, command: text })
    this.described = undefined
    this.rows = []
    this.heard()
  }

  handleReadyForQuery(): void {
    if (this.unreadable) this.settled.reject(this.unreadable.fault)
    else this.settled.resolve(this.outcomes)
  }

  /** What the server refuses is over, for the driver too, when it is ready again, or gone. */
  handleError(fault: unknown, wire: Wire): void {
    const over = () => {
      wire.off('readyForQuery', over)
      wire.off('end', over)
      // Prepared before the tables were changed: each is prepared anew.
      if (isStalePlan(fault)) this.prepared.clear()
      this.settled.reject(fault)
    }
    if (fault instanceof pg.DatabaseError) for (const event of ['readyForQuery', 'end'] as const) wire.once(event, over)
    else over()
  }
}

/** Closed first: one that failed may have left it prepared, or not. */
function prepare(wire: Wire, name: string, text: string): void {
  wire.close({ type: 'S', name })
  wire.parse({ name, text, types: [] })
  wire.describe({ type: 'S', name })
}

function toWire(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null
  return Buffer.isBuffer(value) ? value : String(value)
}

const longParameters = 64 * 1024

function isLong(values: readonly (string | Buffer | null)[]): boolean {
  return values.reduce((sum, value) => sum + (value?.length ?? 0), 0) > longParameters
}
