import type { ChildProcess } from 'node:child_process'
import type { Flood, Flooded } from './flood.ts'
import { createLedger, createTransfers } from './ledger.ts'
import { askHelper, load, type Server, startHelper, startServer } from './processes.ts'
import { type Cell, markdownTable } from './report.ts'
import type { Ledger } from './requests.ts'
import type { Section } from './section.ts'

const sampleMilliseconds = 50
type Task = Omit<Flood, 'port' | 'ledger'>

/** What clients do to make memory grow. Where commits stand still, they do for three seconds. */
const assaults: readonly (Task & { readonly name: string; readonly stalled: boolean })[] = [
  {
    name: '2,000 connections that send and never read',
    ...{ stalled: false, connections: 2_000, requests: 16, operation: 'transfer', reads: false, seconds: 4 },
  },
  {
    name: 'commits stand still, 20,000 transfers come',
    ...{ stalled: true, connections: 1_000, requests: 20, operation: 'transfer', reads: true, seconds: 30 },
  },
  {
    name: 'commits stand still, 1,000 batches of 1,000 come',
    ...{ stalled: true, connections: 1_000, requests: 1, operation: 'bulk', reads: true, seconds: 3 },
  },
]

/** Memory with clients that do not read, and with a queue that is full. */
export async function measureMemory(): Promise<Section> {
  const server = await startServer('bench/server.ts', 'memory')
  const ledger = await createLedger(server.port, 1_000)
  await load({ ports: [server.port], connections: 256, seconds: 2, plan: { operation: 'transfer', ledgers: [ledger] } })
  const clients = startHelper('./flood.ts')
  const atRest = server.memory()
  const rows: Cell[][] = [['at rest, after a load of 256 connections', atRest, '–', '–', '–']]
  const ratios: Section['ratios'][number][] = []
  for (const { name, stalled, ...task } of assaults) {
    if (stalled) server.signal('SIGUSR2')
    const { peak, flooded } = await watch(server, clients, { ...task, port: server.port, ledger })
    await askHelper(clients, 'close')
    if (task.operation === 'transfer') await calm(server, ledger)
    const { 503: refused = 0, ...answers } = flooded.answers
    rows.push([name, peak, describe(answers), refused, flooded.retryAfter])
    ratios.push({ name: `memory, ${name} : at rest`, goal: 'bounded', values: [peak / atRest] })
    if (refused > flooded.retryAfter) throw new Error(`${refused - flooded.retryAfter} answers with 503 did not say when to come again`)
  }
  await server.stop('SIGKILL')
  clients.kill()
  return { text: markdownTable(['SQLite', 'RSS MiB, at most', 'answers', '503', 'with Retry-After'], rows), ratios }
}

/** Until what is waiting has had its turn. */
async function calm(server: Server, ledger: Ledger): Promise<void> {
  for (;;) {
    const isTaken = await createTransfers(server.port, ledger, 1).then(
      () => true,
      () => false,
    )
    if (isTaken) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function watch(server: Server, clients: ChildProcess, task: Flood): Promise<{ peak: number; flooded: Flooded }> {
  let peak = server.memory()
  const sampling = setInterval(() => (peak = Math.max(peak, server.memory())), sampleMilliseconds)
  const flooded = await askHelper<Flooded>(clients, task)
  clearInterval(sampling)
  return { peak: Math.max(peak, server.memory()), flooded }
}

function describe(answers: Readonly<Record<string, number>>): string {
  const parts = Object.entries(answers).map(([status, count]) => `${count.toLocaleString('en-US')} × ${status}`)
  return parts.length === 0 ? 'none read' : parts.join(', ')
}
