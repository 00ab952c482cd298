import type pg from 'pg'
import { bare, type Query, type Row } from './statements.ts'

/** One connection, held by one piece of work at a time. */
export interface Connection {
  run(query: Query): Promise<readonly Row[]>
  /** Sends all at once and waits once. The first that failed is what is thrown, when all are over. */
  pipeline(queries: readonly Query[]): Promise<(readonly Row[])[]>
  /** Sends all and COMMIT. Resolves when that is durable; false when the server rolled back instead, which nothing tells but its answer. */
  commit(queries: readonly Query[]): Promise<boolean>
}

/** What we use of the socket. Its time runs while nothing comes or goes. */
interface Stream {
  cork(): void
  uncork(): void
  setTimeout(milliseconds: number, over: () => void): void
  destroy(fault: Error): void
}

type Result = pg.QueryArrayResult<unknown[]>

/** Whoever wants to know what a connection hears. */
export interface Ear {
  /** Something is asked: for how long may the server, or the way to it, say nothing at all? In milliseconds. */
  asked(): number
  heard(): void
}

export function onClient(client: pg.ClientBase, ear: Ear): Connection {
  const { stream } = (client as unknown as { connection: { stream: Stream } }).connection
  let waiting = 0

  // Whatever is under way on it then fails with this.
  const giveUp = () => void stream.destroy(Object.assign(new Error('the server, or the way to it, is silent'), { code: 'ETIMEDOUT' }))

  function send(queries: readonly Query[]): Promise<Result[]> {
    return new Promise((resolve, reject) => {
      const results: Result[] = new Array(queries.length)
      let open = queries.length
      if (waiting++ === 0) stream.setTimeout(ear.asked(), giveUp)
      let failed: { fault: unknown } | undefined
      // One packet for all of them.
      stream.cork()
      for (const [index, query] of queries.entries()) {
        client.query(query, (fault: Error | null, result: Result) => {
          if (fault) failed ??= { fault }
          else ear.heard()
          results[index] = result
          if (--open > 0) return
          if (--waiting === 0) stream.setTimeout(0, giveUp)
          if (failed) reject(failed.fault)
          else resolve(results)
        })
      }
      stream.uncork()
    })
  }

  return {
    run: async (query) => (await send([query]))[0]!.rows,
    pipeline: async (queries) => (await send(queries)).map(({ rows }) => rows),
    commit: async (queries) => (await send([...queries, bare('COMMIT')])).at(-1)!.command === 'COMMIT',
  }
}
