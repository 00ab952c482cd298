import { createLedger } from './ledger.ts'
import { load, startServer } from './processes.ts'
import { divide, inRounds, type Loaded, loadTable, loadWith, type Measurable, operations, type Rates, ratesOf } from './rates.ts'
import type { Ratio } from './report.ts'
import type { Section, Size } from './section.ts'

const connections = 64

/** Against the server's own echo, a raw echo, and the same code with one commit for each command. */
export async function compareEcho(size: Size): Promise<Section> {
  const grouped = await startServer('bench/server.ts', 'grouped')
  const single = await startServer('bench/server.ts', 'single', { BENCH_GROUP: '1' })
  const raw = await startServer('bench/raw-echo.ts', 'raw')
  const ledger = await createLedger(grouped.port, 1_000)
  const singleLedger = await createLedger(single.port, 1_000)
  const ours = { target: { servers: [grouped] }, ledgers: [ledger], connections }
  const alone = { target: { servers: [single] }, ledgers: [singleLedger], connections }

  const loads = await inRounds<Loaded>(size, async (note, seconds) => {
    note('own validated echo', await loadWith('echo', { ...ours, seconds }))
    note('raw node:http echo', await loadWith('echo', { ...ours, seconds, target: { servers: [raw] } }))
    let expected = 0
    for (const operation of operations) {
      const grouped = await loadWith(operation, { ...ours, seconds, expected })
      note(operation, grouped)
      note(`${operation}, one commit per request`, await loadWith(operation, { ...alone, seconds, expected: expected / 3 }))
      expected = grouped.perSecond
    }
  })
  for (const server of [grouped, single, raw]) await server.stop()
  return { text: loadTable(['64 connections, SQLite'], loads), ratios: operations.flatMap((operation) => echoRatios(operation, ratesOf(loads))) }
}

function echoRatios(operation: Measurable, rates: Rates): Ratio[] {
  return [
    { name: `${operation} : own validated echo, a turn later`, goal: '≥ 0.75', values: divide(rates, operation, 'own validated echo') },
    { name: `${operation} : raw node:http echo`, goal: '≥ 0.70', values: divide(rates, operation, 'raw node:http echo') },
    { name: `${operation} : one commit per request`, goal: '≥ 5', values: divide(rates, operation, `${operation}, one commit per request`) },
  ]
}

/** A hold that waits for a tree of ten conditions, beside a plain one. */
export async function compareConditions(size: Size): Promise<Section> {
  const server = await startServer('server.ts', 'conditions')
  const ledger = await createLedger(server.port, 1_000)
  const rates = await inRounds<number>(size, async (note, seconds) => {
    for (const operation of ['hold', 'conditional'] as const) {
      const { perSecond } = await load({ ports: [server.port], connections, seconds, plan: { operation, ledgers: [ledger] } })
      note(operation, perSecond)
    }
  })
  await server.stop()
  return { ratios: [{ name: 'hold with a tree of ten conditions : plain hold', goal: '≥ 0.7', values: divide(rates, 'conditional', 'hold') }] }
}
