import { execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, vi } from 'vitest'
import { connect, type Send } from '../../test/kill/client.ts'

// Each case starts several processes, and a machine that runs other tests beside takes its time.
vi.setConfig({ testTimeout: 180_000 })

const root = fileURLToPath(new URL('../../..', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

interface Options {
  readonly env?: Readonly<Record<string, string>>
  /** Modules to load first. */
  readonly preload?: readonly string[]
  /** Without the rights of root, which no file withstands. */
  readonly asNobody?: boolean
}

export interface Service {
  readonly pid: number
  readonly origin: string
  readonly ended: Promise<Ended>
  readonly send: Send
  signal(name: NodeJS.Signals): void
  stop(): Promise<Ended>
  /** How much memory it takes, in bytes. */
  memory(): number
}

const running = new Set<{ kill(signal: 'SIGKILL'): boolean; ended: Promise<Ended> }>()
const folders: string[] = []
const disks: string[] = []

afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  await Promise.all([...running].map(({ ended }) => ended))
  for (const disk of disks.splice(0)) execFileSync('umount', ['-l', disk])
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kariosae-operate-'))
  folders.push(folder)
  return folder
}

/** A disk of so many bytes; undefined where this user may not mount one. */
export function smallDisk(bytes: number): string | undefined {
  const folder = join(newFolder(), 'disk')
  mkdirSync(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'none', folder], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  disks.push(folder)
  return folder
}

const nobody = 65_534
const isRoot = process.getuid?.() === 0

/** Runs a command of this project to its end. */
export function run(args: readonly string[], { env = {}, preload = [], asNobody = false }: Options = {}) {
  const loads = preload.flatMap((module) => ['--import', module])
  const child = spawn(process.execPath, [...loads, ...args], {
    cwd: root,
    env: { ...process.env, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(asNobody && isRoot ? { uid: nobody, gid: nobody } : {}),
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => (stderr += chunk))
  const ended = new Promise<Ended>((resolve) => child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr })))
  const tracked = { kill: () => child.kill('SIGKILL'), ended }
  running.add(tracked)
  void ended.then(() => running.delete(tracked))
  return { child, ended, out: () => stdout }
}

/** Starts the service on this database; gives how it ended where it does not get as far as to listen. */
export async function tryService(database: string, options: Options = {}): Promise<Service | Ended> {
  const env = { PORT: '0', HOST: '127.0.0.1', HTTP_THREAD: 'off', DATABASE_URL: `file:${database}`, RATE_LIMIT: '1000000', ...options.env }
  const { child, ended, out } = run(['api/server.ts'], { ...options, env })
  for (;;) {
    const origin = /http:\/\/[\d.]+:\d+/.exec(out())?.[0]
    if (origin) {
      return {
        pid: child.pid!,
        origin,
        ended,
        send: connect(origin, 64),
        signal: (name) => void child.kill(name),
        stop() {
          child.kill('SIGTERM')
          return ended
        },
        memory: () => residentBytes(child.pid!),
      }
    }
    const over = await Promise.race([ended, sleep(20)])
    if (over) return over
  }
}

export async function startService(database: string, options: Options = {}): Promise<Service> {
  const service = await tryService(database, options)
  if ('code' in service) throw new Error(`the service did not start: ${service.stderr}`)
  return service
}

export function give(path: string): void {
  if (isRoot) chownSync(path, nobody, nobody)
}

export const backUp = (database: string, ...args: string[]) =>
  run(['api/operate/backup.ts', ...args], { env: { DATABASE_URL: `file:${database}` } }).ended

export const verify = (database: string) => run(['api/verify/verify.ts', database]).ended

function residentBytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024
}

/** Asks until it answers as is wanted, for so long. */
export async function eventually<T>(ask: () => Promise<T> | T, wanted: (answer: T) => boolean, milliseconds = 15_000): Promise<T> {
  const end = performance.now() + milliseconds
  for (;;) {
    const answer = await ask()
    if (wanted(answer)) return answer
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(answer)}`)
    await sleep(50)
  }
}
