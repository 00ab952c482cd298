import type { Source } from '../../api/core/state.ts'
import { CommitInDoubt, type SandboxCommit, type Sources, type Store } from '../../api/core/store.ts'
import type { Connections, HeldConnection } from './connections.ts'
import { available, isConflict, isConnectionLoss } from './failures.ts'
import { insertHead, lockHead, nextHead, readHead, updateHead } from './heads.ts'
import { moveAlong } from './lifecycle.ts'
import { Loading, type Remembered } from './load.ts'
import type { Head, Known, Memory } from './memory.ts'
import { copyRows } from './owner-rows.ts'
import { bare, type Query, type Row } from './statements.ts'
import { forked } from './tables.ts'
import { tidyTime, writesOf } from './write.ts'

type Needs = Parameters<Store['commit']>[0]
type Decide<T> = (sources: Sources) => Decided<T> | Promise<Decided<T>>
interface Decided<T> {
  readonly commits: readonly SandboxCommit[]
  readonly result: T
}

/** What is locked, and what this process knows of it. Undefined: no such sandbox. */
type Locked = ReadonlyMap<string, Known | undefined>

interface Written {
  readonly commit: SandboxCommit
  readonly before: Known | undefined
  readonly after: Head
}

const attempts = 4

/**
 * One transaction under the lock of the sandbox's row. A lone request takes two round trips: BEGIN, lock and what is not
 * in memory; then all writes and COMMIT.
 */
