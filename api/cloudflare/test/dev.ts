import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { quietly } from './start.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const wrangler = fileURLToPath(new URL('wrangler-dist/cli.js', import.meta.resolve('wrangler/package.json')))
/** As on a machine that is offline and where nobody logged in. */
const env = { ...process.env, ...quietly, NO_COLOR: '1' }

export interface Dev {
  readonly url: string
  /** Ends workerd as a power failure would, and wrangler after it. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** `wrangler dev` as wrangler.toml has it, in a process of its own; what is stored stays in the folder. */
export async function startDev(folder: string): Promise<Dev> {
  const port = await freePort()
  const args = ['dev', '--port', String(port), '--inspector-port', '0', '--persist-to', folder, '--log-level', 'warn']
  const child = run(args, root)
  let said = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', (text) => (said += text))
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; !(await answers(url)); tries++) {
    if (tries > 300 || child.exitCode !== null) throw new Error(`wrangler dev does not answer:\n${said}`)
    await sleep(100)
  }
  return {
    url,
    async kill() {
      for (const pid of childrenOf(child.pid!)) if (commandOf(pid).includes('workerd')) process.kill(pid, 'SIGKILL')
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

export interface Upload {
  readonly printed: string
  readonly status: number | null
}

/** `wrangler deploy --dry-run`: what would be uploaded, in a folder. */
export async function dryRun(outFolder: string): Promise<Upload> {
  const child = run(['deploy', '--dry-run', '--outdir', outFolder], root)
  let printed = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', (text) => (printed += text))
  await once(child, 'close')
  return { printed, status: child.exitCode }
}

function run(args: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, ['--no-warnings', wrangler, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`)).ok
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

function childrenOf(pid: number): number[] {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === pid)
  return children.flatMap((child) => [Number(child), ...childrenOf(Number(child))])
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/\nPPid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return undefined // it has just ended
  }
}

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
}
