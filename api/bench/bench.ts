import { parseArgs } from 'node:util'
import { compareArrangements } from './arrangement.ts'
import { compareBulk } from './bulk.ts'
import { compareConditions, compareEcho } from './compare.ts'
import { compareEngines } from './engines.ts'
import { compareGrowth } from './growth.ts'
import { compareHolds } from './holds.ts'
import { measureMemory } from './memory.ts'
import { comparePeers } from './peers.ts'
import { odd } from './processes.ts'
import { profileTransfers } from './profile.ts'
import { compareProof } from './proof.ts'
import { isMissed, machineLine, type Ratio, ratioTable } from './report.ts'
import type { Section, Size } from './section.ts'

/** The benchmark: `usage` says what it takes. */
const sections: Readonly<Record<string, (size: Size) => Promise<Section>>> = {
  engines: compareEngines,
  peers: comparePeers,
  echo: compareEcho,
  conditions: compareConditions,
  proof: compareProof,
  bulk: compareBulk,
  holds: compareHolds,
  memory: measureMemory,
  arrangement: compareArrangements,
  growth: compareGrowth,
}

const usage = `Usage: npm run bench -- [--quick | --full] [--only <section>] [--profile]

Measures this service on this machine: each comparison side by side, in one run. About a quarter of an hour.

  --quick    shorter and coarser: some minutes
  --full     also a million holds, and growth to a million transfers: above an hour
  --only     one of ${Object.keys(sections).join(', ')}
  --profile  instead, where the time of a transfer goes
  PGLEDGER   in the environment: a clone of github.com/pgr0ss/pgledger, to be compared with

PostgreSQL and workerd come with the packages. Leave the machine alone meanwhile.`

const { values: options } = readOptions()
const usual: Size = { seconds: 0.5, rounds: 5, fewRounds: 3, sandboxes: 1_000, openHolds: [100_000], full: false }
const sizes = {
  quick: { ...usual, seconds: 0.3, rounds: 2, fewRounds: 1, sandboxes: 100, openHolds: [10_000] },
  usual,
  full: { ...usual, seconds: 1, openHolds: [100_000, 1_000_000], full: true },
}
const size = sizes[options.quick ? 'quick' : options.full ? 'full' : 'usual']

function readOptions() {
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({ options: { quick: flag, full: flag, only: { type: 'string' }, profile: flag, help: { ...flag, short: 'h' } } })
  } catch (fault) {
    process.stderr.write(`${(fault as Error).message}\n\n${usage}\n`)
    process.exit(2)
  }
}

function chosen(): string[] {
  if (options.profile) return []
  if (options.only === undefined) return Object.keys(sections).filter((name) => name !== 'growth' || options.full)
  if (options.only in sections) return [options.only]
  throw new Error(`there is no section ${options.only}; there are ${Object.keys(sections).join(', ')}`)
}

async function main(): Promise<void> {
  if (options.help) return print(usage)
  const started = performance.now()
  print(machineLine(), 'Every answer was sent after its commit was durable. Each request has an Idempotency-Key of its own.', '')
  const ratios: [string, readonly Ratio[]][] = []
  for (const name of chosen()) {
    const since = performance.now()
    const section = await sections[name]!(size)
    ratios.push([name, section.ratios])
    print(`### ${name} (${secondsSince(since)} s)`, '', ...(section.text ? [section.text, ''] : []))
  }
  if (options.profile) print(await profileTransfers(), '')
  else print(ratioTable(ratios), '')
  if (ratios.some(([, some]) => some.some(isMissed))) print('Where the time goes: npm run bench -- --profile', '')
  const refused = Object.entries(odd).map(([status, count]) => `${count} × ${status}`)
  print(`Answers other than 2xx: ${refused.length === 0 ? 'none' : refused.join(', ')}. Took ${secondsSince(started)} s.`)
  if (refused.length > 0) process.exitCode = 1
}

function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 1000)
}

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}

main().then(
  () => process.exit(),
  (fault: Error) => {
    process.stderr.write(`bench: ${fault.stack}\n`)
    process.exit(1)
  },
)
