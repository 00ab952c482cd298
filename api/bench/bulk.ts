import { createLedger } from './ledger.ts'
import { databasePath, load, startServer } from './processes.ts'
import { divide, inRounds, rateTable } from './rates.ts'
import { createRawLoop } from './raw-loop.ts'
import type { Section, Size } from './section.ts'

const batchSize = 1_000
/** One is being decided while the next is on its way. */
const connections = 2

/** A thousand transfers a request, against a loop that writes what those requests made the server write. */
export async function compareBulk(size: Size): Promise<Section> {
  const first = await startServer('server.ts', 'bulk')
  const ledger = await createLedger(first.port, 1_000)
  const plan = { operation: 'bulk', ledgers: [ledger] } as const
  await load({ ports: [first.port], connections, seconds: 1, plan })
  await first.stop()

  const raw = createRawLoop(databasePath('bulk'), databasePath('raw-loop'), batchSize)
  const server = await startServer('server.ts', 'bulk')
  const names = ['POST /v1/batches', 'raw better-sqlite3 loop, the same rows'] as const
  const rates = await inRounds<number>(size, async (note, seconds) => {
    const { perSecond } = await load({ ports: [server.port], connections, seconds, plan })
    note(names[0], perSecond * batchSize)
    note(names[1], raw.run(seconds))
  })
  raw.close()
  await server.stop()
  return {
    text: rateTable(['SQLite, 1,000 transfers together', 'transfers/s'], rates),
    ratios: [{ name: 'bulk of 1,000 : raw better-sqlite3 loop, the same rows', goal: '≥ 0.80', values: divide(rates, ...names) }],
  }
}
