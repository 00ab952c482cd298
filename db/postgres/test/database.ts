import { afterAll, inject } from 'vitest'
import { createDatabaseAt, type PostgresServer, startServer, whyNoServer } from './server.ts'

/** Fresh databases for a file of tests: on the server of the whole run, or on one of its own where the run has none. */
const given = inject('postgres') as string | undefined

/** Why tests of PostgreSQL are skipped; null where they are not. */
export const noPostgres: string | null = given === undefined ? await whyNoServer() : inject('noPostgres')

let own: Promise<PostgresServer> | undefined
if (given === undefined) afterAll(async () => (await own)?.stop())

export async function database(): Promise<string> {
  if (given) return createDatabaseAt(given)
  own ??= startServer()
  return (await own).database()
}
