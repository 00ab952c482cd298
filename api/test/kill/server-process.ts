import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

/** The real server in a process of its own. */
export interface ServerProcess {
  /** Its address, once it listens; rejects if it ends before. */
  readonly ready: Promise<string>
  readonly ended: Promise<Ended>
  signal(name: 'SIGKILL' | 'SIGTERM'): Promise<Ended>
}

/** `settings` go into its environment, above all DATABASE_URL. */
export function startServer(settings: Readonly<Record<string, string>>): ServerProcess {
  const child = spawn(process.execPath, ['api/server.ts'], {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    env: { ...process.env, PORT: '0', RATE_LIMIT: '1000000', LOG_LEVEL: 'warn', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const ended = new Promise<Ended>((resolve) => child.once('close', (code, signal) => resolve({ code, signal, stderr })))
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      stdout += chunk
      const origin = /http:\/\/[\d.]+:\d+/.exec(stdout)?.[0]
      if (origin) resolve(origin)
    })
    void ended.then(() => reject(new Error(`the server ended before it listened: ${stderr}`)))
  })
  ready.catch(() => undefined)
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  return {
    ready,
    ended,
    signal(name) {
      child.kill(name)
      return ended
    },
  }
}
