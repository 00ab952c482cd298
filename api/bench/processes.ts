import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Measured, Run } from './load.ts'

/** Every process of the benchmark, and the folder with their databases, so that all of it ends with the benchmark. */
const children = new Set<ChildProcess>()
export const folder = mkdtempSync(join(tmpdir(), 'kariosae-bench-'))
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

const microsecondsPerTick = 10_000

export interface Server {
  readonly port: number
  /** From the start of the process to its first line. */
  readonly startMilliseconds: number
  /** Resident memory in MiB. */
  memory(): number
  /** Processor time used so far, in microseconds, all threads. */
  processorTime(): number
  stop(): Promise<void>
}

export type Entry = 'server.ts' | 'bench/server.ts' | 'bench/raw-echo.ts'

/** Starts a server of this project as a process of its own, and waits until it listens. */
export async function startServer(entry: Entry, database: string, env: Record<string, string> = {}): Promise<Server> {
  const started = performance.now()
  const settings = {
    DATABASE_URL: `file:${databasePath(database)}`,
    PORT: '0',
    RATE_LIMIT: '100000000',
    LOG_LEVEL: 'error',
    SIGNING_KEY: 'a signing key that only the benchmark uses',
  }
  const child = spawn(process.execPath, [...nodeOptions(), fileURLToPath(new URL(`../${entry}`, import.meta.url))], {
    env: { ...process.env, ...settings, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  const port = await portOf(child, entry)
  const startMilliseconds = performance.now() - started
  return {
    port,
    startMilliseconds,
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    processorTime: () => processorTicks(readFileSync(`/proc/${child.pid}/stat`, 'utf8')) * microsecondsPerTick,
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
      children.delete(child)
    },
  }
}

/** Fields 14 and 15 of /proc/<pid>/stat, user and system, counted from behind the name, which may hold blanks. */
function processorTicks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

export function databasePath(name: string): string {
  return join(folder, `${name}.db`)
}

/** What the servers are started with, such as --cpu-prof. */
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
  generator ??= fork(new URL('./load.ts', import.meta.url), { serialization: 'advanced' })
  children.add(generator)
  generator.send(run)
  const [measured] = (await once(generator, 'message')) as [Measured | { fault: string }]
  if ('fault' in measured) throw new Error(`the load generator: ${measured.fault}`)
  for (const [status, count] of Object.entries(measured.odd)) odd[Number(status)] = (odd[Number(status)] ?? 0) + count
  return measured
}
