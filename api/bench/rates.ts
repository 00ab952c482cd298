import { audit, createHolds, createLedger } from './ledger.ts'
import type { Measured } from './load.ts'
import { load, type Server, startServer } from './processes.ts'
import { markdownTable, median, type Ratio } from './report.ts'
import type { Ledger, Plan } from './requests.ts'
import type { Section, Size } from './section.ts'

const operations = ['transfer', 'hold', 'capture'] as const
export type Measurable = (typeof operations)[number]

/** Holds made ahead for each second of captures: more than a server takes in that time. */
const spareHolds = 2

export interface Loaded extends Measured {
  /** Processor time of the server for each request, in microseconds: it hardly depends on what else the machine does. */
  readonly processor: number
}

/** Loads a server with one kind of command. Captures get holds to take first; each is taken once. */
export async function loadWith(
  operation: Plan['operation'],
  { server, ledger, connections, seconds, expected }: { server: Server; ledger: Ledger; connections: number; seconds: number; expected: number },
): Promise<Loaded> {
  const holds = operation === 'capture' ? await createHolds(server.port, ledger, Math.ceil(expected * seconds * spareHolds)) : []
  const before = server.processorTime()
  const measured = await load({ port: server.port, connections, seconds, plan: { operation, ledgers: [ledger], holds } })
  return { ...measured, processor: (server.processorTime() - before) / measured.answered }
}

/** Transfers, holds and captures at several numbers of connections, against the server as it is shipped. */
export async function measureRates({ seconds, rounds }: Size): Promise<Section> {
  const server = await startServer('server.ts', 'rates')
  const ledger = await createLedger(server.port, 1_000)
  await load({ port: server.port, connections: 64, seconds: 2 * seconds, plan: { operation: 'transfer', ledgers: [ledger] } })
  const measured = new Map<string, Loaded[]>()
  for (let round = 0; round < rounds; round++) {
    for (const connections of [1, 16, 64, 256]) {
      let expected = 0
      for (const operation of operations) {
        const result = await loadWith(operation, { server, ledger, connections, seconds, expected })
        expected = result.perSecond
        const name = `${operation} ${connections}`
        measured.set(name, [...(measured.get(name) ?? []), result])
      }
    }
  }
  if (!(await audit(server.port, ledger))) throw new Error('the audit found a difference')
  await server.stop()
  return { text: rateTable(measured), ratios: operations.map((operation) => tail(operation, measured.get(`${operation} 64`)!)) }
}

function rateTable(measured: ReadonlyMap<string, readonly Loaded[]>): string {
  const rows = [...measured].map(([name, results]) => {
    const [operation, connections] = name.split(' ')
    const of = (field: 'perSecond' | 'p50' | 'p99' | 'processor') => median(results.map((result) => result[field]))
    return [operation!, connections!, of('perSecond'), of('p50'), of('p99'), of('processor')]
  })
  return markdownTable(
    ['command', 'connections', 'requests/s', 'p50 ms', 'p99 ms', 'server CPU µs/request'],
    rows.sort(([a], [b]) => operations.indexOf(a as Measurable) - operations.indexOf(b as Measurable)),
  )
}

function tail(operation: string, results: readonly Measured[]): Ratio {
  return { name: `${operation}, 64 connections, p99 : p50`, goal: '≤ 3', values: results.map(({ p50, p99 }) => p99 / p50) }
}
