import pg from 'pg'
import { Exchange } from '../exchange.ts'

/** What the driver was told to run: captured where it leaves the program, so that nothing is overlooked. */
export interface Sent {
  readonly text: string
  readonly values: readonly unknown[]
}

const listeners = new Set<(sent: Sent) => void>()
const original = pg.Client.prototype.query
pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
  const [config, values = []] = given as [string | Exchange | Sent, unknown[]?]
  const sent = typeof config === 'string' ? [{ text: config, values }] : config instanceof Exchange ? config.queries : [config]
  for (const one of sent) for (const listener of listeners) listener(one)
  return Reflect.apply(original, this, given) as never
} as typeof original

/** What is sent until `stop`. */
export function listen(): { sent: Sent[]; stop(): void } {
  const sent: Sent[] = []
  const listener = (one: Sent) => void sent.push(one)
  listeners.add(listener)
  return { sent, stop: () => void listeners.delete(listener) }
}

/** Statements about transactions and connections: they touch no row. */
export function touchesRows({ text }: Sent): boolean {
  return !/^\s*(BEGIN|COMMIT|ROLLBACK|SET)\b/.test(text)
}
