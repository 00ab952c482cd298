import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLedger, createLedgers } from './ledger.ts'
import { findPostgres, whyNoPostgres } from './postgres.ts'
import { folder, startServer } from './processes.ts'
import { type Loaded, loadWith, type Target } from './rates.ts'
import { type Cell, markdownTable } from './report.ts'
import { type Room, roomOf, rooms } from './rooms.ts'

const seconds = 5
const connections = 64
const many = 200
const shownFunctions = 12

/** As node writes it: a tree of calls, and which of its nodes ran at each sample. Times in microseconds. */
interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { functionName: string; url: string }; readonly children?: readonly number[] }[]
  readonly startTime: number
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

interface Profiled {
  readonly engine: string
  readonly database: string
  readonly sandboxes: number
  databaseTime?(): number
}

/** Where the time of a server under transfers goes, on each engine: `npm run bench -- --profile`. */
export async function profileTransfers(): Promise<string> {
  const wanted: Profiled[] = [1, many].map((sandboxes) => ({ engine: 'SQLite', database: `profile-${sandboxes}`, sandboxes }))
  const postgres = await findPostgres()
  for (const sandboxes of postgres ? [1, many] : []) {
    wanted.push({ engine: 'PostgreSQL', database: await postgres!.database(), sandboxes, databaseTime: postgres!.processorTime })
  }
  const parts: string[] = []
  for (const one of wanted) parts.push(await profile(one))
  if (!postgres) parts.push(`PostgreSQL was left out: ${await whyNoPostgres()}.`)
  return parts.join('\n\n')
}

async function profile({ engine, database, sandboxes, databaseTime = () => 0 }: Profiled): Promise<string> {
  const directory = join(folder, `profile-${engine}-${sandboxes}`)
  const server = await startServer('server.ts', database, {}, ['--cpu-prof', `--cpu-prof-dir=${directory}`])
  const ledgers = sandboxes === 1 ? [await createLedger(server.port, 1_000)] : await createLedgers(server.port, sandboxes, 10)
  const target: Target = { servers: [server], databaseTime }
  await loadWith('transfer', { target, ledgers, connections, seconds: 2 })
  const from = process.hrtime.bigint() / 1_000n
  const loaded = await loadWith('transfer', { target, ledgers, connections, seconds })
  const until = process.hrtime.bigint() / 1_000n
  await server.stop()
  const written = JSON.parse(readFileSync(join(directory, readdirSync(directory)[0]!), 'utf8')) as Profile
  const title = `#### ${engine}, ${sandboxes} ${sandboxes === 1 ? 'sandbox' : 'sandboxes'}: ${loaded.perSecond.toFixed(0)} transfers/s at ${connections} connections`
  return `${title}\n\n${describe(timesOf(written, Number(from), Number(until)), loaded)}`
}

function describe({ byRoom, byFunction }: ReturnType<typeof timesOf>, { answered, processor: { signing, database } }: Loaded): string {
  const all = [...byRoom.values()].reduce((sum, time) => sum + time, 0)
  const row = (name: string, time: number): Cell[] => [name, `${((100 * time) / all).toFixed(1)} %`, time / answered]
  const head = (first: string) => [first, 'of the time', 'µs per transfer']
  const others = [`the signing process ${signing.toFixed(0)}`, ...(database > 0 ? [`PostgreSQL ${database.toFixed(0)}`] : [])]
  const inOrder = rooms.flatMap((room) => (byRoom.has(room) ? [row(room, byRoom.get(room)!)] : []))
  const top = [...byFunction].sort((a, b) => b[1] - a[1]).slice(0, shownFunctions)
  return [
    `Processor time beside this process, µs per transfer: ${others.join(', ')}.`,
    markdownTable(head('room, on the main thread'), inOrder),
    markdownTable(
      head('function itself'),
      top.map(([name, time]) => row(name, time)),
    ),
  ].join('\n\n')
}

/** The clock of a profile is that of `process.hrtime`, in every process. */
function timesOf({ nodes, startTime, samples, timeDeltas }: Profile, from: number, until: number) {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)))
  const roomsById = new Map<number, Room>()
  const byRoom = new Map<Room, number>()
  const byFunction = new Map<string, number>()

  function* framesOf(id: number) {
    for (let node = byId.get(id); node; node = byId.get(parents.get(node.id) ?? -1)) yield node.callFrame
  }
  let at = startTime
  for (const [index, id] of samples.entries()) {
    at += timeDeltas[index]!
    if (at < from || at > until) continue
    // The time to the next sample belongs to what ran at this one.
    const time = timeDeltas[index + 1] ?? 0
    const room = roomsById.get(id) ?? roomOf(framesOf(id))
    roomsById.set(id, room)
    byRoom.set(room, (byRoom.get(room) ?? 0) + time)
    const { functionName, url } = byId.get(id)!.callFrame
    if (!['idle', 'gc'].includes(room)) push(byFunction, `${functionName || 'a function'} (${room}${url ? `, ${url.split('/').at(-1)}` : ''})`, time)
  }
  return { byRoom, byFunction }
}

function push(times: Map<string, number>, name: string, time: number): void {
  times.set(name, (times.get(name) ?? 0) + time)
}
