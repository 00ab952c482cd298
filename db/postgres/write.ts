import type { PgTable } from 'drizzle-orm/pg-core'
import { kinds } from '../../api/core/change.ts'
import { othersIn } from '../../api/core/hold-wallets.ts'
import type { Hold } from '../../api/core/model.ts'
import type { State } from '../../api/core/state.ts'
import { answerLifetime, type SandboxCommit } from '../../api/core/store.ts'
import { byKind } from '../walk-reads.ts'
import { checkpoints, holdLegs, holdParties, journal, journalNodes } from './schema.ts'
import { arraysOf, insertStatement, type Owner, type Query, query, type Statement } from './statements.ts'
import { mutableOfLegs, tableOf } from './tables.ts'

const upserts = byKind((kind) => insertStatement(tableOf[kind].table, tableOf[kind].mutable))
const upsertLegs = insertStatement(holdLegs, mutableOfLegs)
const insertParties = insertStatement(holdParties, 'keep')
const insertRecords = insertStatement(journal, 'fail')
const insertNodes = insertStatement(journalNodes, 'fail')
const insertCheckpoint = insertStatement(checkpoints, 'fail')

/** What a commit writes beside the sandbox's row: one statement for each table that it touches. */
export function writesOf({ state, journal: { records, nodes, checkpoint } }: SandboxCommit, owner: Owner): Query[] {
  const queries: Query[] = []
  function add(prepared: Statement, table: PgTable, rows: readonly object[]): void {
    if (rows.length > 0) queries.push(query(prepared, [owner.sandbox, owner.life, ...arraysOf(table, rows)]))
  }
  for (const kind of kinds) if (state.written[kind].size > 0) add(upserts[kind], tableOf[kind].table, [...state.written[kind].values()])
  addParts([...state.written.hold.values()], add)
  add(
    insertRecords,
    journal,
    records.map(({ seq, text, leaf }) => ({ seq, record: text, leaf })),
  )
  add(
    insertNodes,
    journalNodes,
    nodes.map(({ level, index, hash }) => ({ level, place: index, hash })),
  )
  add(insertCheckpoint, checkpoints, checkpoint ? [checkpoint] : [])
  return queries
}

function addParts(holds: readonly Hold[], add: (prepared: Statement, table: PgTable, rows: readonly object[]) => void): void {
  if (holds.length === 0) return
  add(
    upsertLegs,
    holdLegs,
    holds.flatMap(({ id, legs }) => legs.map((leg, place) => ({ hold: id, leg: place, ...leg }))),
  )
  add(
    insertParties,
    holdParties,
    holds.flatMap((hold) => othersIn(hold).map((wallet) => ({ wallet, hold: hold.id }))),
  )
}

/** From when on something of what is written has served its time; null when nothing ever has. */
export function tidyTime({ written }: State): number | null {
  let at = Number.POSITIVE_INFINITY
  for (const { storedAt } of written.answer.values()) at = Math.min(at, storedAt + answerLifetime + 1)
  for (const { validUntil } of written.usedSignature.values()) at = Math.min(at, validUntil + 1)
  return at === Number.POSITIVE_INFINITY ? null : at
}
