import { createLedger } from './ledger.ts'
import { createPgledger, howToGetPgledger, readPgledger } from './pgledger.ts'
import { findPostgres, type Postgres, whyNoPostgres } from './postgres.ts'
import { createPostgresLoop } from './postgres-loop.ts'
import { load, type Server, startServer } from './processes.ts'
import { divide, inRounds, type Rates, rateTable } from './rates.ts'
import type { Ratio } from './report.ts'
import type { Operation } from './requests.ts'
import type { Section, Size } from './section.ts'

const wallets = 1_000
const batchSize = 1_000
const names = {
  spread: 'over HTTP, spread over 1,000 wallets',
  hot: 'over HTTP, one hot wallet',
  single: 'over HTTP, one commit per request',
  bulk: 'over HTTP, POST /v1/batches of 1,000',
  loop: 'raw: one connection writes the same rows in the same commits',
  bulkLoop: 'raw: the same, commits of 1,000 transfers',
  pgledgerSpread: 'pgledger_create_transfer, spread over 1,000 accounts',
  pgledgerHot: 'pgledger_create_transfer, one hot account',
}

/** The service on PostgreSQL beside others that do the same job on the same server, as durable as it. */
export async function comparePeers(size: Size): Promise<Section> {
  const postgres = await findPostgres()
  if (!postgres) return { text: `PostgreSQL was left out: ${await whyNoPostgres()}.`, ratios: [] }
  const sql = readPgledger()
  const pgledger = sql && (await createPgledger(await postgres.empty(), sql))
  const loops = { loop: await loopLike(postgres, 'transfer'), bulkLoop: await loopLike(postgres, 'bulk') }
  const grouped = await startServer('server.ts', await postgres.database())
  const single = await startServer('bench/server.ts', await postgres.database(), { BENCH_GROUP: '1' })
  const served = await serve(grouped)
  const alone = await serve(single)

  const rates = await inRounds<number>(size, async (note, seconds) => {
    note(names.spread, await served('transfer', seconds))
    if (pgledger) note(names.pgledgerSpread, await pgledger.run(seconds, false))
    note(names.hot, await served('transfer', seconds, true))
    if (pgledger) note(names.pgledgerHot, await pgledger.run(seconds, true))
    note(names.single, await alone('transfer', seconds))
    note(names.loop, await loops.loop.run(seconds))
    note(names.bulk, (await served('bulk', seconds)) * batchSize)
    note(names.bulkLoop, await loops.bulkLoop.run(seconds))
  })
  await Promise.all([grouped.stop(), single.stop(), loops.loop.close(), loops.bulkLoop.close(), pgledger?.close()])
  const table = rateTable([`${postgres.durability}`, 'transfers/s'], rates)
  return { text: pgledger ? table : `${table}\n\n${howToGetPgledger}`, ratios: peerRatios(rates, pgledger !== undefined) }
}

/** Loads that a server is asked for again and again: 64 connections, two with batches. */
async function serve({ port }: Server) {
  const ledger = await createLedger(port, wallets)
  return async (operation: Operation, seconds: number, hot = false) =>
    (await load({ ports: [port], connections: operation === 'bulk' ? 2 : 64, seconds, plan: { operation, ledgers: [ledger], hot } })).perSecond
}

/** Lets a service write, to write the same rows again. */
async function loopLike(postgres: Postgres, operation: Operation) {
  const source = await postgres.database()
  const server = await startServer('server.ts', source)
  await (await serve(server))(operation, 1)
  await server.stop()
  return createPostgresLoop(source, await postgres.database())
}

function peerRatios(rates: Rates, withPgledger: boolean): Ratio[] {
  const ratios: Ratio[] = [
    { name: 'PostgreSQL, 64 connections : one commit per request', goal: '≥ 5', values: divide(rates, names.spread, names.single) },
    { name: 'PostgreSQL, 64 connections : raw, the same rows and commits', goal: '', values: divide(rates, names.spread, names.loop) },
    { name: 'PostgreSQL, bulk of 1,000 : raw, the same rows', goal: '', values: divide(rates, names.bulk, names.bulkLoop) },
  ]
  if (!withPgledger) return ratios
  const against = (name: string, goal: string, ours: string, theirs: string): Ratio => ({ name, goal, values: divide(rates, ours, theirs) })
  return [
    against('PostgreSQL, 64 connections : pgledger called directly, one hot account', '≥ 8', names.hot, names.pgledgerHot),
    against('PostgreSQL, 64 connections : pgledger called directly, spread over 1,000', '≥ 4', names.spread, names.pgledgerSpread),
    ...ratios,
  ]
}
