import { and, asc, eq, gt, gte, lt, lte, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { type Entities, type Kind, keyOf, kinds, type Write } from '../../api/core/change.ts'
import type { TreeNode } from '../../api/core/merkle/tree.ts'
import type { Sandbox } from '../../api/core/model.ts'
import { type Piece, pieceRows, type RowsPiece } from '../../api/core/piece.ts'
import type { Checkpoint } from '../../api/core/reader.ts'
import type { State } from '../../api/core/state.ts'
import { SandboxUnavailable } from '../../api/core/store.ts'
import { type EntityTables, withoutSandbox } from './entities.ts'
import * as schema from './schema.ts'
import type { Database } from './statements.ts'

/** A dump that runs: of which kinds it has not given all yet, and what was there, before it changed, of those. */
interface Dump {
  readonly number: number
  readonly ahead: Set<Kind>
  readonly before: Map<string, object | null>
}

interface Beginning {
  readonly number: number
  /** Absent where it is no sandbox yet: then there is no size either, and all that lies there is given. */
  readonly head?: Sandbox
  /** Nothing of it was thrown away yet. */
  isThere(): boolean
}

/** So much may change while a dump runs: whoever takes it slower than that is told to come again. */
const mostBefore = 200_000

/**
 * All of a sandbox as it is at one instant, while it lives on: what a commit changes in the meantime is kept as it was until
 * the dump has passed it. The journal, its nodes and its checkpoints only grow, so there the instant's size is enough.
 */
export function createDumps(db: Database, tables: EntityTables) {
  const running = new Set<Dump>()

  /** Everything is as it is when the first piece is asked for. */
  async function* give(begin: () => Beginning): AsyncGenerator<Piece> {
    const { number, head, isThere } = begin()
    const dump: Dump = { number, ahead: new Set(kinds), before: new Map() }
    running.add(dump)
    try {
      if (head) yield { table: 'sandbox', rows: [head] }
      for (const piece of piecesOf(db, tables, { size: head?.seq ?? Number.MAX_SAFE_INTEGER, dump })) {
        if (!isThere()) throw new SandboxUnavailable('what was read is gone: it was reset, or settled')
        if (dump.before.size > mostBefore) throw new SandboxUnavailable('too much changed while it was read: read it again, faster')
        yield piece
      }
    } finally {
      running.delete(dump)
    }
  }

  return {
    give,
    /** Called before a commit writes. */
    before(number: number, { written }: State): void {
      for (const dump of running) {
        if (dump.number !== number) continue
        for (const kind of dump.ahead) for (const value of written[kind].values()) keep(kind, value as never, dump)
      }
    },
  }

  function keep<K extends Kind>(kind: K, value: Entities[K], { number, before }: Dump): void {
    const key = keyOf([kind, value] as Write)
    if (!before.has(`${kind} ${key}`)) before.set(`${kind} ${key}`, tables[kind].get(number, key) ?? null)
  }
}

interface Asked {
  /** How many records it had. */
  readonly size: number
  readonly dump: Dump
}

/** Each piece is read when it is asked for. */
function* piecesOf(db: Database, tables: EntityTables, { size, dump }: Asked): Generator<RowsPiece> {
  yield* journalPieces(db, dump.number, size)
  for (const kind of kinds) {
    for (const found of pagesOf(db, tables, kind, dump.number)) {
      const rows = found.flatMap((row) => {
        const before = dump.before.get(`${kind} ${keyOf([kind, row] as Write)}`)
        return before === null ? [] : [before ?? row]
      })
      if (rows.length > 0) yield { table: kind, rows } as RowsPiece
    }
    dump.ahead.delete(kind)
    for (const key of dump.before.keys()) if (key.startsWith(`${kind} `)) dump.before.delete(key)
  }
}

function* journalPieces(db: Database, number: number, size: number): Generator<RowsPiece> {
  const { journal } = schema
  for (let from = 0; ; ) {
    const records = db
      .select({ seq: journal.seq, text: journal.record, leaf: journal.leaf })
      .from(journal)
      .where(and(eq(journal.sandbox, number), gt(journal.seq, from), lte(journal.seq, size)))
      .orderBy(asc(journal.seq))
      .limit(pieceRows)
      .all()
    const isLast = records.length < pieceRows
    const to = isLast ? size : records.at(-1)!.seq
    const notes = notesIn(db, number, from, to)
    const nodes = nodesIn(db, number, from, to)
    if (notes.length > 0) yield { table: 'checkpoint', rows: notes }
    if (nodes.length > 0) yield { table: 'node', rows: nodes }
    if (records.length > 0) yield { table: 'journal', rows: records.map(({ leaf, ...rest }) => ({ ...rest, leaf: leaf! })) }
    if (isLast) return
    from = to
  }
}

/** More than a window of a journal can have: what is staged can be anything, and shows with so many that it is none. */
const enough = pieceRows + 2

function notesIn(db: Database, number: number, from: number, to: number): Checkpoint[] {
  const { checkpoints } = schema
  return db
    .select({ size: checkpoints.size, note: checkpoints.note })
    .from(checkpoints)
    .where(and(eq(checkpoints.sandbox, number), gt(checkpoints.size, from), lte(checkpoints.size, to)))
    .orderBy(asc(checkpoints.size))
    .limit(enough)
    .all()
}

function nodesIn(db: Database, number: number, from: number, to: number): TreeNode[] {
  const { journalNodes } = schema
  return completedIn(from, to).flatMap(({ level, first, after }) =>
    db
      .select({ level: journalNodes.level, index: journalNodes.place, hash: journalNodes.hash })
      .from(journalNodes)
      .where(and(eq(journalNodes.sandbox, number), eq(journalNodes.level, level), gte(journalNodes.place, first), lt(journalNodes.place, after)))
      .orderBy(asc(journalNodes.place))
      .limit(enough)
      .all(),
  )
}

/** Which nodes a tree gets as it grows from one size to another. */
function completedIn(from: number, to: number): { level: number; first: number; after: number }[] {
  const found = []
  for (let level = 1; 256 ** level <= to; level++) {
    const [first, after] = [Math.floor(from / 256 ** level), Math.floor(to / 256 ** level)]
    if (first < after) found.push({ level, first, after })
  }
  return found
}

const keyed = {
  apiKey: [schema.apiKeys, schema.apiKeys.id],
  asset: [schema.assets, schema.assets.code],
  wallet: [schema.wallets, schema.wallets.id],
  transfer: [schema.transfers, schema.transfers.id],
  hold: [schema.holds, schema.holds.id],
  holdTemplate: [schema.holdTemplates, schema.holdTemplates.key],
  oracle: [schema.oracles, schema.oracles.id],
  webhookEndpoint: [schema.webhookEndpoints, schema.webhookEndpoints.id],
  webhookDelivery: [schema.webhookDeliveries, schema.webhookDeliveries.id],
  answer: [schema.answers, schema.answers.key],
  usedSignature: [schema.usedSignatures, schema.usedSignatures.id],
} as const

function* pagesOf(db: Database, tables: EntityTables, kind: Kind, number: number): Generator<object[]> {
  let last: string | undefined
  for (;;) {
    const rows: object[] = kind === 'balance' ? balancesAfter(db, number, last) : rowsAfter(db, kind, number, last)
    yield kind === 'hold' ? rows.map((row) => tables.hold.get(number, (row as { id: string }).id)!) : rows
    if (rows.length < pieceRows) return
    last = keyOf([kind, rows.at(-1)] as Write)
  }
}

function rowsAfter(db: Database, kind: Exclude<Kind, 'balance'>, number: number, last: string | undefined): object[] {
  const [table, key] = keyed[kind] as unknown as readonly [SQLiteTable & { sandbox: SQLiteColumn }, SQLiteColumn]
  return page(db, table, [eq(table.sandbox, number), ...(last === undefined ? [] : [gt(key, last)])], [key])
}

function balancesAfter(db: Database, number: number, last: string | undefined): object[] {
  const { balances } = schema
  const [wallet, asset] = last?.split('/') ?? []
  const beyond = last === undefined ? [] : [sql`(${balances.wallet}, ${balances.asset}) > (${wallet}, ${asset})`]
  return page(db, balances, [eq(balances.sandbox, number), ...beyond], [balances.wallet, balances.asset])
}

function page(db: Database, table: SQLiteTable, where: SQL[], order: readonly SQLiteColumn[]): object[] {
  const found = db
    .select()
    .from(table)
    .where(and(...where))
    .orderBy(...order.map((column) => asc(column)))
    .limit(pieceRows)
    .all()
  return found.map((row) => withoutSandbox<object>(row))
}
