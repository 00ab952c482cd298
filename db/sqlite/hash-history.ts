import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { JournalRecord } from '../../api/core/journal.ts'
import { type Frontier, grow, leafHash, packFrontier } from '../../api/core/merkle/tree.ts'
import { leafOf } from '../../api/core/seal-record.ts'
import { holds, journal, journalNodes, sandboxes, transfers } from './schema.ts'
import type { Database } from './statements.ts'

const piece = 1_000

/**
 * Brings the journals of a file from before they had a Merkle tree up to date: leaves, nodes and frontier, and with each
 * transfer and hold the records that are about it. Each sandbox is one transaction.
 */
export function hashHistory(db: Database): void {
  for (const { number } of db.select({ number: sandboxes.number }).from(sandboxes).where(isNull(sandboxes.frontier)).all()) {
    db.transaction(() => hashSandbox(db, number), { behavior: 'immediate' })
  }
}

function hashSandbox(db: Database, number: number): void {
  let frontier: Frontier = []
  for (let done = 0; ; ) {
    const rows = db
      .select({ seq: journal.seq, record: journal.record })
      .from(journal)
      .where(and(eq(journal.sandbox, number), gt(journal.seq, done)))
      .orderBy(asc(journal.seq))
      .limit(piece)
      .all()
    if (rows.length === 0) break
    const leaves = rows.map(({ record }) => Buffer.from(leafHash(leafOf(JSON.parse(record) as JournalRecord))))
    const grown = grow(frontier, done, leaves)
    frontier = grown.frontier
    for (const [index, { seq, record }] of rows.entries()) {
      db.update(journal)
        .set({ leaf: leaves[index]! })
        .where(and(eq(journal.sandbox, number), eq(journal.seq, seq)))
        .run()
      note(db, number, JSON.parse(record) as JournalRecord)
    }
    for (const { level, index, hash } of grown.nodes)
      db.insert(journalNodes)
        .values({ sandbox: number, level, place: index, hash: Buffer.from(hash) })
        .run()
    done += rows.length
  }
  db.update(sandboxes)
    .set({ frontier: Buffer.from(packFrontier(frontier)) })
    .where(eq(sandboxes.number, number))
    .run()
}

function note(db: Database, number: number, { seq, type, data }: JournalRecord): void {
  const table = type.startsWith('transfer.') ? transfers : type.startsWith('hold.') ? holds : undefined
  const { id } = data as { id?: string }
  if (!table || id === undefined) return
  db.update(table)
    .set({ records: sql`json_insert(${table.records}, '$[#]', ${seq})` as never })
    .where(and(eq(table.sandbox, number), eq(table.id, id)))
    .run()
}
