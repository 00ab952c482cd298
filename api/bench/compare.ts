import { createLedger, createLedgers } from './ledger.ts'
import { load, startServer } from './processes.ts'
import { type Loaded, loadWith, type Measurable } from './rates.ts'
import { markdownTable, median, type Ratio } from './report.ts'
import type { Plan } from './requests.ts'
import type { Section, Size } from './section.ts'

const connections = 64
export type Rates = Map<string, number[]>

/** Against the server's own echo, a raw echo, and the same code with one commit for each command. */
export async function compareEcho({ seconds, rounds }: Size): Promise<Section> {
  const grouped = await startServer('bench/server.ts', 'grouped')
  const single = await startServer('bench/server.ts', 'single', { BENCH_GROUP: '1' })
  const raw = await startServer('bench/raw-echo.ts', 'raw')
  const ledger = await createLedger(grouped.port, 1_000)
  const singleLedger = await createLedger(single.port, 1_000)
  const rates: Rates = new Map()
  const processor: Rates = new Map()
  const note = (name: string, loaded: Loaded) => {
    push(rates, name, loaded.perSecond)
    push(processor, name, loaded.processor)
  }

  for (let round = -1; round < rounds; round++) {
    if (round === 0) for (const noted of [rates, processor]) noted.clear() // the round before was for warming up
    note('echo', await loadWith('echo', { server: grouped, ledger, connections, seconds, expected: 0 }))
    note('raw', await loadWith('echo', { server: raw, ledger, connections, seconds, expected: 0 }))
    for (const operation of ['transfer', 'hold', 'capture'] as const) {
      const expected = rates.get('hold')?.at(-1) ?? 0
      note(operation, await loadWith(operation, { server: grouped, ledger, connections, seconds, expected }))
      note(`single ${operation}`, await loadWith(operation, { server: single, ledger: singleLedger, connections, seconds, expected: expected / 3 }))
    }
  }
  for (const server of [grouped, single, raw]) await server.stop()
  const ratios = (['transfer', 'hold', 'capture'] as const).flatMap((operation) => echoRatios(operation, rates))
  return { text: medians(rates, processor), ratios }
}

function echoRatios(operation: Measurable, rates: Rates): Ratio[] {
  return [
    { name: `${operation} : own validated echo, a turn later`, goal: '≥ 0.75', values: divide(rates, operation, 'echo') },
    { name: `${operation} : raw node:http echo`, goal: '≥ 0.70', values: divide(rates, operation, 'raw') },
    { name: `${operation} : one commit per request`, goal: '≥ 5', values: divide(rates, operation, `single ${operation}`) },
  ]
}

/** One wallet in every transfer, and the same load over a thousand sandboxes. */
export async function compareSpread({ seconds, rounds }: Size): Promise<Section> {
  const server = await startServer('server.ts', 'spread')
  const ledger = await createLedger(server.port, 1_000)
  const many = await createLedgers(server.port, 1_000, 10)
  const rates: Rates = new Map()
  const plans: Record<string, Plan> = {
    'one sandbox, 1,000 wallets': { operation: 'transfer', ledgers: [ledger] },
    'one hot wallet': { operation: 'transfer', ledgers: [ledger], hot: true },
    '1,000 sandboxes': { operation: 'transfer', ledgers: many },
  }
  for (let round = -1; round < rounds; round++) {
    if (round === 0) rates.clear()
    for (const [name, plan] of Object.entries(plans)) {
      const { perSecond } = await load({ port: server.port, connections, seconds, plan })
      push(rates, name, perSecond)
    }
  }
  await server.stop()
  const [spread, hot, sandboxes] = Object.keys(plans) as [string, string, string]
  const ratios = [
    { name: 'one hot wallet : spread over 1,000', goal: '≥ 0.95', values: divide(rates, hot, spread) },
    { name: '1,000 sandboxes : one sandbox', goal: '≥ 0.7', values: divide(rates, sandboxes, spread) },
  ]
  return { text: medians(rates), ratios }
}

export function divide(rates: Rates, above: string, below: string): number[] {
  return rates.get(above)!.map((value, round) => value / rates.get(below)![round]!)
}

export function push(rates: Rates, name: string, value: number): void {
  rates.set(name, [...(rates.get(name) ?? []), value])
}

export function medians(rates: Rates, processor?: Rates): string {
  const rows = [...rates].map(([name, values]) => [name, median(values), ...(processor ? [median(processor.get(name)!)] : [])])
  return markdownTable(['64 connections', 'requests/s', ...(processor ? ['server CPU µs/request'] : [])], rows)
}

/** A hold that waits for a tree of ten conditions, beside a plain one. */
export async function compareConditions({ seconds, rounds }: Size): Promise<Section> {
  const server = await startServer('server.ts', 'conditions')
  const ledger = await createLedger(server.port, 1_000)
  const rates: Rates = new Map()
  for (let round = -1; round < rounds; round++) {
    if (round === 0) rates.clear()
    for (const operation of ['hold', 'conditional'] as const) {
      const { perSecond } = await load({ port: server.port, connections, seconds, plan: { operation, ledgers: [ledger] } })
      push(rates, operation, perSecond)
    }
  }
  await server.stop()
  return {
    text: '',
    ratios: [{ name: 'hold with a tree of ten conditions : plain hold', goal: '≥ 0.7', values: divide(rates, 'conditional', 'hold') }],
  }
}
