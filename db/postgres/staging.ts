import type { PgTable } from 'drizzle-orm/pg-core'
import { keyOf, type Write } from '../../api/core/change.ts'
import { othersIn } from '../../api/core/hold-wallets.ts'
import type { Hold, Sandbox } from '../../api/core/model.ts'
import { isKind, type RowsPiece } from '../../api/core/piece.ts'
import { SandboxUnavailable, type Store, stagingLifetime } from '../../api/core/store.ts'
import type { Connection } from './connection.ts'
import type { Connections } from './connections.ts'
import { piecesOf } from './dump.ts'
import { insertHead } from './heads.ts'
import { housekeeping } from './lifecycle.ts'
import { insertRows } from './owner-rows.ts'
import { checkpoints, holdLegs, holdParties, journal, journalNodes } from './schema.ts'
import { bare, type Owner, query, shapeOf, statement } from './statements.ts'
import { mutableOfLegs, owned, tableOf } from './tables.ts'

/**
 * Lives in which rows wait lie far apart from each other and from that of the sandbox, if there is one: those of imports that
 * are not settled are cleared away long before resets of the one that was could reach them. A part that comes late, when the
 * sandbox is there, waits in a life that it never has.
 */
const apart = 1_000_000
const piece = 500
/** Others may begin an import of the same sandbox at the same moment. */
const mostTries = 20

const raise = statement('UPDATE stagings SET version = version + 1 WHERE sandbox = $1 AND name = $2 RETURNING life')
// In one statement, which sees the sandbox or what it is being made of, never neither.
const make = statement(
  `INSERT INTO stagings (sandbox, life, name, version) SELECT $1::text, COALESCE(max(life), 0) + ${apart}, $2::text, 0
    FROM (SELECT life FROM stagings WHERE sandbox = $1 UNION ALL SELECT life FROM sandboxes WHERE id = $1) AS lives
    HAVING COALESCE(max(life), 0) < ${1_000 * apart} ON CONFLICT DO NOTHING`,
)
const find = statement('SELECT life, version FROM stagings WHERE sandbox = $1 AND name = $2')
const lock = statement('SELECT life, version FROM stagings WHERE sandbox = $1 AND name = $2 FOR UPDATE')
const remove = statement('DELETE FROM stagings WHERE sandbox = $1 AND life = $2')
/** Nobody finds it any more, and it is old. */
const leave = statement("UPDATE stagings SET name = 'gone ' || life, seen_at = -1 WHERE sandbox = $1 AND name = $2")
const see = statement('UPDATE stagings SET seen_at = $2 WHERE sandbox = $1 AND seen_at IS NULL')
const findOld = statement('SELECT life FROM stagings WHERE sandbox = $1 AND seen_at < $2 LIMIT 1')
const isThere = statement('SELECT 1 FROM sandboxes WHERE id = $1')
const clear = owned.map((table) => {
  const { name } = shapeOf(table)
  const some = `SELECT ctid FROM ${name} WHERE sandbox = $1 AND life = $2 LIMIT ${piece}`
  return statement(`DELETE FROM ${name} WHERE sandbox = $1 AND ctid = ANY (ARRAY(${some})) RETURNING 1`)
})

/** The sandbox that a name is of. */
const sandboxOf = (name: string) => name.split('/')[0]!

