import { createLedger } from './ledger.ts'
import { load, startServer } from './processes.ts'
import { divide, inRounds, rateTable } from './rates.ts'
import type { Plan } from './requests.ts'
import type { Section, Size } from './section.ts'

const connections = 64
/** Signed requests are made ahead: at first as many as a second can take. */
const firstGuess = 8_000

/** What it costs that everything can be proved: the journal's tree and checkpoints, orders signed by the backend, and by clients. */
export async function compareProof(size: Size): Promise<Section> {
  const bare = await startServer('bench/server.ts', 'bare', { BENCH_WITHOUT: 'orders journal' })
  const journal = await startServer('bench/server.ts', 'journal', { BENCH_WITHOUT: 'orders' })
  const full = await startServer('bench/server.ts', 'full')
  const ledgers = await Promise.all([bare, journal, full].map(({ port }) => createLedger(port, 1_000)))
  const own = await createLedger(journal.port, 1_000, true)
  const plans: [name: string, port: number, plan: Plan][] = [
    ['no proof', bare.port, { operation: 'transfer', ledgers: [ledgers[0]!] }],
    ['journal sealed', journal.port, { operation: 'transfer', ledgers: [ledgers[1]!] }],
    ['and orders signed by the backend', full.port, { operation: 'transfer', ledgers: [ledgers[2]!] }],
    ['journal sealed, orders signed by clients and verified', journal.port, { operation: 'signed', ledgers: [own] }],
  ]
  let unsigned = firstGuess
  const rates = await inRounds<number>(size, async (note, seconds) => {
    for (const [name, port, plan] of plans) {
      const { perSecond } = await load({ ports: [port], connections, seconds, plan: { ...plan, prepared: Math.ceil(unsigned * seconds) } })
      note(name, perSecond)
      if (plan.operation === 'transfer') unsigned = perSecond
    }
  })
  for (const server of [bare, journal, full]) await server.stop()
  const [none, sealed, managed, signed] = plans.map(([name]) => name) as [string, string, string, string]
  return {
    text: rateTable(['64 connections, SQLite', 'transfers/s'], rates),
    ratios: [
      { name: 'transfer, journal sealed : not sealed', goal: '≥ 0.9', values: divide(rates, sealed, none) },
      { name: 'transfer, signed by the backend for managed wallets : unsigned', goal: '', values: divide(rates, managed, sealed) },
      { name: 'transfer, signed by the client and verified : unsigned', goal: '≥ 0.5', values: divide(rates, signed, sealed) },
    ],
  }
}
