import { and, asc, eq, isNotNull, lte, sql } from 'drizzle-orm'
import { createCache } from '../../api/core/cache.ts'
import { kinds } from '../../api/core/change.ts'
import type { Sandbox } from '../../api/core/model.ts'
import type { RowsPiece } from '../../api/core/piece.ts'
import type { Reader } from '../../api/core/reader.ts'
import type { Source, State } from '../../api/core/state.ts'
import type { SandboxCommit, Store } from '../../api/core/store.ts'
import { createCachedTables } from './cache.ts'
import { createDumps } from './dump.ts'
import { createEntityTables, sandboxRow, toSandbox } from './entities.ts'
import { createLifecycle } from './lifecycle.ts'
import { createLoad } from './load.ts'
import { createReader } from './reader.ts'
import { createRequestLog } from './request-log.ts'
import { checkpoints, journal, journalNodes, sandboxes } from './schema.ts'
import { createStaging } from './staging.ts'
import { type Database, prepareInsert, prepareUpdate } from './statements.ts'

interface Head {
  readonly number: number
  readonly sandbox: Sandbox
}

/**
 * The store on SQLite, all sandboxes in one file. `close` also ends the connection that `db` runs on. `share` is how much of
 * what it would remember it may: less where many stores share their memory.
 */
export function createSqliteStore(db: Database, close: () => void, share = 1): Store {
  const stored = createEntityTables(db)
  const tables = createCachedTables(stored, share)
  const dumps = createDumps(db, stored)
  const staging = createStaging(db, stored)
  const load = createLoad(db, tables)
  const lifecycle = createLifecycle(db)
  const log = createRequestLog(db, share)
  const heads = createCache<string, Head>(Math.ceil(10_000 * share))
  const findHead = db
    .select()
    .from(sandboxes)
    .where(eq(sandboxes.id, sql.placeholder('id')))
    .prepare()
  const updateHead = prepareUpdate(db, sandboxes, 'number', [
    'frozenAt',
    'clockOffset',
    'seq',
    'lastAt',
    'nextDue',
    'wakeAt',
    'frontier',
    'sharesKeys',
    'webhooks',
  ])
  const insertRecord = prepareInsert<{ sandbox: number; seq: number; record: string; leaf: Uint8Array | null }>(db, journal)
  const insertNode = prepareInsert<{ sandbox: number; level: number; place: number; hash: Uint8Array }>(db, journalNodes)
  const insertCheckpoint = prepareInsert<{ sandbox: number; size: number; note: string }>(db, checkpoints)

  function head(id: string): Head | undefined {
    const cached = heads.get(id)
    if (cached) return cached
    const row = findHead.get({ id })
    const found = row && { number: row.number, sandbox: toSandbox(row) }
    if (found) heads.set(id, found)
    return found
  }

  /** Which number the commit's rows go under: that of the sandbox, or a new one where a life begins. */
  function numberFor({ state, copyOf, reset }: SandboxCommit): number {
    const known = head(state.sandbox.id)
    if (reset && known) return lifecycle.restart(known.number, state.sandbox)
    if (known) return known.number
    const number = lifecycle.begin(state.sandbox)
    if (copyOf) lifecycle.copy(head(copyOf)!.number, number)
    return number
  }

  function write(number: number, { state, journal: { records, nodes, checkpoint } }: SandboxCommit): void {
    dumps.before(number, state)
    for (const kind of kinds) for (const value of state.written[kind].values()) tables.put(kind, number, value as never)
    for (const { seq, text, leaf } of records) insertRecord.run({ sandbox: number, seq, record: text, leaf })
    for (const { level, index, hash } of nodes) insertNode.run({ sandbox: number, level, place: index, hash })
    if (checkpoint) insertCheckpoint.run({ sandbox: number, ...checkpoint })
    updateHead.run({ number, ...sandboxRow(state.sandbox) })
  }

  function keep(number: number, state: State): void {
    heads.set(state.sandbox.id, { number, sandbox: state.sandbox })
    for (const kind of kinds) for (const [key, value] of state.written[kind]) tables.keep(kind, number, key, value as never)
  }

  function there(id: string): Head {
    const found = head(id)
    if (!found) throw new Error(`sandbox ${id} is not there`)
    return found
  }

  const reader = (id: string): Reader => {
    const found = there(id)
    return createReader(db, tables, {
      sandbox: () => head(id)!.sandbox,
      number: found.number,
      load: (reads) => load(head(id)!.sandbox, found.number, [reads]),
    })
  }

  return {
    commits: 'together',
    shared: false,
    async commit(needs, decide) {
      const sources = new Map<string, Source>()
      for (const [id, reads] of needs) {
        const found = head(id)
        if (found) sources.set(id, load(found.sandbox, found.number, reads))
      }
      const { commits, result } = await decide(sources)
      if (commits.length === 0) return result
      const numbers = db.transaction(
        () =>
          commits.map((commit) => {
            const number = numberFor(commit)
            write(number, commit)
            return number
          }),
        { behavior: 'immediate' },
      )
      for (const [index, { state }] of commits.entries()) keep(numbers[index]!, state)
      return result
    },
    sandbox: (id) => head(id)?.sandbox,
    apiKey: (id, key) => {
      const found = head(id)
      return found && tables.get('apiKey', found.number, key)
    },
    reader,
    // A commit writes in one turn of the event loop, and no query here takes longer than its own.
    snapshot: async (id, work) => work(reader(id)),
    dueSandboxes: (real, limit) =>
      db
        .select({ id: sandboxes.id })
        .from(sandboxes)
        .where(and(isNotNull(sandboxes.wakeAt), lte(sandboxes.wakeAt, real)))
        .orderBy(asc(sandboxes.wakeAt))
        .limit(limit)
        .all()
        .map(({ id }) => id),
    nextWake: () =>
      db.select({ at: sandboxes.wakeAt }).from(sandboxes).where(isNotNull(sandboxes.wakeAt)).orderBy(asc(sandboxes.wakeAt)).limit(1).get()?.at ??
      null,
    logRequests: (entries) =>
      db.transaction(
        () =>
          entries.forEach(({ sandbox, request }) => {
            const found = head(sandbox)
            if (found) log.add(found.number, request)
          }),
        { behavior: 'immediate' },
      ),
    tidy(real) {
      staging.tidy(real)
      return lifecycle.tidy(real)
    },
    dump: (id) =>
      dumps.give(() => {
        const { number, sandbox } = there(id)
        return { number, head: sandbox, isThere: () => head(id)?.number === number }
      }),
    stage: (name, piece) => db.transaction(() => staging.stage(name, piece), { behavior: 'immediate' }),
    staged(name) {
      const found = staging.find(name)
      if (!found) return undefined
      const { number, version } = found
      const pieces = dumps.give(() => ({ number, isThere: () => staging.find(name)?.number === number }))
      return { version, pieces: pieces as AsyncIterable<RowsPiece> }
    },
    settle(name, sandbox, version, last = []) {
      const number = db.transaction(() => staging.settle(name, sandbox, { version, last }), { behavior: 'immediate' })
      if (number !== undefined) heads.set(sandbox.id, { number, sandbox })
      return number !== undefined
    },
    unstage: (name) => db.transaction(() => staging.forget(name), { behavior: 'immediate' }),
    close,
  }
}
