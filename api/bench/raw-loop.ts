import Sqlite, { type Database } from 'better-sqlite3'

/** Values in the order of the table's columns; the first is always the sandbox's number. */
type Row = [sandbox: number, ...rest: unknown[]]

/** What one batch of transfers wrote, by table. */
type Group = Readonly<Record<string, readonly Row[]>>

const tables = ['transfers', 'journal', 'answers', 'balances']
const upsertBalance =
  ' ON CONFLICT DO UPDATE SET posted = excluded.posted, held = excluded.held, incoming = excluded.incoming, last_seq = excluded.last_seq'

export interface RawLoop {
  /** Writes groups for so many seconds, each in one transaction; gives transfers per second. */
  run(seconds: number): number
  close(): void
}

/** Takes what a server wrote from its file, to write the same rows again as fast as SQLite can by itself. */
export function createRawLoop(source: string, target: string, groupSize: number): RawLoop {
  const from = new Sqlite(source, { readonly: true })
  const to = new Sqlite(target)
  for (const pragma of ['locking_mode = EXCLUSIVE', 'journal_mode = WAL', 'synchronous = FULL', 'wal_autocheckpoint = 8000', 'cache_size = -65536'])
    to.pragma(pragma)
  const isOurs = "sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
  for (const sql of from.prepare(`SELECT sql FROM sqlite_master WHERE ${isOurs} ORDER BY rowid`).pluck().all()) to.exec(sql as string)
  const groups = readGroups(from, groupSize)
  from.close()
  const write = prepareWrite(to)
  let written = 0

  return {
    run(seconds) {
      const started = performance.now()
      const before = written
      // The rows are fewer than the time: once all are written, the same go to another sandbox.
      while (performance.now() - started < seconds * 1000) write(groups[written % groups.length]!, 1 + Math.floor(written++ / groups.length))
      return ((written - before) * groupSize * 1000) / (performance.now() - started)
    },
    close: () => void to.close(),
  }
}

function readGroups(db: Database, size: number): Group[] {
  const all = (sql: string, ...values: unknown[]) =>
    db
      .prepare(sql)
      .raw()
      .all(...values) as Row[]
  const transfers = all('SELECT * FROM transfers ORDER BY rowid')
  const records = all(`SELECT * FROM journal WHERE record LIKE '%"type":"transfer.completed"%' ORDER BY rowid`)
  const answers = all('SELECT * FROM answers ORDER BY length(body) DESC')
  const balances = new Map(all("SELECT * FROM balances WHERE asset = 'JPY'").map((row) => [row[1] as string, row]))
  return Array.from({ length: Math.floor(transfers.length / size) }, (_, index) => {
    const paid = transfers.slice(index * size, (index + 1) * size)
    const touched = new Set(paid.flatMap(([, , from, to]) => [from as string, to as string]))
    const changed = [...touched].map((wallet) => balances.get(wallet)!)
    return { transfers: paid, journal: records.slice(index * size, (index + 1) * size), answers: [answers[index]!], balances: changed }
  })
}

function prepareWrite(db: Database): (group: Group, sandbox: number) => void {
  const inserts = tables.map((table) => {
    const columns = db.pragma(`table_info(${table})`) as unknown[]
    const conflict = table === 'balances' ? upsertBalance : ''
    return [table, db.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join()})${conflict}`)] as const
  })
  const head = db.prepare(
    'INSERT INTO sandboxes (number, id, created_at, clock_offset, seq, last_at) VALUES (?, ?, 0, 0, 1, 0) ON CONFLICT DO UPDATE SET seq = seq + 1, last_at = last_at + 1',
  )
  return db.transaction((group: Group, sandbox: number) => {
    for (const [table, insert] of inserts) {
      for (const row of group[table]!) {
        row[0] = sandbox
        insert.run(row)
      }
    }
    head.run(sandbox, String(sandbox))
  })
}
