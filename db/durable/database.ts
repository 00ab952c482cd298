import type { DurableObjectStorage } from '@cloudflare/workers-types'
import { drizzle } from 'drizzle-orm/durable-sqlite'
import type { Database, Prepared } from '../sqlite/statements.ts'
import { type LongSql, withLongTexts } from './long-texts.ts'

/** An object's SQLite as the store takes it: drizzle over it, and the statements of the hot path without drizzle in between. */
export function connect(storage: DurableObjectStorage): Database {
  const sql = withLongTexts(storage)
  const db = drizzle({ sql, transactionSync: (work: () => unknown) => storage.transactionSync(work) } as never)
  return Object.assign(db, { $client: { prepare: (text: string) => prepare(sql, text) } }) as unknown as Database
}

/** The object keeps statements prepared by their text. */
function prepare(sql: LongSql, text: string): Prepared {
  const rows = (values: readonly unknown[]) =>
    sql
      .exec(text, ...values)
      .raw()
      .toArray()
  const prepared: Prepared = {
    run: (values) => void rows(values),
    get: (values) => rows(values)[0],
    all: rows,
    raw: () => prepared,
  }
  return prepared
}
