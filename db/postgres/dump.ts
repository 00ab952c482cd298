import { kinds } from '../../api/core/change.ts'
import type { TreeNode } from '../../api/core/merkle/tree.ts'
import { type Piece, pieceRows, type RowsPiece } from '../../api/core/piece.ts'
import type { Checkpoint } from '../../api/core/reader.ts'
import { SandboxUnavailable } from '../../api/core/store.ts'
import type { Connection } from './connection.ts'
import type { Connections } from './connections.ts'
import { available } from './failures.ts'
import { findHead, readHead } from './heads.ts'
import { rowsOf } from './owner-rows.ts'
import { bare, type Owner, query, statement } from './statements.ts'
import { readEntity, selectFrom, tableOf } from './tables.ts'

/** Each holds a connection for as long as whoever takes it takes. */
const mostAtOnce = 2
const begin = bare('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
/** Whoever takes nothing for so long does not want the rest. */
const patience = bare("SET LOCAL idle_in_transaction_session_timeout = '120s'")

/** All of a sandbox in one snapshot, while others go on writing. */
export function createDump(connections: Connections) {
  let running = 0
  return async function* dump(sandbox: string): AsyncGenerator<Piece> {
    if (running >= mostAtOnce) throw new SandboxUnavailable(`${mostAtOnce} sandboxes are being read whole: come again`)
    running++
    let connection: Awaited<ReturnType<Connections['acquire']>> | undefined
    let fault: unknown
    try {
      connection = await connections.acquire()
      await connection.pipeline([begin, patience])
      const head = readHead(await connection.run(findHead(sandbox)))
      if (!head) throw new Error(`sandbox ${sandbox} is not there`)
      yield { table: 'sandbox', rows: [head.sandbox] }
      yield* piecesOf(connection, { sandbox, life: head.life }, head.sandbox.seq)
    } catch (caught) {
      fault = caught
      throw available(caught)
    } finally {
      running--
      await connection?.run(bare('ROLLBACK')).catch((caught) => (fault ??= caught))
      connection?.release(fault)
    }
  }
}

/** What an owner has, up to so many records; without that, all that lies there, whatever it is. */
export async function* piecesOf(connection: Pick<Connection, 'run'>, owner: Owner, size = Number.MAX_SAFE_INTEGER): AsyncGenerator<RowsPiece> {
  yield* journalPieces(connection, owner, size)
  for (const kind of kinds) {
    if (kind === 'hold') yield* holdPieces(connection, owner)
    else for await (const rows of rowsOf(connection, tableOf[kind].table, owner, pieceRows)) yield { table: kind, rows } as RowsPiece
  }
}

const ofLife = 'sandbox = $1 AND life = $2'
/** More than a window of a journal can have: what is staged can be anything, and shows with so many that it is none. */
const enough = pieceRows + 2
const statements = {
  records: statement(`SELECT seq, record, leaf FROM journal WHERE ${ofLife} AND seq > $3 AND seq <= $4 ORDER BY seq LIMIT ${pieceRows}`),
  notes: statement(`SELECT size, note FROM checkpoints WHERE ${ofLife} AND size > $3 AND size <= $4 ORDER BY size LIMIT ${enough}`),
  nodes: statement(
    `SELECT level, place, hash FROM journal_nodes WHERE ${ofLife} AND level = $3 AND place >= $4 AND place < $5 ORDER BY place LIMIT ${enough}`,
  ),
  holds: statement(`${selectFrom('hold', '$2')} AND hold.id > $3 ORDER BY hold.id LIMIT ${pieceRows}`),
}

async function* journalPieces(connection: Pick<Connection, 'run'>, owner: Owner, size: number): AsyncGenerator<RowsPiece> {
  const of = [owner.sandbox, owner.life]
  for (let from = 0; ; ) {
    const records = (await connection.run(query(statements.records, [...of, from, size]))) as [number, string, Uint8Array][]
    const isLast = records.length < pieceRows
    const to = isLast ? size : records.at(-1)![0]
    const notes = (await connection.run(query(statements.notes, [...of, from, to]))) as [number, string][]
    const nodes = await nodesIn(connection, owner, from, to)
    if (notes.length > 0) yield { table: 'checkpoint', rows: notes.map(([covered, note]): Checkpoint => ({ size: covered, note })) }
    if (nodes.length > 0) yield { table: 'node', rows: nodes }
    if (records.length > 0) yield { table: 'journal', rows: records.map(([seq, text, leaf]) => ({ seq, text, leaf })) }
    if (isLast) return
    from = to
  }
}

/** Those that become complete as a tree grows from one size to another. */
async function nodesIn(connection: Pick<Connection, 'run'>, { sandbox, life }: Owner, from: number, to: number): Promise<TreeNode[]> {
  const found: TreeNode[] = []
  for (let level = 1; 256 ** level <= to; level++) {
    const [first, after] = [Math.floor(from / 256 ** level), Math.floor(to / 256 ** level)]
    if (first === after) continue
    const rows = (await connection.run(query(statements.nodes, [sandbox, life, level, first, after]))) as [number, number, Uint8Array][]
    found.push(...rows.map(([, index, hash]) => ({ level, index, hash })))
  }
  return found
}

async function* holdPieces(connection: Pick<Connection, 'run'>, { sandbox, life }: Owner): AsyncGenerator<RowsPiece> {
  for (let last = ''; ; ) {
    const rows = (await connection.run(query(statements.holds, [sandbox, life, last]))).map((row) => readEntity('hold', row))
    if (rows.length > 0) yield { table: 'hold', rows }
    if (rows.length < pieceRows) return
    last = rows.at(-1)!.id
  }
}
