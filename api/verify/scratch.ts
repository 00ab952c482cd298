import Sqlite from 'better-sqlite3'
import type { Amounts } from '../core/model.ts'

export interface LastEntry {
  readonly amounts: Amounts
  /** The record that left it so. */
  readonly seq: number
}

export interface KnownKey {
  readonly id: string
  readonly seq: number
  readonly revoked: boolean
}

/** What was last said of something: the record, and its content as a text. */
export interface Told {
  readonly seq: number
  readonly text: string | null
}

/**
 * What must be remembered of a journal while it is read. In a temporary file that SQLite deletes, so that a journal of any
 * length takes little memory.
 */
export function createScratch() {
  const db = new Sqlite('')
  db.pragma('journal_mode = OFF')
  db.pragma('synchronous = OFF')
  db.exec(`
    CREATE TABLE memory (kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, value TEXT, found INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    BEGIN`)
  const get = db.prepare<[string, string], { seq: number; value: string | null }>('SELECT seq, value FROM memory WHERE kind = ? AND id = ?')
  const put = db.prepare(
    'INSERT INTO memory (kind, id, seq, value) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, value = excluded.value',
  )
  const mark = db.prepare('UPDATE memory SET found = 1 WHERE kind = ? AND id = ?')
  const lost = db.prepare<[string], { id: string; seq: number }>('SELECT id, seq FROM memory WHERE kind = ? AND found = 0 LIMIT 1')
  const clear = db.prepare('DELETE FROM memory')

  return {
    entry(wallet: string, asset: string): LastEntry | undefined {
      const row = get.get('entry', `${wallet}/${asset}`)
      return row && { seq: row.seq, amounts: JSON.parse(row.value!) }
    },
    setEntry: (wallet: string, asset: string, { seq, amounts }: LastEntry) =>
      void put.run('entry', `${wallet}/${asset}`, seq, JSON.stringify(amounts)),
    key(wallet: string): KnownKey | undefined {
      const row = get.get('key', wallet)
      return row && { seq: row.seq, ...JSON.parse(row.value!) }
    },
    setKey: (wallet: string, { seq, ...key }: KnownKey) => void put.run('key', wallet, seq, JSON.stringify(key)),
    /** The commit and record in which a signature was first seen. */
    signature(sig: string): { commit: number; seq: number } | undefined {
      const row = get.get('signature', sig)
      return row && { seq: row.seq, commit: Number(row.value) }
    },
    setSignature: (sig: string, commit: number, seq: number) => void put.run('signature', sig, seq, String(commit)),
    told(kind: string, id: string): Told | undefined {
      const row = get.get(kind, id)
      return row && { seq: row.seq, text: row.value }
    },
    tell: (kind: string, id: string, { seq, text }: Told) => void put.run(kind, id, seq, text),
    /** A row of the table was found for what was told. */
    find: (kind: string, id: string) => void mark.run(kind, id),
    /** Something that was told and for which no row was found. */
    unfound: (kind: string) => lost.get(kind),
    clear: () => void clear.run(),
    close: () => void db.close(),
  }
}
export type Scratch = ReturnType<typeof createScratch>
