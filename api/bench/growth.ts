import { audit, createLedger, createTransfers } from './ledger.ts'
import { type Server, startServer } from './processes.ts'
import { type Loaded, loadWith } from './rates.ts'
import { markdownTable, median } from './report.ts'
import type { Ledger } from './requests.ts'
import type { Section, Size } from './section.ts'

const connections = 64
const soakSeconds = 180
const windowSeconds = 15
const columns = ['transfers/s', 'p50 ms', 'p99 ms', 'server CPU µs/request', 'RSS MiB']

interface Filled {
  readonly name: string
  readonly server: Server
  readonly ledger: Ledger
  readonly measured: Loaded[]
}

/** The same load on two servers with 100,000 wallets each: one with 10,000 transfers, one with a million. */
export async function compareGrowth({ seconds, rounds }: Size): Promise<Section> {
  const small = await fill('small', 10_000)
  const large = await fill('large', 1_000_000)
  for (let round = -1; round < rounds; round++) {
    for (const { server, ledger, measured } of [small, large]) {
      const result = await loadWith('transfer', { target: { servers: [server] }, ledgers: [ledger], connections, seconds: 2 * seconds })
      if (round >= 0) measured.push(result)
    }
  }
  const rows = [small, large].map(({ name, server, measured }) => {
    const of = (read: (loaded: Loaded) => number) => median(measured.map(read))
    return [
      name,
      of(({ perSecond }) => perSecond),
      of(({ p50 }) => p50),
      of(({ p99 }) => p99),
      of(({ processor }) => processor.service),
      server.memory(),
    ]
  })
  const memory = [large.server.memory() / small.server.memory()]
  const soaked = await soak(large)
  for (const { server } of [small, large]) await server.stop()
  const starts = await compareStarts(rounds)
  const grown = large.measured.map(({ perSecond }, round) => perSecond / small.measured[round]!.perSecond)
  return {
    text: `${markdownTable(['transfers before', ...columns], rows)}\n\n${soaked.text}\n\n${starts.text}`,
    ratios: [
      { name: 'at 1,000,000 transfers (100,000 wallets) : at 10,000', goal: '≥ 0.85', values: grown },
      { name: 'memory after 1,000,000 transfers : after 10,000', goal: '≤ 1.5', values: memory },
      ...soaked.ratios,
      ...starts.ratios,
    ],
  }
}

async function fill(database: string, transfers: number): Promise<Filled> {
  const server = await startServer('server.ts', database)
  const ledger = await createLedger(server.port, 100_000)
  await createTransfers(server.port, ledger, transfers)
  return { name: transfers.toLocaleString('en-US'), server, ledger, measured: [] }
}

/** Does it stay as fast and as small when it runs on? */
async function soak({ server, ledger }: Filled): Promise<Section> {
  const rows: [number, number, number, number, number, number][] = []
  for (let second = windowSeconds; second <= soakSeconds; second += windowSeconds) {
    const { perSecond, p50, p99, processor } = await loadWith('transfer', {
      ...{ target: { servers: [server] }, ledgers: [ledger], connections, seconds: windowSeconds },
    })
    rows.push([second, perSecond, p50, p99, processor.service, server.memory()])
  }
  if (!(await audit(server.port, ledger))) throw new Error('the audit found a difference')
  const third = Math.floor(rows.length / 3)
  const drift = (column: 1 | 3 | 4 | 5) => {
    const of = (part: typeof rows) => median(part.map((row) => row[column]))
    return [of(rows.slice(-third)) / of(rows.slice(0, third))]
  }
  return {
    text: markdownTable(
      ['long run, second', ...columns],
      rows.map(([second, ...rest]) => [String(second), ...rest]),
    ),
    ratios: [
      { name: 'long run, last third : first, transfers/s', goal: 'flat', values: drift(1) },
      { name: 'long run, last third : first, p99', goal: 'flat', values: drift(3) },
      { name: 'long run, last third : first, server CPU', goal: 'flat', values: drift(4) },
      { name: 'long run, last third : first, memory', goal: 'flat', values: drift(5) },
    ],
  }
}

async function compareStarts(rounds: number): Promise<Section> {
  const empty: number[] = []
  const large: number[] = []
  for (let round = 0; round < rounds; round++) {
    for (const [database, times] of [
      [`empty-${round}`, empty],
      ['large', large],
    ] as const) {
      const server = await startServer('server.ts', database)
      times.push(server.startMilliseconds)
      await server.stop()
    }
  }
  return {
    text: markdownTable(
      ['start', 'ms'],
      [
        ['on an empty file', median(empty)],
        ['on a million transfers and the long run', median(large)],
      ],
    ),
    ratios: [{ name: 'start on 1,000,000 transfers : on an empty file', goal: '≤ 1.5', values: large.map((time, round) => time / empty[round]!) }],
  }
}
