import { parseArgs } from 'node:util'
import { compareBulk } from './bulk.ts'
import { compareConditions, compareEcho, compareSpread } from './compare.ts'
import { compareGrowth } from './growth.ts'
import { odd } from './processes.ts'
import { compareProof } from './proof.ts'
import { measureRates } from './rates.ts'
import { durabilityLine, machineLine, type Ratio, ratioTable } from './report.ts'
import type { Section, Size } from './section.ts'

/** The benchmark: `npm run bench -- [--quick | --full] [--only rates|echo|spread|conditions|proof|bulk|growth]`. */
const sections: Readonly<Record<string, (size: Size) => Promise<Section>>> = {
  rates: measureRates,
  echo: compareEcho,
  spread: compareSpread,
  conditions: compareConditions,
  proof: compareProof,
  bulk: compareBulk,
  growth: compareGrowth,
}

const { values: options } = parseArgs({ options: { quick: { type: 'boolean' }, full: { type: 'boolean' }, only: { type: 'string' } } })
const size: Size = options.quick ? { seconds: 0.5, rounds: 2 } : { seconds: 1, rounds: 5 }
const usual = Object.keys(sections).filter((name) => name !== 'growth' || options.full)
const chosen = options.only === undefined ? usual : [options.only]

async function main(): Promise<void> {
  const started = performance.now()
  print(machineLine(), durabilityLine(), '')
  const ratios: Ratio[] = []
  for (const name of chosen) {
    const run = sections[name]
    if (!run) throw new Error(`there is no section ${name}; there are ${Object.keys(sections).join(', ')}`)
    const { text, ratios: more } = await run(size)
    ratios.push(...more)
    if (text) print(text, '')
  }
  print(ratioTable(ratios), '')
  const refused = Object.entries(odd).map(([status, count]) => `${count} × ${status}`)
  print(`Answers other than 2xx: ${refused.length === 0 ? 'none' : refused.join(', ')}. Took ${Math.round((performance.now() - started) / 1000)} s.`)
  if (refused.length > 0) process.exitCode = 1
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
