import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** What the recorder and the tests share: the real service in a process of its own, and examples run against it. */

const folder = new URL('./', import.meta.url)
const helpers = ['client.ts', 'ledger.ts', 'record.ts', 'run.ts', 'scene.ts', 'tell.ts']

/** Every TypeScript file here that is neither a helper nor a test is an example. */
export function exampleNames(): string[] {
  return filesOf('.ts').filter((name) => !helpers.includes(`${name}.ts`) && !name.endsWith('.test'))
}

export function recordedNames(): string[] {
  return filesOf('.out')
}

export function recordOf(name: string): URL {
  return new URL(`${name}.out`, folder)
}

function filesOf(extension: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length))
    .sort()
}

export interface RunningService {
  readonly url: string
  readonly demoKey: string
  /** What it printed at the start. */
  readonly greeting: string
  stop(): Promise<void>
}

/** The service as `npm start` runs it, but on a free port and in memory. */
export async function startService(): Promise<RunningService> {
  const entry = fileURLToPath(new URL('../api/server.ts', folder))
  const env = { ...process.env, HOST: '127.0.0.1', PORT: '0', DATABASE_URL: 'file::memory:', LOG_LEVEL: 'warn', RATE_LIMIT: '' }
  const service = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let greeting = ''
  for await (const chunk of service.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    greeting += chunk
    const [, url] = /console +(http\S+)\/docs/.exec(greeting) ?? []
    const [, demoKey] = /demo key +(ksk_\S+)\n/.exec(greeting) ?? []
    if (!url || !demoKey) continue
    const stop = async () => {
      const ended = once(service, 'exit')
      service.kill()
      await ended
    }
    return { url, demoKey, greeting, stop }
  }
  throw new Error(`The service ended before it was ready:\n${greeting}`)
}

/** Gives what the example prints; throws if it fails. */
export async function runExample(name: string, url: string): Promise<string> {
  const example = spawn(process.execPath, [fileURLToPath(new URL(`${name}.ts`, folder)), url], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [output, errors, [status]] = await Promise.all([text(example.stdout), text(example.stderr), once(example, 'exit')])
  if (status !== 0) throw new Error(`${name} ended with ${status}:\n${output}${errors}`)
  return output
}