export function createCommit(connections: Connections, memory: Memory) {
  return async <T>(needs: Needs, decide: Decide<T>): Promise<T> => {
    const deadline = connections.deadline()
    for (let attempt = 1; ; attempt++) {
      const outcome = await tryOnce(needs, decide, deadline)
      if ('result' in outcome) return outcome.result
      if (!outcome.mayRepeat || attempt === attempts || performance.now() >= deadline) throw available(outcome.fault)
    }
  }

  async function tryOnce<T>(needs: Needs, decide: Decide<T>, deadline: number): Promise<{ result: T } | { fault: unknown; mayRepeat: boolean }> {
    const connection = await connections.acquire(deadline)
    let stage: 'loading' | 'deciding' | 'writing' = 'loading'
    try {
      const { locked, sources } = await lockAndLoad(connection, needs)
      stage = 'deciding'
      const { commits, result } = await decide(sources)
      stage = 'writing'
      if (commits.length === 0) letGo(connection)
      else await write(connection, commits, locked, deadline)
      return { result }
    } catch (fault) {
      // What deciding throws is the caller's own, whatever it looks like.
      if (stage === 'deciding') {
        await giveUp(connection, undefined)
        throw fault
      }
      await giveUp(connection, fault)
      return { fault, mayRepeat: isConflict(fault) || isBornTwice(fault) || (stage === 'loading' && isConnectionLoss(fault)) }
    }
  }

  async function lockAndLoad(connection: HeldConnection, needs: Needs) {
    const plans = [...needs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, reads]) => plan(id, new Loading(reads)))
    const results = await connection.pipeline([
      bare('BEGIN'),
      ...plans.map(({ id }) => lockHead(id)),
      ...plans.flatMap(({ fetch }) => fetch?.queries ?? []),
    ])
    const locked = new Map<string, Known | undefined>()
    const sources = new Map<string, Source>()
    let next = 1 + plans.length
    for (const [index, one] of plans.entries()) {
      const after = next + (one.fetch?.queries.length ?? 0)
      const fetched = results.slice(next, after)
      next = after
      const head = readHead(results[1 + index]!)
      const known = head && memory.trust(head)
      locked.set(one.id, known)
      if (known) sources.set(one.id, await load(connection, one, known, fetched))
    }
    return { locked, sources }
  }

  /** What is probably missing is asked for together with the lock: it is only true once that is held. */
  function plan(id: string, loading: Loading) {
    const known = memory.known(id)
    const walked = known && loading.walk(known.sandbox, rememberedOf(known))
    const fetch = walked?.missing && loading.fetch({ sandbox: id, life: known!.life }, walked.missing)
    return { id, loading, known, walked, fetch }
  }

  async function load(
    connection: HeldConnection,
    planned: ReturnType<typeof plan>,
    known: Known,
    fetched: readonly (readonly Row[])[],
  ): Promise<Source> {
    const { loading, walked, fetch } = planned
    if (walked && !fetch && known === planned.known) return loading.source(known.sandbox, walked)
    const remembered = rememberedOf(known)
    if (fetch && known.life === planned.known!.life) fetch.take(fetched, remembered)
    return loading.complete(connection, known.sandbox, known.life, remembered)
  }

  function rememberedOf(known: Known): Remembered {
    return {
      get: (kind, key) => memory.get(known, kind, key),
      keep: (kind, key, value) => memory.keep(known, kind, key, value),
    }
  }

  async function write(connection: HeldConnection, commits: readonly SandboxCommit[], locked: Locked, deadline: number): Promise<void> {
    const written = commits.map((commit): Written => {
      const before = locked.get(commit.state.sandbox.id)
      return { commit, before, after: nextHead(commit.state.sandbox, before, commit.reset === true) }
    })
    const queries: Query[] = []
    for (const { commit, before, after } of written) {
      const owner = { sandbox: after.sandbox.id, life: after.life }
      const tidyAt = tidyTime(commit.state)
      if (before) queries.push(updateHead(after, before.life === after.life ? tidyAt : 0))
      else queries.push(insertHead(after, tidyAt))
      if (before && before.life !== after.life) queries.push(...moveAlong(owner, before.life))
      if (!before && commit.copyOf) {
        await connection.pipeline(queries.splice(0))
        await copyRows(connection, forked, { sandbox: commit.copyOf, life: locked.get(commit.copyOf)!.life }, owner)
      }
      queries.push(...writesOf(commit, owner))
    }
    await makeDurable(connection, queries, written, deadline)
    for (const { commit, before, after } of written) memory.committed(before, after, commit.state)
  }

  async function makeDurable(connection: HeldConnection, queries: readonly Query[], written: readonly Written[], deadline: number): Promise<void> {
    try {
      if (!(await connection.commit(queries))) throw new Error('PostgreSQL rolled back what it was told to commit')
      connection.release()
    } catch (fault) {
      for (const { after } of written) memory.forget(after.sandbox.id)
      if (!isConnectionLoss(fault)) throw fault
      connection.release(fault)
      await resolveDoubt(written, fault, deadline)
    }
  }

  /** The connection was lost with COMMIT on its way. Who takes the lock next sees which way it went. */
  async function resolveDoubt(written: readonly Written[], cause: unknown, deadline: number): Promise<void> {
    // A reset in which time acted first writes the head of its sandbox twice.
    const { before, after: first } = written[0]!
    const { after } = written.findLast(({ after: { sandbox } }) => sandbox.id === first.sandbox.id)!
    const doubt = new CommitInDoubt('the connection was lost during COMMIT, and what came of it is not known', { cause })
    const now = await connections.run(lockHead(after.sandbox.id), deadline).then(readHead, () => Promise.reject(doubt))
    if (now?.stamp === after.stamp) return
    if (now?.version !== before?.version) throw doubt
    throw cause
  }

  /** Nothing was written: what was decided is already true, and nobody has to wait for the lock to go. */
  function letGo(connection: HeldConnection): void {
    void connection.run(bare('ROLLBACK')).then(() => connection.release(), connection.release)
  }

  async function giveUp(connection: HeldConnection, fault: unknown): Promise<void> {
    if (connection.isReleased) return
    if (fault !== undefined && isConnectionLoss(fault)) return connection.release(fault)
    await connection.run(bare('ROLLBACK')).then(() => connection.release(fault), connection.release)
  }
}

/** Two commits made the same sandbox: the one that came later decides again, on what is there now. */
function isBornTwice(fault: unknown): boolean {
  const { code, table } = fault as { code?: string; table?: string }
  return code === '23505' && table !== undefined && table.startsWith('sandboxes')
}
