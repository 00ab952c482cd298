import { audit, createHolds, createLedger } from './ledger.ts'
import { findPostgres } from './postgres.ts'
import { type Server, startServer } from './processes.ts'
import { divide, inRounds, type Loaded, loadTable, loadWith, operations, ratesOf } from './rates.ts'
import { markdownTable, median, type Ratio } from './report.ts'
import type { Ledger } from './requests.ts'
import type { Section, Size } from './section.ts'

const connections = 64
const few = 1_000

/** A database in which so many holds are open. */
interface Filled {
  readonly holds: number
  readonly database: string
  readonly server: Server
  readonly ledger: Ledger
}

/** Do many open holds make anything slower or larger? On PostgreSQL too with `--full`. */
export async function compareHolds(size: Size): Promise<Section> {
  const sections: Section[] = []
  const places: [engine: string, database: (holds: number) => Promise<string>][] = [['SQLite', async (holds) => `holds-${holds}`]]
  const postgres = size.full ? await findPostgres() : undefined
  if (postgres) places.push(['PostgreSQL', postgres.database])
  for (const [engine, database] of places) sections.push(await compareOn(engine, database, size))
  return { text: sections.map(({ text }) => text).join('\n\n'), ratios: sections.flatMap(({ ratios }) => ratios) }
}

async function compareOn(engine: string, database: (holds: number) => Promise<string>, size: Size): Promise<Section> {
  const filled: Filled[] = []
  for (const holds of [few, ...size.openHolds]) filled.push(await fill(holds, await database(holds)))
  const loads = await inRounds<Loaded>(size, async (note, seconds) => {
    const expected = new Map<number, number>()
    for (const operation of operations) {
      for (const { holds, server, ledger } of filled) {
        const target = { servers: [server] }
        const loaded = await loadWith(operation, { target, ledgers: [ledger], connections, seconds, expected: expected.get(holds) ?? 0 })
        expected.set(holds, loaded.perSecond)
        note(nameOf(operation, holds), loaded)
      }
    }
  })
  const memory = new Map(filled.map(({ holds, server }) => [holds, server.memory()]))
  for (const { holds, server, ledger } of filled) {
    if (!(await audit(server.port, ledger))) throw new Error(`the audit found a difference with ${holds} holds on ${engine}`)
    await server.stop()
  }
  const starts = await measureStarts(filled, size)
  const rows = filled.map(({ holds }) => [holds.toLocaleString('en-US'), median(starts.get(String(holds))!), memory.get(holds)!])
  const table = markdownTable([`${engine}, holds open`, 'start ms', 'RSS MiB after the load'], rows)
  const ratios = size.openHolds.flatMap((holds): Ratio[] => {
    const name = `${engine}: ${holds.toLocaleString('en-US')} open holds : 1,000`
    const rates = operations.map((operation) => ({
      name: `${name}, ${operation}s/s`,
      goal: '≥ 0.85',
      values: divide(ratesOf(loads), nameOf(operation, holds), nameOf(operation, few)),
    }))
    const start = { name: `${name}, start`, goal: '≤ 1.5', values: divide(starts, String(holds), String(few)) }
    return [...rates, start, { name: `${name}, memory`, goal: '≤ 1.5', values: [memory.get(holds)! / memory.get(few)!] }]
  })
  return { text: `${loadTable([engine, 'holds open'], loads)}\n\n${table}`, ratios }
}

const nameOf = (operation: string, holds: number) => `${operation} | ${holds.toLocaleString('en-US')}`

async function fill(holds: number, database: string): Promise<Filled> {
  const first = await startServer('server.ts', database)
  const ledger = await createLedger(first.port, 1_000)
  await createHolds(first.port, ledger, holds)
  await first.stop()
  // Started anew, so that what filling took of memory does not count.
  return { holds, database, ledger, server: await startServer('server.ts', database) }
}

async function measureStarts(filled: readonly Filled[], size: Size) {
  return inRounds<number>(size, async (note) => {
    for (const { holds, database } of filled) {
      const server = await startServer('server.ts', database)
      note(String(holds), server.startMilliseconds)
      await server.stop()
    }
  })
}
