import { type Engine, startEngines } from './engine-servers.ts'
import { audit, createLedger, createLedgers } from './ledger.ts'
import { startServer } from './processes.ts'
import { divide, inRounds, type Loaded, loadTable, loadWith, type Measurable, operations, type Rates, ratesOf, rateTable } from './rates.ts'
import type { Ratio } from './report.ts'
import type { Ledger } from './requests.ts'
import type { Section, Size } from './section.ts'

const wallets = 1_000
const batchSize = 1_000
/** In each of many sandboxes. */
const fewWallets = 10

interface Ready {
  readonly engine: Engine
  readonly ledger: Ledger
}

/** The same load on every engine, in turns. */
export async function compareEngines(size: Size): Promise<Section> {
  const { engines, missing } = await startEngines()
  const ready: Ready[] = []
  for (const engine of engines) ready.push({ engine, ledger: await createLedger(engine.servers[0]!.port, wallets) })

  const rates = await measureRates(ready, size)
  const spread = await measureSpread(ready, size)
  const bulk = await measureBulk(ready, size)
  for (const { engine, ledger } of ready) {
    if (!(await audit(engine.servers[0]!.port, ledger))) throw new Error(`the audit found a difference on ${engine.name}`)
    for (const server of engine.servers) await server.stop()
  }
  const durable = engines.map(({ name, durability }) => `- ${name}: ${durability}.`)
  const text = [...durable, ...missing.map((line) => `- ${line}`), '', rates.text, '', spread.text, '', bulk.text].join('\n')
  return { text, ratios: [...rates.ratios, ...spread.ratios] }
}

/** Transfers, holds and captures at several numbers of connections. */
async function measureRates(ready: readonly Ready[], size: Size): Promise<Section> {
  const loads = await inRounds<Loaded>({ ...size, rounds: size.fewRounds }, async (note, seconds) => {
    for (const connections of [1, 16, 64, 256]) {
      const expected = new Map<Engine, number>()
      for (const operation of operations) {
        for (const { engine, ledger } of ready) {
          const loaded = await loadWith(operation, { target: engine, ledgers: [ledger], connections, seconds, expected: expected.get(engine) ?? 0 })
          expected.set(engine, loaded.perSecond)
          note(`${engine.name} | ${operation} | ${connections}`, loaded)
        }
      }
    }
  })
  const order = (name: string) => {
    const [engine, operation] = name.split(' | ')
    return ready.findIndex((one) => one.engine.name === engine) * operations.length + operations.indexOf(operation as Measurable)
  }
  const sorted = new Map([...loads].sort(([a], [b]) => order(a) - order(b)))
  return { text: loadTable(['engine', 'command', 'connections'], sorted), ratios: ready.flatMap(({ engine }) => tails(engine.name, loads)) }
}

function tails(engine: string, loads: Rates<Loaded>): Ratio[] {
  return operations.map((operation) => ({
    name: `${engine}: ${operation}, 64 connections, p99 : p50`,
    goal: '≤ 3',
    values: loads.get(`${engine} | ${operation} | 64`)!.map(({ p50, p99 }) => p99 / p50),
  }))
}

interface Spread {
  readonly engine: Engine
  readonly name: string
  readonly ledgers: readonly Ledger[]
  readonly hot?: boolean
}

const one = '1 sandbox, 1,000 wallets'
const hot = '1 hot wallet'
const many = ({ share }: Engine, { sandboxes }: Size) => `${(share * sandboxes).toLocaleString('en-US')} sandboxes`

/** One wallet in every transfer; the same load over many sandboxes; and those served by two processes, where the engine lets them. */
async function measureSpread(ready: readonly Ready[], size: Size): Promise<Section> {
  const manyLedgers = (engine: Engine) => createLedgers(engine.servers[0]!.port, engine.share * size.sandboxes, fewWallets)
  const loads: Spread[] = []
  for (const { engine, ledger } of ready) {
    loads.push({ name: one, engine, ledgers: [ledger] }, { name: hot, engine, ledgers: [ledger], hot: true })
    loads.push({ name: many(engine, size), engine, ledgers: await manyLedgers(engine) })
  }
  const pair = await startPair(ready)
  if (pair) loads.push({ name: many(pair, size), engine: pair, ledgers: await manyLedgers(pair) })
  const measured = await inRounds<Loaded>(size, async (note, seconds) => {
    for (const { name, engine, ledgers, hot = false } of loads) {
      note(`${engine.name} | ${name}`, await loadWith('transfer', { target: engine, ledgers, connections: 64, seconds, hot }))
    }
  })
  for (const server of pair?.servers ?? []) await server.stop()
  const rates = ratesOf(measured)
  const ratios = ready.flatMap(({ engine }) => spreadRatios(engine, many(engine, size), rates))
  if (pair) {
    const names = [pair.name, pair.like.name].map((name) => `${name} | ${many(pair, size)}`) as [string, string]
    ratios.push({ name: `${pair.name} : one, ${many(pair, size)}`, goal: '≥ 1.5 where cores allow', values: divide(rates, ...names) })
  }
  return { text: loadTable(['engine', 'transfers, 64 connections'], measured), ratios }
}

function spreadRatios({ name }: Engine, many: string, rates: Rates): Ratio[] {
  return [
    { name: `${name}: one hot wallet : spread over 1,000`, goal: '≥ 0.95', values: divide(rates, `${name} | ${hot}`, `${name} | ${one}`) },
    { name: `${name}: ${many} : one sandbox`, goal: '≥ 0.7', values: divide(rates, `${name} | ${many}`, `${name} | ${one}`) },
  ]
}

/** Two processes on a database of their own, beside the engine with one. */
async function startPair(ready: readonly Ready[]): Promise<(Engine & { like: Engine }) | undefined> {
  const like = ready.find(({ engine }) => engine.another)?.engine
  if (!like) return undefined
  const database = await like.another!()
  const servers = [await startServer('server.ts', database), await startServer('server.ts', database)]
  return { ...like, like, servers, name: `${like.name}, two processes` }
}

async function measureBulk(ready: readonly Ready[], size: Size): Promise<{ text: string }> {
  const rates = await inRounds<number>({ ...size, rounds: size.fewRounds }, async (note, seconds) => {
    for (const { engine, ledger } of ready) {
      // One is being decided while the next is on its way.
      const { perSecond } = await loadWith('bulk', { target: engine, ledgers: [ledger], connections: 2, seconds })
      note(engine.name, perSecond * batchSize)
    }
  })
  return { text: rateTable(['POST /v1/batches, 1,000 transfers each', 'transfers/s'], rates) }
}
