import { createLedger } from './ledger.ts'
import { databasePath, load, startServer } from './processes.ts'
import { createRawLoop } from './raw-loop.ts'
import { markdownTable, median } from './report.ts'
import type { Section, Size } from './section.ts'

const batchSize = 1_000
/** One is being decided while the next is on its way. */
const connections = 2

/** A thousand transfers a request, against a loop that writes what those requests made the server write. */
export async function compareBulk({ seconds, rounds }: Size): Promise<Section> {
  const first = await startServer('server.ts', 'bulk')
  const ledger = await createLedger(first.port, 1_000)
  const plan = { operation: 'bulk', ledgers: [ledger] } as const
  await load({ port: first.port, connections, seconds: Math.max(1, seconds), plan })
  await first.stop()

  const raw = createRawLoop(databasePath('bulk'), databasePath('raw-loop'), batchSize)
  const server = await startServer('server.ts', 'bulk')
  await load({ port: server.port, connections, seconds, plan })
  const served: number[] = []
  const looped: number[] = []
  for (let round = 0; round < rounds; round++) {
    const { perSecond } = await load({ port: server.port, connections, seconds, plan })
    served.push(perSecond * batchSize)
    looped.push(raw.run(seconds))
  }
  raw.close()
  await server.stop()
  const text = markdownTable(
    ['1,000 transfers together', 'transfers/s'],
    [
      ['POST /v1/batches', median(served)],
      ['raw better-sqlite3 loop, the same rows', median(looped)],
    ],
  )
  const values = served.map((rate, round) => rate / looped[round]!)
  return { text, ratios: [{ name: 'bulk of 1,000 : raw better-sqlite3 loop, the same rows', goal: '≥ 0.80', values }] }
}
