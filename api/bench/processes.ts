import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Measured, Run } from './load.ts'
import { memoryOf, memoryOfTree, processorTime, processorTimeBelow, processorTimeOfTree } from './processor-time.ts'

/** Every process of the benchmark, and the folder with their databases, so that all of it ends with the benchmark. */
const children = new Map<ChildProcess, NodeJS.Signals>()
export const folder = mkdtempSync(join(tmpdir(), 'kariosae-bench-'))
// A process that is being ended may still be writing: deleting is tried again.
process.on('exit', () => {
  for (const [child, signal] of children) child.kill(signal)
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

/** Processor time used so far, in microseconds, all threads. */
export interface Usage {
  readonly service: number
  /** The signing process, where there is one. */
  readonly signing: number
}

export interface Server {
  readonly port: number
  /** From the start of the process to its first line. */
  readonly startMilliseconds: number
  /** Resident memory in MiB, without the signing process. */
  memory(): number
  usage(): Usage
  signal(name: NodeJS.Signals): void
  /** With a signal that it cannot hear, without finishing what it accepted. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

export type Entry = 'server.ts' | 'bench/server.ts' | 'bench/raw-echo.ts' | 'bench/workerd.ts'

/** Secrets that only the benchmark uses; several processes share them. */
const secrets = { SIGNING_KEY: 'a signing key that only the benchmark uses', MASTER_KEY: Buffer.alloc(32, 'bench').toString('base64url') }

/** Starts a server of this project as a process of its own, and waits until it listens. */
export async function startServer(
  entry: Entry,
  database: string,
  env: Record<string, string> = {},
  options: readonly string[] = [],
): Promise<Server> {
  const started = performance.now()
  const settings = { DATABASE_URL: databaseUrl(database), PORT: '0', RATE_LIMIT: '100000000', LOG_LEVEL: 'error', ...secrets }
  const child = spawn(process.execPath, [...nodeOptions(), ...options, fileURLToPath(new URL(`../${entry}`, import.meta.url))], {
    env: { ...process.env, ...settings, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = child.pid!
  // workerd is a process below a process: the one above has to end it.
  const isTree = entry === 'bench/workerd.ts'
  children.set(child, isTree ? 'SIGTERM' : 'SIGKILL')
  const port = await portOf(child, entry)
  return {
    port,
    startMilliseconds: performance.now() - started,
    memory: () => (isTree ? memoryOfTree(pid) : memoryOf(pid)),
    usage: () => (isTree ? { service: processorTimeOfTree(pid), signing: 0 } : { service: processorTime(pid), signing: processorTimeBelow(pid) }),
    signal: (name) => void child.kill(name),
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      await once(child, 'exit')
      children.delete(child)
    },
  }
}

/** A name is that of a file in the benchmark's folder. */
function databaseUrl(database: string): string {
  return database.startsWith('postgres://') ? database : `file:${databasePath(database)}`
}

export function databasePath(name: string): string {
  return join(folder, `${name}.db`)
}

/** What the servers are started with beside, such as --max-old-space-size. */
function nodeOptions(): string[] {
  return (process.env['BENCH_NODE_OPTIONS'] ?? '').split(' ').filter((option) => option !== '')
}

function portOf(child: ChildProcess, entry: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout!.on('data', (data) => {
      output += data
      const port = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(output)?.[1]
      if (port) resolve(Number(port))
    })
    child.on('exit', (code) => reject(new Error(`${entry} ended with ${code} before it listened`)))
  })
}

let generator: ChildProcess | undefined
/** Answers other than 2xx, over the whole benchmark. */
export const odd: Record<number, number> = {}

/** Runs one load in the generator's process. */
export async function load(run: Run): Promise<Measured> {
  generator ??= startHelper('./load.ts')
  const measured = await askHelper<Measured>(generator, run)
  for (const [status, count] of Object.entries(measured.odd)) odd[Number(status)] = (odd[Number(status)] ?? 0) + count
  return measured
}

/** A process of the benchmark that is told what to do and answers with what came of it. */
export function startHelper(file: string): ChildProcess {
  const helper = fork(new URL(file, import.meta.url), { serialization: 'advanced' })
  children.set(helper, 'SIGKILL')
  return helper
}

export async function askHelper<T extends object>(helper: ChildProcess, task: object | string): Promise<T> {
  helper.send(task)
  const [answer] = (await once(helper, 'message')) as [T | { fault: string }]
  if ('fault' in answer) throw new Error(`the load generator: ${answer.fault}`)
  return answer
}
