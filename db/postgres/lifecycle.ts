import { answerLifetime } from '../../api/core/store.ts'
import type { Connection } from './connection.ts'
import type { Connections } from './connections.ts'
import { bare, type Owner, type Query, query, shapeOf, statement } from './statements.ts'
import { owned } from './tables.ts'

const piece = 500

const moveKeys = statement('UPDATE api_keys SET life = $2 WHERE sandbox = $1 AND life = $3 AND wallet IS NULL')
const moveSignatures = statement('UPDATE used_signatures SET life = $2 WHERE sandbox = $1 AND life = $3')

/**
 * Into the next life go the keys of the whole sandbox; keys bound to a wallet stay with it. A signature that was used
 * stays used: wallets of a fixture have the same IDs in the next life.
 */
export function moveAlong({ sandbox, life }: Owner, from: number): Query[] {
  return [query(moveKeys, [sandbox, life, from]), query(moveSignatures, [sandbox, life, from])]
}

/** The housekeeping: of no one sandbox, reading their rows alone, moving no money (DISTRIBUTED.md). */
export const housekeeping = {
  dueSandboxes: statement('SELECT id FROM sandboxes WHERE wake_at <= $1 ORDER BY wake_at LIMIT $2'),
  nextWake: statement('SELECT min(wake_at) FROM sandboxes'),
  untidySandboxes: statement('SELECT id FROM sandboxes WHERE tidy_at <= $1 ORDER BY tidy_at LIMIT 1'),
  unseenStagings: statement('SELECT sandbox FROM stagings WHERE seen_at IS NULL LIMIT 1'),
  oldStagings: statement('SELECT sandbox FROM stagings WHERE seen_at < $1 LIMIT 1'),
}

const present = '(SELECT life FROM sandboxes WHERE id = $1)'
const oldLives = owned.map((table) => {
  const { name } = shapeOf(table)
  const old = `SELECT ctid FROM ${name} WHERE sandbox = $1 AND life < ${present} LIMIT ${piece}`
  return statement(`DELETE FROM ${name} WHERE sandbox = $1 AND ctid = ANY (ARRAY(${old})) RETURNING 1`)
})
const oldAnswers = expired('answers', 'stored_at')
const oldSignatures = expired('used_signatures', 'valid_until')

/** The condition stands outside again: a row that was written anew meanwhile has a new time. */
function expired(table: string, column: string) {
  const old = `SELECT ctid FROM ${table} WHERE sandbox = $1 AND life = ${present} AND ${column} < $2 LIMIT ${piece}`
  return statement(`DELETE FROM ${table} WHERE sandbox = $1 AND ${column} < $2 AND ctid = ANY (ARRAY(${old})) RETURNING 1`)
}

const lock = statement('SELECT 1 FROM sandboxes WHERE id = $1 FOR UPDATE')
const earliest = (table: string, column: string) => `(SELECT min(${column}) FROM ${table} WHERE sandbox = $1 AND life = sandboxes.life)`
const putBack = statement(
  `UPDATE sandboxes SET tidy_at = LEAST(${earliest('answers', 'stored_at')} + ${answerLifetime + 1}, ${earliest('used_signatures', 'valid_until')} + 1) WHERE id = $1`,
)

/** Clears away a bounded piece of what one sandbox no longer needs; true if more may be left. */
export async function tidy(connections: Connections, real: number): Promise<boolean> {
  return connections.using(async (connection) => {
    const [found] = await connection.run(query(housekeeping.untidySandboxes, [real]))
    if (!found) return false
    const id = found[0] as string
    let deleted = 0
    // Each by itself: together they would be one transaction, and keep rows from others for as long.
    for (const one of [query(oldAnswers, [id, real - answerLifetime]), query(oldSignatures, [id, real]), ...oldLives.map((old) => query(old, [id]))])
      deleted += (await connection.run(one)).length
    if (deleted === 0) await endTidying(connection, id)
    return true
  })
}

/** Under the lock, so that no commit brings in between what would be forgotten. */
async function endTidying(connection: Connection, id: string): Promise<void> {
  await connection.pipeline([bare('BEGIN'), query(lock, [id])])
  await connection.commit([query(putBack, [id])])
}
