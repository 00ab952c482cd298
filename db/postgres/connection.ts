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

type Result = pg.QueryArrayResult<unknown[]>

export function onClient(client: pg.ClientBase): Connection {
  const { stream } = (client as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection

  function send(queries: readonly Query[]): Promise<Result[]> {
    return new Promise((resolve, reject) => {
      const results: Result[] = new Array(queries.length)
      let open = queries.length
      let failed: { fault: unknown } | undefined
      // One packet for all of them.
      stream.cork()
      for (const [index, query] of queries.entries()) {
        client.query(query, (fault: Error | null, result: Result) => {
          if (fault) failed ??= { fault }
          results[index] = result
          if (--open > 0) return
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
