import { afterAll, describe, expect, test } from 'vitest'
import { SandboxUnavailable } from '../../api/core/store.ts'
import { dumpContract } from '../dump.contract.ts'
import { openPostgres, type PostgresStore } from './open.ts'
import { database, noPostgres } from './test/database.ts'
import { withClient } from './test/server.ts'

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

  test('imports of one sandbox that wait are bounded, and others are not held up', async () => {
    const url = await database()
    const store = await openPostgres(url, { connections: 2 })
    opened.push(store)
    await withClient(url, (client) => client.query("INSERT INTO stagings (sandbox, life, name, version) VALUES ('sbx_1', 1000000000, 'sbx_1/x', 1)"))
    await expect(store.stage('sbx_1/y', { table: 'journal', rows: [] })).rejects.toThrow(SandboxUnavailable)
    await store.stage('sbx_2/y', { table: 'journal', rows: [] })
    expect(await store.staged('sbx_2/y')).toMatchObject({ version: 1 })
  })
})
