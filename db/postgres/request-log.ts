import type { LoggedRequest } from '../../api/core/reader.ts'
import { encodeArray } from './arrays.ts'
import type { Connections } from './connections.ts'
import { bare, query, statement } from './statements.ts'

/** Each sandbox keeps its newest thousand requests. */
const kept = 1_000

const insert = statement(
  `INSERT INTO requests (sandbox, life, id, request) SELECT $1, sandboxes.life, logged.id, logged.request
   FROM sandboxes, unnest($2::text[], $3::json[]) AS logged (id, request) WHERE sandboxes.id = $1 ON CONFLICT DO NOTHING`,
)
const forget = statement(
  `DELETE FROM requests WHERE sandbox = $1 AND life = (SELECT life FROM sandboxes WHERE id = $1) AND id <= (
     SELECT id FROM requests WHERE sandbox = $1 AND life = (SELECT life FROM sandboxes WHERE id = $1) ORDER BY id DESC OFFSET ${kept} LIMIT 1)`,
)

/** A log, not a ledger: the newest of it may be lost with the server, so nobody waits for its disk. */
export function createRequestLog(connections: Connections) {
  return async (entries: readonly { sandbox: string; request: LoggedRequest }[]): Promise<void> => {
    const bySandbox = Map.groupBy(entries, ({ sandbox }) => sandbox)
    await connections.using(async (connection) => {
      for (const [sandbox, logged] of bySandbox) {
        const ids = encodeArray(
          'text',
          logged.map(({ request }) => request.id),
        )
        const requests = encodeArray(
          'json',
          logged.map(({ request }) => JSON.stringify(request)),
        )
        await connection.pipeline([bare('BEGIN'), bare('SET LOCAL synchronous_commit = off')])
        await connection.commit([query(insert, [sandbox, ids, requests]), query(forget, [sandbox])])
      }
    })
  }
}
