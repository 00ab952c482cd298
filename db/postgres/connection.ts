import type pg from 'pg'
import { Exchange, type Outcome } from './exchange.ts'
import { bare, type Query, type Row } from './statements.ts'

/** One connection, held by one piece of work at a time. */
export interface Connection {
  run(query: Query): Promise<readonly Row[]>
  /** Sends all at once and waits once. What follows one that failed is not run; outside a transaction, they are one. */
  pipeline(queries: readonly Query[]): Promise<(readonly Row[])[]>
  /** Sends all and COMMIT. Resolves when that is durable; false when the server rolled back instead, which nothing tells but its answer. */
  commit(queries: readonly Query[]): Promise<boolean>
  /** Several statements without values, all or none. Gives the rows where it is but one. */
  script(text: string): Promise<readonly Row[]>
}

/** What we use of the socket. Its time runs while nothing comes or goes. */
interface Stream {
  setTimeout(milliseconds: number, over: () => void): void
  destroy(fault: Error): void
}

/** Whoever wants to know what a connection hears. */
export interface Ear {
  /** Something is asked: for how long may the server, or the way to it, say nothing at all? In milliseconds. */
  asked(): number
  heard(): void
}

export function onClient(client: pg.ClientBase, ear: Ear): Connection {
  const { stream } = (client as unknown as { connection: { stream: Stream } }).connection
  let waiting = 0

  // Whatever is under way on it then fails with this.
  const giveUp = () => void stream.destroy(Object.assign(new Error('the server, or the way to it, is silent'), { code: 'ETIMEDOUT' }))

  let last: Promise<unknown> = Promise.resolve()

  /** One after the other: what is to travel together is in one pipeline. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (waiting++ === 0) stream.setTimeout(ear.asked(), giveUp)
    const done = waiting === 1 ? work() : last.then(work, work)
    last = done.then(rest, rest)
    return done
  }
  function rest(): void {
    if (--waiting === 0) stream.setTimeout(0, giveUp)
  }

  const send = (queries: readonly Query[]): Promise<readonly Outcome[]> =>
    inTurn(() => client.query(new Exchange(queries, ear.heard) as Exchange & pg.Submittable).answered)

  return {
    run: async (query) => (await send([query]))[0]!.rows,
    pipeline: async (queries) => (await send(queries)).map(({ rows }) => rows),
    commit: async (queries) => (await send([...queries, bare('COMMIT')])).at(-1)!.command === 'COMMIT',
    async script(text) {
      const result = await inTurn(() => client.query({ text, rowMode: 'array' }))
      ear.heard()
      return result.rows
    },
  }
}
