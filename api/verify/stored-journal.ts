import type Sqlite from 'better-sqlite3'
import type { FormerKey } from '../core/model.ts'
import type { JournalHead } from './check-journal.ts'

/** One journal as it is stored. */
export interface StoredJournal {
  readonly head: JournalHead
  /** In the order in which a store dumps them. */
  pieces(): Iterable<StoredPiece>
}

type StoredPiece =
  | { readonly table: 'checkpoint'; readonly rows: readonly { size: number; note: string }[] }
  | { readonly table: 'node'; readonly rows: readonly { level: number; index: number; hash: Uint8Array }[] }
  | { readonly table: 'journal'; readonly rows: readonly { seq: number; text: string; leaf: Uint8Array | null }[] }

interface SandboxRow {
  number: number
  id: string
  journal: string
  seq: number
  last_at: number
  frontier: Uint8Array | null
  former_keys: string
}

/** The journals of a database that `db/sqlite` made, in the order in which their sandboxes were made. */
export function storedJournals(db: Sqlite.Database): StoredJournal[] {
  const sandboxes = db.prepare<[], SandboxRow>('SELECT number, id, journal, seq, last_at, frontier, former_keys FROM sandboxes ORDER BY number').all()
  return sandboxes.map(({ number, id, journal, seq, last_at, frontier, former_keys }) => ({
    head: { sandbox: id, journal, seq, lastAt: last_at, frontier, formerKeys: keysIn(former_keys) },
    pieces: () => piecesOf(db, number),
  }))
}

function keysIn(text: string): FormerKey[] {
  const keys: unknown = JSON.parse(text)
  return Array.isArray(keys) ? keys : [{ size: 0, key: text }]
}

const window = 1_000

/** All that is stored, also what no journal of this size can have: beyond the last record there is no end. */
function* piecesOf(db: Sqlite.Database, number: number): Generator<StoredPiece> {
  const records = db.prepare<[number, number], { seq: number; text: string; leaf: Uint8Array | null }>(
    `SELECT seq, record text, leaf FROM journal WHERE sandbox = ? AND seq > ? ORDER BY seq LIMIT ${window}`,
  )
  const notes = db.prepare<[number, number, number], { size: number; note: string }>(
    'SELECT size, note FROM checkpoints WHERE sandbox = ? AND size > ? AND size <= ? ORDER BY size',
  )
  const nodes = db.prepare<[number, number, number], { level: number; index: number; hash: Uint8Array }>(
    `SELECT level, place "index", hash FROM journal_nodes WHERE sandbox = ?
      AND (place + 1) * pow(256, level) > ? AND (place + 1) * pow(256, level) <= ?`,
  )
  for (let from = 0; ; ) {
    const rows = records.all(number, from)
    const to = rows.length < window ? Number.MAX_VALUE : rows.at(-1)!.seq
    yield { table: 'checkpoint', rows: notes.all(number, from, to) }
    yield { table: 'node', rows: nodes.all(number, from, to) }
    yield { table: 'journal', rows }
    if (rows.length < window) return
    from = to
  }
}

const owned = ['journal', 'journal_nodes', 'checkpoints', 'wallets', 'assets', 'transfers', 'holds', 'balances'] as const

/** Rows that belong to no sandbox, as what is left of one that was reset does until it is cleared away. */
export function strayRows(db: Sqlite.Database): string[] {
  const without =
    'sandbox NOT IN (SELECT number FROM sandboxes) AND sandbox NOT IN (SELECT sandbox FROM leftovers) AND sandbox NOT IN (SELECT number FROM stagings)'
  return owned.flatMap((table) => {
    const row = db
      .prepare<[], { sandbox: number; count: number }>(`SELECT sandbox, count(*) count FROM ${table} WHERE ${without} GROUP BY sandbox LIMIT 1`)
      .get()
    return row ? [`${table} has ${row.count} rows of a sandbox ${row.sandbox} that is not there`] : []
  })
}
