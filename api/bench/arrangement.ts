import { createLedger } from './ledger.ts'
import { type Server, startServer } from './processes.ts'
import { divide, inRounds, type Loaded, loadTable, loadWith, ratesOf } from './rates.ts'
import type { Section, Size } from './section.ts'

const arrangements = { 'HTTP on the ledger’s thread': 'off', 'HTTP in a thread of its own': 'on' }
const [together, apart] = Object.keys(arrangements) as [string, string]
const connectionsCompared = [1, 64, 256]
const loadsCompared = ['transfer', 'echo'] as const

/** Where requests are read and answered: beside the ledger, or in a thread of their own, which costs the way from one to the other. */
export async function compareArrangements(size: Size): Promise<Section> {
  const started: { name: string; server: Server; ledger: Awaited<ReturnType<typeof createLedger>> }[] = []
  for (const [name, HTTP_THREAD] of Object.entries(arrangements)) {
    const server = await startServer('bench/server.ts', `thread-${HTTP_THREAD}`, { HTTP_THREAD })
    started.push({ name, server, ledger: await createLedger(server.port, 1_000) })
  }
  const loads = await inRounds<Loaded>({ ...size, rounds: size.fewRounds }, async (note, seconds) => {
    for (const operation of loadsCompared) {
      for (const connections of connectionsCompared) {
        for (const { name, server, ledger } of started) {
          note(
            `${operation} | ${connections} | ${name}`,
            await loadWith(operation, { target: { servers: [server] }, ledgers: [ledger], connections, seconds }),
          )
        }
      }
    }
  })
  for (const { server } of started) await server.stop()
  const rates = ratesOf(loads)
  return {
    text: loadTable(['SQLite', 'connections', 'arrangement'], loads),
    ratios: loadsCompared.flatMap((operation) =>
      connectionsCompared.map((connections) => ({
        name: `${operation}, ${connections} ${connections === 1 ? 'connection' : 'connections'}, HTTP in a thread of its own : on the ledger’s`,
        goal: '',
        values: divide(rates, `${operation} | ${connections} | ${apart}`, `${operation} | ${connections} | ${together}`),
      })),
    ),
  }
}
