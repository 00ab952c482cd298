import { afterAll, inject } from 'vitest'
import { createConnections } from '../../db/postgres/connections.ts'
import { createMemory } from '../../db/postgres/memory.ts'
import { createPostgresStore } from '../../db/postgres/store.ts'
import { createDatabaseAt, withClient } from '../../db/postgres/test/server.ts'
import type { Store } from '../core/store.ts'
import { useEngine } from './engines.ts'

/** The HTTP suite on PostgreSQL: each file of tests has a database of its own on the one server of the run. */
const server = inject('postgres')
const stores = new Set<Store>()
const own = await createDatabaseAt(server)

function openAt(url: string): Store {
  const memory = createMemory()
  const store = createPostgresStore(createConnections(url, { connections: 4, waitMilliseconds: 20_000 }, memory.forgetAll), memory)
  stores.add(store)
  return store
}

useEngine({
  openStore: () => openAt(own),
  async database() {
    const url = await createDatabaseAt(server)
    return { open: () => openAt(url), bytes: () => everyRow(url), remove: async () => {} }
  },
})

afterAll(async () => {
  for (const store of stores) await store.close()
})

async function everyRow(url: string): Promise<Buffer[]> {
  return withClient(url, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
    const all: Buffer[] = []
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`)
      all.push(...rows.map(({ text }) => Buffer.from(text)))
    }
    return all
  })
}
