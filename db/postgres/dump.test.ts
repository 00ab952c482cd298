import { afterAll, describe } from 'vitest'
import { dumpContract } from '../dump.contract.ts'
import { openPostgres, type PostgresStore } from './open.ts'
import { database, noPostgres } from './test/database.ts'

describe.skipIf(noPostgres !== null)(`PostgreSQL${noPostgres === null ? '' : ` (skipped: ${noPostgres})`}`, () => {
  const opened: PostgresStore[] = []
  afterAll(async () => {
    for (const store of opened) await store.close()
  })

  dumpContract('PostgreSQL', {
    async open() {
      const store = await openPostgres(await database(), { connections: 4 })
      opened.push(store)
      return store
    },
  })
})
