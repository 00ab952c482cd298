import { createCache } from '../../api/core/cache.ts'
import type { LoggedRequest } from '../../api/core/reader.ts'
import { encodeArray } from './arrays.ts'
import type { Connections } from './connections.ts'
import { bare, type Query, query, statement } from './statements.ts'

/** Each sandbox keeps its newest thousand requests, and some more for a while. */
const kept = 1_000

const insert = statement(
  `INSERT INTO requests (sandbox, life, id, request) SELECT $1, sandboxes.life, logged.id, logged.request
   FROM sandboxes, unnest($2::text[], $3::json[]) AS logged (id, request) WHERE sandboxes.id = $1 ON CONFLICT DO NOTHING`,
)
const forget = statement(
  `DELETE FROM requests WHERE sandbox = $1 AND life = (SELECT life FROM sandboxes WHERE id = $1) AND id <= (
     SELECT id FROM requests WHERE sandbox = $1 AND life = (SELECT life FROM sandboxes WHERE id = $1) ORDER BY id DESC OFFSET ${kept} LIMIT 1)`,
)

/** Entries after which the oldest are forgotten: looking for them costs more than adding some. */
const between = 100

/** A log, not a ledger: the newest of it may be lost with the server, so nobody waits for its disk. */
export function createRequestLog(connections: Connections) {
  const added = createCache<string, number>(10_000)

  function isTimeToForget(sandbox: string, count: number): boolean {
    const sum = (added.get(sandbox) ?? between) + count
    added.set(sandbox, sum % between)
    return sum >= between
  }

  /** All sandboxes in one packet, each in a transaction of its own. */
  return async (entries: readonly { sandbox: string; request: LoggedRequest }[]): Promise<void> => {
    const queries: Query[] = []
    for (const [sandbox, logged] of Map.groupBy(entries, ({ sandbox }) => sandbox)) {
      const requests = logged.map(({ request }) => request)
      const ids = encodeArray(
        'text',
        requests.map(({ id }) => id),
      )
      const texts = encodeArray(
        'json',
        requests.map((request) => JSON.stringify(request)),
      )
      queries.push(bare('BEGIN'), bare('SET LOCAL synchronous_commit = off'), query(insert, [sandbox, ids, texts]))
      if (isTimeToForget(sandbox, logged.length)) queries.push(query(forget, [sandbox]))
      queries.push(bare('COMMIT'))
    }
    await connections.using((connection) => connection.pipeline(queries))
  }
}
