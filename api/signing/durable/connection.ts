import type { SqlConnection } from '../sql/connection.ts'

/** What is used of `DurableObjectStorage` (developers.cloudflare.com/durable-objects/api/sqlite-storage-api). */
export interface DurableStorage {
  readonly sql: { exec(sql: string, ...values: unknown[]): { toArray(): object[] } }
  transactionSync<T>(work: () => T): T
}

/** Storage of a Durable Object. The runtime lets nothing out of the object before what was written is durable, so all is. */
export function durableConnection(storage: DurableStorage): SqlConnection {
  return {
    all: (sql, ...values) =>
      storage.sql
        .exec(sql, ...values)
        .toArray()
        .map(withBytes),
    run: (sql, ...values) => void storage.sql.exec(sql, ...values),
    script: (sql) => void storage.sql.exec(sql),
    transaction: (_durable, work) => storage.transactionSync(work),
    close() {},
  }
}

function withBytes(row: object): object {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value instanceof ArrayBuffer ? new Uint8Array(value) : value]))
}
