import Sqlite from 'better-sqlite3'
import { createScratch, type Scratch } from './scratch.ts'

/** A scratch in a temporary file that SQLite deletes, so that a journal of any length takes little memory. */
export function createScratchFile(): Scratch {
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
  const unmarked = db.prepare<[string], { id: string; seq: number }>('SELECT id, seq FROM memory WHERE kind = ? AND found = 0 LIMIT 1')
  const page = db.prepare<[string, string], { id: string; seq: number; value: string | null }>(
    'SELECT id, seq, value FROM memory WHERE kind = ? AND id > ? ORDER BY id LIMIT 500',
  )
  const clear = db.prepare('DELETE FROM memory')

  /** In pages, so that others may be read and written in between. */
  function* all(kind: string) {
    for (let after = ''; ; ) {
      const rows = page.all(kind, after)
      yield* rows
      if (rows.length < 500) return
      after = rows.at(-1)!.id
    }
  }

  return createScratch({
    all,
    get: (kind, id) => get.get(kind, id),
    put: (kind, id, seq, value) => void put.run(kind, id, seq, value),
    mark: (kind, id) => void mark.run(kind, id),
    unmarked: (kind) => unmarked.get(kind),
    clear: () => void clear.run(),
    close: () => void db.close(),
  })
}
