import type { Database, Statement } from 'better-sqlite3'
import { watchFiles, whenLost } from '../../db/sqlite/same-file.ts'
import { SigningUnavailable } from '../core/signing.ts'
import type { SqlConnection } from './sql/connection.ts'

/** A SQLite file. Statements are prepared once. Throws SigningUnavailable where the file cannot serve now. */
export function sqliteConnection(database: Database): SqlConnection {
  const statements = new Map<string, Statement>()
  const isLost = database.memory ? () => false : watchFiles(database.name)
  const inTransaction = database.transaction((work: () => unknown) => work())
  let wasDurable: boolean | undefined
  function prepared(sql: string): Statement {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  return {
    all: (sql, ...values) => available(() => prepared(sql).all(...values) as object[]),
    run: (sql, ...values) => void available(() => prepared(sql).run(...values)),
    script: (sql) => void database.exec(sql),
    transaction<T>(durable: boolean, work: () => T): T {
      if (isLost()) throw new SigningUnavailable(`the keystore ${whenLost}`)
      if (durable !== wasDurable) database.pragma(`synchronous = ${durable ? 'FULL' : 'NORMAL'}`)
      wasDurable = durable
      return available(() => inTransaction.immediate(work) as T)
    },
    close: () => void database.close(),
  }
}

/** Faults of the disk and its locks pass, or can be mended. */
function available<T>(work: () => T): T {
  try {
    return work()
  } catch (fault) {
    const code = String((fault as { code?: unknown }).code)
    if (/^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|CORRUPT|NOTADB)/.test(code))
      throw new SigningUnavailable(`the keystore: ${code}`, { cause: fault })
    throw fault
  }
}