/** Rows that wait to be a sandbox, in a life that it has not begun. */
export function createStaging(
  connections: Connections,
): Pick<Store, 'stage' | 'staged' | 'settle' | 'unstage'> & { tidy(real: number): Promise<boolean> } {
  async function transaction<T>(work: (connection: Connection) => Promise<{ result: T; keep: boolean }>): Promise<T> {
    return connections.using(async (connection) => {
      await connection.run(bare('BEGIN'))
      try {
        const { result, keep } = await work(connection)
        if (keep && !(await connection.commit([]))) throw new Error('PostgreSQL rolled back what it was told to commit')
        if (!keep) await connection.run(bare('ROLLBACK'))
        return result
      } catch (fault) {
        await connection.run(bare('ROLLBACK')).catch(() => {})
        throw fault
      }
    })
  }

  return {
    stage: (name, given) =>
      transaction(async (connection) => {
        const sandbox = sandboxOf(name)
        // Somebody may begin the same, or another of this sandbox, at this moment.
        for (let tries = 0; ; tries++) {
          const [row] = await connection.run(query(raise, [sandbox, name]))
          if (!row && tries > mostTries) throw new SandboxUnavailable('too many imports of this sandbox wait')
          if (row) return { result: await put(connection, { sandbox, life: row[0] as number }, given), keep: true }
          await connection.run(query(make, [sandbox, name]))
        }
      }),
    async staged(name) {
      const sandbox = sandboxOf(name)
      const [row] = await connections.run(query(find, [sandbox, name]))
      if (!row) return undefined
      const [life, version] = row as [number, number]
      // Each page by itself: the version tells whether something was added meanwhile.
      return { version, pieces: piecesOf(connections, { sandbox, life }) }
    },
    settle: (name, head, version, last = []) =>
      transaction(async (connection) => {
        const sandbox = sandboxOf(name)
        const [row] = await connection.run(query(lock, [sandbox, name]))
        const [life, found] = (row ?? []) as [number?, number?]
        if (life === undefined || head.id !== sandbox || (version !== undefined && version !== found)) return { result: false, keep: false }
        if ((await connection.run(query(isThere, [sandbox]))).length > 0) return { result: false, keep: false }
        for (const one of last) await put(connection, { sandbox, life }, one)
        await connection.run(query(remove, [sandbox, life]))
        const result = await born(connection, head, life)
        return { result, keep: result }
      }),
    unstage: async (name) => void (await connections.run(query(leave, [sandboxOf(name), name]))),
    /** Forgets a bounded piece of what nobody settled. */
    async tidy(real) {
      const [unseen] = await connections.run(query(housekeeping.unseenStagings, []))
      if (unseen) await connections.run(query(see, [unseen[0], real]))
      const [old] = await connections.run(query(housekeeping.oldStagings, [real - stagingLifetime]))
      const [row] = old ? await connections.run(query(findOld, [old[0], real - stagingLifetime])) : []
      if (!old || !row) return unseen !== undefined
      const deleted = await Promise.all(clear.map((one) => connections.run(query(one, [old[0], row[0]]))))
      if (deleted.every((rows) => rows.length === 0)) await connections.run(query(remove, [old[0], row[0]]))
      return true
    },
  }
}

/** False if somebody else made it in this moment. */
async function born(connection: Connection, sandbox: Sandbox, life: number): Promise<boolean> {
  const stamp = Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)
  try {
    // There may be answers in it whose time is over, and rows of other imports in lives before.
    await connection.run(insertHead({ sandbox, life, version: 1, stamp }, 0))
    return true
  } catch (fault) {
    if ((fault as { code?: string }).code === '23505') return false
    throw fault
  }
}

async function put(connection: Connection, owner: Owner, given: RowsPiece): Promise<void> {
  const keep = (table: PgTable, rows: readonly object[]) => insertRows(connection, table, owner, rows, 'keep')
  if (given.table === 'journal')
    return keep(
      journal,
      given.rows.map(({ seq, text, leaf }) => ({ seq, record: text, leaf })),
    )
  if (given.table === 'node')
    return keep(
      journalNodes,
      given.rows.map(({ level, index, hash }) => ({ level, place: index, hash })),
    )
  if (given.table === 'checkpoint') return keep(checkpoints, given.rows)
  if (isKind(given.table)) await putEntities(connection, owner, given)
}

/** One statement cannot write a row twice: of those with the same key the last counts. */
async function putEntities(
  connection: Connection,
  owner: Owner,
  given: Exclude<RowsPiece, { table: 'journal' | 'node' | 'checkpoint' }>,
): Promise<void> {
  const rows = [...new Map(given.rows.map((row) => [keyOf([given.table, row] as Write), row])).values()]
  const { table, mutable } = tableOf[given.table]
  await insertRows(connection, table, owner, rows, mutable)
  if (given.table !== 'hold') return
  const holds = rows as Hold[]
  await insertRows(
    connection,
    holdLegs,
    owner,
    holds.flatMap(({ id, legs }) => legs.map((leg, place) => ({ hold: id, leg: place, ...leg }))),
    mutableOfLegs,
  )
  await insertRows(
    connection,
    holdParties,
    owner,
    holds.flatMap((hold) => othersIn(hold).map((wallet) => ({ wallet, hold: hold.id }))),
    'keep',
  )
}
