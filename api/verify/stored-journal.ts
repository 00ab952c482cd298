import type Sqlite from 'better-sqlite3'

/** One journal as it is stored, row by row. */
export interface StoredJournal {
  readonly sandbox: string
  readonly journal: string
  readonly seq: number
  readonly lastAt: number
  readonly frontier: Uint8Array | null
  rows(): Iterable<{ readonly seq: number; readonly record: string; readonly leaf: Uint8Array | null }>
  node(level: number, index: number): Uint8Array | undefined
  nodeCount(): number
  /** In order of size. */
  checkpoints(): Iterable<{ readonly size: number; readonly note: string }>
}

interface SandboxRow {
  number: number
  id: string
  journal: string
  seq: number
  last_at: number
  frontier: Uint8Array | null
}

/** The journals of a database that `db/sqlite` made, in the order in which their sandboxes were made. */
export function storedJournals(db: Sqlite.Database): StoredJournal[] {
  const sandboxes = db.prepare<[], SandboxRow>('SELECT number, id, journal, seq, last_at, frontier FROM sandboxes ORDER BY number').all()
  return sandboxes.map(({ number, id, journal, seq, last_at, frontier }) => ({
    ...{ sandbox: id, journal, seq, lastAt: last_at, frontier },
    rows: () =>
      db
        .prepare<[number], { seq: number; record: string; leaf: Uint8Array | null }>(
          'SELECT seq, record, leaf FROM journal WHERE sandbox = ? ORDER BY seq',
        )
        .iterate(number),
    node: (level, index) =>
      db
        .prepare<[number, number, number], { hash: Uint8Array }>('SELECT hash FROM journal_nodes WHERE sandbox = ? AND level = ? AND place = ?')
        .get(number, level, index)?.hash,
    nodeCount: () => db.prepare<[number], { count: number }>('SELECT count(*) count FROM journal_nodes WHERE sandbox = ?').get(number)!.count,
    checkpoints: () =>
      db.prepare<[number], { size: number; note: string }>('SELECT size, note FROM checkpoints WHERE sandbox = ? ORDER BY size').iterate(number),
  }))
}

const owned = ['journal', 'journal_nodes', 'checkpoints', 'wallets', 'assets', 'transfers', 'holds', 'balances'] as const

/** Rows that belong to no sandbox, as what is left of one that was reset does until it is cleared away. */
export function strayRows(db: Sqlite.Database): string[] {
  const without = 'sandbox NOT IN (SELECT number FROM sandboxes) AND sandbox NOT IN (SELECT sandbox FROM leftovers)'
  return owned.flatMap((table) => {
    const row = db
      .prepare<[], { sandbox: number; count: number }>(`SELECT sandbox, count(*) count FROM ${table} WHERE ${without} GROUP BY sandbox LIMIT 1`)
      .get()
    return row ? [`${table} has ${row.count} rows of a sandbox ${row.sandbox} that is not there`] : []
  })
}
