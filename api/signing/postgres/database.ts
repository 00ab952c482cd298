import { createConnections, type HeldConnection } from '../../../db/postgres/connections.ts'
import { query, statement } from '../../../db/postgres/statements.ts'
import { SigningUnavailable } from '../../core/signing.ts'
import { StoreUnavailable } from '../../core/store.ts'

export type Row = readonly unknown[]

/** The database that several signing processes share. What passes by itself, such as a lost connection, rejects with SigningUnavailable. */
export interface KeyDatabase {
  /** Rows as arrays, in the order of their columns. */
  run(text: string, ...values: readonly unknown[]): Promise<readonly Row[]>
  /** What `work` does nobody else does at the same time, in whatever process. */
  alone<T>(work: (run: KeyDatabase['run'], script: HeldConnection['script']) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A signing needs one for a fraction of a millisecond. */
const connections = 4

/** Less than a caller waits before he ends the process (`process/connection.ts`), in milliseconds: to connect, to be answered. */
const [waitMilliseconds, patience] = [3_000, 8_000]

/** "KaSi", "keys": nobody else's lock. */
const lock = '1264669545, 1801812339'

export function openDatabase(url: string): KeyDatabase {
  const pool = createConnections(url, { connections, waitMilliseconds }, () => {})

  function runOn(connection: Pick<HeldConnection, 'run'>): KeyDatabase['run'] {
    return (text, ...values) => connection.run(query(statement(text), values))
  }

  return {
    run: (text, ...values) => answered(runOn(pool)(text, ...values)),
    alone: (work) =>
      answered(
        pool.using(async (connection) => {
          const run = runOn(connection)
          await run(`SELECT pg_advisory_lock(${lock})`)
          try {
            return await work(run, connection.script)
          } finally {
            await run(`SELECT pg_advisory_unlock(${lock})`)
          }
        }),
      ),
    close: pool.close,
  }
}

/** A server that is gone without a word must not keep the caller waiting. */
async function answered<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new SigningUnavailable('the database of the keys does not answer')), patience)
  })
  try {
    return await Promise.race([work, late])
  } catch (fault) {
    if (fault instanceof StoreUnavailable) throw new SigningUnavailable(`the database of the keys: ${fault.message}`, { cause: fault })
    throw fault
  } finally {
    clearTimeout(timer)
  }
}
