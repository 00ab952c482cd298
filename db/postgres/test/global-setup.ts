import type { TestProject } from 'vitest/node'
import { startServer, whyNoServer } from './server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The one server of this run: where databases are made (`createDatabaseAt`). Empty where there is none. */
    postgres: string
    /** Why there is none; null where there is. */
    noPostgres: string | null
  }
}

/** One PostgreSQL for all test files of a run: each takes fresh databases on it (`test/database.ts`). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const missing = await whyNoServer()
  project.provide('noPostgres', missing)
  if (missing !== null) {
    project.provide('postgres', '')
    return async () => {}
  }
  const server = await startServer({ settings: ['max_connections=300'] })
  await server.database()
  project.provide('postgres', server.url('postgres'))
  return server.stop
}
