import { createHolds } from './ledger.ts'
import type { Measured } from './load.ts'
import { load, type Server, type Usage } from './processes.ts'
import { markdownTable, median } from './report.ts'
import type { Ledger, Plan } from './requests.ts'
import type { Size } from './section.ts'

export const operations = ['transfer', 'hold', 'capture'] as const
export type Measurable = (typeof operations)[number]

/** Holds made ahead for each second of captures: more than a server takes in that time. */
const spareHolds = 1.5

/** Processor time for each request, in microseconds: it hardly depends on what else the machine does. */
export interface Loaded extends Measured {
  readonly processor: Usage & { readonly database: number }
}

export interface Target {
  /** Processes of one service: connections take turns. */
  readonly servers: readonly Server[]
  /** Processor time of a database with processes of its own. */
  databaseTime?(): number
}

interface Load {
  readonly target: Target
  readonly ledgers: readonly Ledger[]
  readonly connections: number
  readonly seconds: number
  /** Captures a second, so that there are holds enough. */
  readonly expected?: number
  readonly hot?: boolean
}

/** Loads a service with one kind of command. Captures get holds to take first; each is taken once. */
export async function loadWith(
  operation: Plan['operation'],
  { target, ledgers, connections, seconds, expected = 0, hot = false }: Load,
): Promise<Loaded> {
  const ports = target.servers.map(({ port }) => port)
  const holds = operation === 'capture' ? await createHolds(ports[0]!, ledgers[0]!, Math.ceil(expected * seconds * spareHolds)) : []
  const before = usageOf(target)
  const measured = await load({ ports, connections, seconds, plan: { operation, ledgers, holds, hot } })
  const after = usageOf(target)
  const each = (part: keyof typeof after) => (after[part] - before[part]) / measured.answered
  return { ...measured, processor: { service: each('service'), signing: each('signing'), database: each('database') } }
}

function usageOf({ servers, databaseTime = () => 0 }: Target): Loaded['processor'] {
  const used = servers.map((server) => server.usage())
  const sum = (part: keyof Usage) => used.reduce((total, one) => total + one[part], 0)
  return { service: sum('service'), signing: sum('signing'), database: databaseTime() }
}

/** What was measured under each name, one value a round. */
export type Rates<T = number> = Map<string, T[]>

export function divide(rates: Rates, above: string, below: string): number[] {
  return rates.get(above)!.map((value, round) => value / rates.get(below)![round]!)
}

type Measure<T> = (note: (name: string, value: T) => void, seconds: number) => Promise<void>

/** What is compared takes turns in each round. The one before the first is shorter and for warming up: what it notes is forgotten. */
export async function inRounds<T>({ rounds, seconds }: Pick<Size, 'rounds' | 'seconds'>, measure: Measure<T>): Promise<Rates<T>> {
  const noted: Rates<T> = new Map()
  const push = (name: string, value: T) => void noted.set(name, [...(noted.get(name) ?? []), value])
  await measure(() => {}, seconds / 3)
  for (let round = 0; round < rounds; round++) await measure(push, seconds)
  return noted
}

export function ratesOf(loads: Rates<Loaded>): Rates {
  return new Map([...loads].map(([name, values]) => [name, values.map(({ perSecond }) => perSecond)]))
}

const processorColumns = ['service CPU µs', 'signing CPU µs', 'database CPU µs']

/** Rows of what was measured, with medians; the name is divided into columns where it has bars. */
export function loadTable(head: readonly string[], loads: Rates<Loaded>): string {
  const rows = [...loads].map(([name, values]) => {
    const of = (read: (loaded: Loaded) => number) => median(values.map(read))
    const processor = [of(({ processor }) => processor.service), of(({ processor }) => processor.signing), of(({ processor }) => processor.database)]
    const times = [of(({ p50 }) => p50), of(({ p99 }) => p99)]
    return [...name.split(' | '), of(({ perSecond }) => perSecond), ...times, ...processor.map((used) => (used === 0 ? '–' : used))]
  })
  return markdownTable([...head, 'requests/s', 'p50 ms', 'p99 ms', ...processorColumns], rows)
}

export function rateTable(head: readonly string[], rates: Rates): string {
  return markdownTable(
    head,
    [...rates].map(([name, values]) => [name, median(values)]),
  )
}
