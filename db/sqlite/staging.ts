import { eq, isNull, lt, sql } from 'drizzle-orm'
import type { Sandbox } from '../../api/core/model.ts'
import { newSandbox } from '../../api/core/new-sandbox.ts'
import type { RowsPiece } from '../../api/core/piece.ts'
import { stagingLifetime } from '../../api/core/store.ts'
import { type EntityTables, sandboxRow } from './entities.ts'
import { checkpoints, journal, journalNodes, leftovers, sandboxes, stagings } from './schema.ts'
import { type Database, prepareInsertNew } from './statements.ts'

/** Rows that wait to be a sandbox, under a number that none has. Each call is part of a transaction of the caller's. */
export function createStaging(db: Database, tables: EntityTables) {
  // What is there already stays: these tables only grow.
  const insertRecord = prepareInsertNew<{ sandbox: number; seq: number; record: string; leaf: Uint8Array }>(db, journal)
  const insertNode = prepareInsertNew<{ sandbox: number; level: number; place: number; hash: Uint8Array }>(db, journalNodes)
  const insertCheckpoint = prepareInsertNew<{ sandbox: number; size: number; note: string }>(db, checkpoints)
  const find = (name: string) => db.select().from(stagings).where(eq(stagings.name, name)).get()

  function begin(name: string): number {
    const number = nextNumber(db, name)
    db.insert(stagings).values({ name, number, version: 0 }).run()
    return number
  }

  function put(number: number, piece: RowsPiece): void {
    switch (piece.table) {
      case 'journal':
        for (const { seq, text, leaf } of piece.rows) insertRecord.run({ sandbox: number, seq, record: text, leaf: Buffer.from(leaf) })
        return
      case 'node':
        for (const { level, index, hash } of piece.rows) insertNode.run({ sandbox: number, level, place: index, hash: Buffer.from(hash) })
        return
      case 'checkpoint':
        for (const { size, note } of piece.rows) insertCheckpoint.run({ sandbox: number, size, note })
        return
      default:
        for (const row of piece.rows) tables[piece.table].put(number, row as never)
    }
  }

  function forget(name: string): void {
    const found = find(name)
    if (!found) return
    db.delete(stagings).where(eq(stagings.name, name)).run()
    db.insert(leftovers).values({ sandbox: found.number }).run()
  }

  return {
    find,
    forget,
    stage(name: string, piece: RowsPiece): void {
      put(find(name)?.number ?? begin(name), piece)
      db.update(stagings).set({ version: sql`version + 1` }).where(eq(stagings.name, name)).run()
    },
    /** Gives the number of the sandbox that it is now. */
    settle(name: string, head: Sandbox, { version, last }: { version: number | undefined; last: readonly RowsPiece[] }): number | undefined {
      const found = find(name)
      if (!found || (version !== undefined && found.version !== version)) return undefined
      if (db.select({ id: sandboxes.id }).from(sandboxes).where(eq(sandboxes.id, head.id)).get()) return undefined
      for (const piece of last) put(found.number, piece)
      db.insert(sandboxes)
        .values({ ...sandboxRow(head), number: found.number })
        .run()
      db.delete(stagings).where(eq(stagings.name, name)).run()
      return found.number
    },
    /** What lies about was seen first when this first came by. */
    tidy(real: number): void {
      db.update(stagings).set({ seenAt: real }).where(isNull(stagings.seenAt)).run()
      const old = db
        .select({ name: stagings.name })
        .from(stagings)
        .where(lt(stagings.seenAt, real - stagingLifetime))
        .all()
      for (const { name } of old) forget(name)
    },
  }
}

/** One of the sandboxes' own numbers, which no sandbox gets any more (AUTOINCREMENT). */
function nextNumber(db: Database, name: string): number {
  const { number } = db
    .insert(sandboxes)
    .values(sandboxRow(newSandbox(name, 0)))
    .returning({ number: sandboxes.number })
    .get()
  db.delete(sandboxes).where(eq(sandboxes.number, number)).run()
  return number
}
