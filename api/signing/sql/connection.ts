/** What a SQLite file and the storage of a Durable Object can both: SQL that answers at once. */
export interface SqlConnection {
  /** Rows by the names of their columns; bytes as Uint8Array. */
  all(sql: string, ...values: readonly SqlValue[]): readonly object[]
  run(sql: string, ...values: readonly SqlValue[]): void
  /** Several statements, without values. */
  script(sql: string): void
  /** Keeps all of it or nothing. `durable`: a power loss after it returns takes nothing back; else only a crash of the process does not. */
  transaction<T>(durable: boolean, work: () => T): T
  close(): void
}

type SqlValue = string | number | null | Uint8Array
