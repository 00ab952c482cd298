import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { type Frontier, grow, leafHash, packFrontier, rootOf } from '../../core/merkle/tree.ts'
import { leafOf } from '../../core/seal-record.ts'
import { type Report, verifyDatabase } from '../verify-database.ts'

export type Tampered = Sqlite.Database

let copies = 0

/** What is found in a copy of a database after somebody with the file, and without the keys, changed it. */
export async function reportsAfter(
  original: string,
  folder: string,
  publicKey: Uint8Array | undefined,
  tamper: (db: Tampered) => void,
): Promise<Report[]> {
  const path = join(folder, `copy-${copies++}.db`)
  copyFileSync(original, path)
  const db = new Sqlite(path)
  db.pragma('ignore_check_constraints = ON')
  for (const { name } of db.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all())
    db.exec(`DROP TRIGGER ${name}`)
  tamper(db)
  db.close()
  return collect(verifyDatabase(path, publicKey ? [publicKey] : []))
}

export function numberOf(db: Tampered, sandbox: string): number {
  return db.prepare<[string], { number: number }>('SELECT number FROM sandboxes WHERE id = ?').get(sandbox)!.number
}

export function recordAt(db: Tampered, number: number, seq: number): string {
  return db.prepare<[number, number], { record: string }>('SELECT record FROM journal WHERE sandbox = ? AND seq = ?').get(number, seq)!.record
}

export function setRecord(db: Tampered, number: number, seq: number, text: string): void {
  db.prepare('UPDATE journal SET record = ? WHERE sandbox = ? AND seq = ?').run(text, number, seq)
}

/** Makes leaves, nodes and frontier of a journal those of its records, as they now are: all that takes no key. Gives the root at each size. */
export function rebuildTree(db: Tampered, number: number): (size: number) => Uint8Array {
  const rows = db.prepare<[number], { seq: number; record: string }>('SELECT seq, record FROM journal WHERE sandbox = ? ORDER BY seq').all(number)
  const roots: Uint8Array[] = []
  let frontier: Frontier = []
  for (const [index, { seq, record }] of rows.entries()) {
    const leaf = leafHash(leafOf(JSON.parse(record)))
    const grown = grow(frontier, index, [leaf])
    frontier = grown.frontier
    roots.push(rootOf(frontier))
    db.prepare('UPDATE journal SET leaf = ? WHERE sandbox = ? AND seq = ?').run(Buffer.from(leaf), number, seq)
    for (const node of grown.nodes)
      db.prepare('INSERT OR REPLACE INTO journal_nodes (sandbox, level, place, hash) VALUES (?, ?, ?, ?)').run(
        number,
        node.level,
        node.index,
        Buffer.from(node.hash),
      )
  }
  db.prepare('UPDATE sandboxes SET frontier = ? WHERE number = ?').run(Buffer.from(packFrontier(frontier)), number)
  return (size) => roots[size - 1]!
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
