import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite } from '../../db/sqlite/open.ts'
import type { Store } from '../core/store.ts'
import { outOfReach } from './out-of-reach.ts'

/** Which engine the HTTP suite runs on: a project of vitest.config.ts says so. */
export const engine = (process.env['TEST_ENGINE'] ?? 'sqlite') as 'sqlite' | 'postgres' | 'workerd'

/**
 * Of what is generated for every use case, on what an engine changes nothing of: all on SQLite and PostgreSQL, every fifth in
 * workerd, where each of the thousands of sandboxes is an object with keys and tables of its own; there too with EVERY_CASE=1.
 */
export function someOf<T>(cases: readonly T[]): readonly T[] {
  return engine === 'workerd' && !process.env['EVERY_CASE'] ? cases.filter((_one, index) => index % 5 === 0) : cases
}

/** A database that outlives its store. */
export interface TestDatabase {
  open(): Store
  /** All that is in it, as it is written. */
  bytes(): Promise<Buffer[]>
  remove(): Promise<void>
}

/** How an engine is had in tests. The set-up file of a project gives it; without one it is SQLite. */
interface TestEngine {
  /** A store that nobody opens again. */
  openStore(): Store
  database(): Promise<TestDatabase>
}

const sqlite: TestEngine = {
  openStore: () => openSqlite(':memory:'),
  async database() {
    const folder = mkdtempSync(join(tmpdir(), 'kariosae-test-'))
    return {
      open: () => openSqlite(join(folder, 'ledger.db')),
      bytes: async () => readdirSync(folder).map((name) => readFileSync(join(folder, name))),
      remove: async () => rmSync(folder, { recursive: true }),
    }
  },
}

/** Its databases are inside of workerd, where no test opens one. */
const workerd: TestEngine = {
  openStore: () => outOfReach('the test opens a store'),
  database: () => outOfReach('the test opens a database'),
}

let present = engine === 'workerd' ? workerd : sqlite
export function useEngine(given: TestEngine): void {
  present = given
}

export const openTestStore = (): Store => present.openStore()
export const createTestDatabase = (): Promise<TestDatabase> => present.database()
