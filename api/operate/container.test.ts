import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readSettings } from '../settings.ts'
import { givenMasterKey } from '../signing/master-key.ts'
import { eventually, newFolder } from './test/service.ts'

/** There is no Docker here, so what the files say is done by hand: the same commands, in the same order, in an empty folder. */

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (name: string) => readFileSync(join(root, name), 'utf8')

/** Instructions with their arguments; lines that end in a backslash go on. */
const instructions = read('Dockerfile')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line))
  .map((line): [string, string] => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1).trim()])
const stages = instructions.reduce<[string, string][][]>((list, instruction) => {
  if (instruction[0] === 'FROM') list.push([])
  list.at(-1)!.push(instruction)
  return list
}, [])
const only = (name: string, stage = stages.at(-1)!) => stage.filter(([instruction]) => instruction === name).map(([, text]) => text)
const environment = Object.fromEntries(only('ENV').flatMap((text) => text.split(' ').map((pair) => pair.split('=') as [string, string])))

describe('the Dockerfile', () => {
  test('builds on a Node that package.json allows, in two stages, and runs as nobody in particular', () => {
    expect(stages.map((stage) => stage[0]![1])).toEqual(['node:24-slim AS dependencies', 'node:24-slim'])
    expect(JSON.parse(read('package.json')).engines.node).toBe('>=22.18')
    expect(only('USER')).toEqual(['node'])
    expect(only('VOLUME')).toEqual(['/data'])
    expect(environment['HOST']).toBe('0.0.0.0')
    expect(only('EXPOSE')).toEqual([environment['PORT']])
    const settings = readSettings({ ...environment, SIGNING_KEY: 'x'.repeat(32) })
    expect(JSON.stringify(settings)).toContain('/data/kariosae.db')
  })

  test('copies only what is there and .dockerignore lets through', () => {
    const let_through = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []))
    const copied = [...stages[0]!, ...stages[1]!].flatMap(([name, text]) =>
      name === 'COPY' && !text.startsWith('--from') ? text.split(' ').slice(0, -1) : [],
    )
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([])
    expect([...new Set(copied)].sort()).toEqual(let_through.sort())
  })
})

describe('what the Dockerfile does, by hand', () => {
  let image: string
  let ended: Promise<number | null>
  let child: ReturnType<typeof spawn> | undefined
  let env: Record<string, string>

  beforeAll(async () => {
    image = join(newFolder(), 'app')
    mkdirSync(image)
    for (const [name, text] of stages[0]!) {
      if (name === 'COPY') for (const path of text.split(' ').slice(0, -1)) cpSync(join(root, path), join(image, path))
      // In the image Node is there; here it is the one that npm brings, so that one command is left out.
      if (name === 'RUN' && text.startsWith('npm ci')) execFileSync('sh', ['-c', text], { cwd: image, stdio: 'ignore' })
    }
    for (const text of only('COPY').filter((copy) => !copy.startsWith('--from')))
      for (const path of text.split(' ').slice(0, -1))
        cpSync(join(root, path), join(image, path), { recursive: true, filter: (file) => !/\.test\.ts$|api\/(test|bench)$/.test(file) })
    const data = join(image, '..', 'data')
    mkdirSync(data)
    env = {
      ...environment,
      PATH: `${join(image, 'node_modules', '.bin')}:${process.env['PATH']}`,
      PORT: String(await freePort()),
      DATABASE_URL: `file:${data}/kariosae.db`,
    }
  }, 300_000)

  afterAll(async () => {
    child?.kill('SIGKILL')
    await ended
  })

  const command = (text: string): [string, string[]] => {
    const [program, ...args] = JSON.parse(text.slice(text.indexOf('['))) as [string, ...string[]]
    return [program, args]
  }
  const health = () =>
    new Promise<number | null>((resolve) => {
      const [program, args] = command(only('HEALTHCHECK')[0]!)
      spawn(program, args, { cwd: image, env, stdio: 'ignore' }).once('close', resolve)
    })

  test('it is unhealthy before it starts, healthy once it has, serves, and ends with 0 at STOPSIGNAL', async () => {
    expect(await health()).toBe(1)
    const [program, args] = command(only('CMD')[0]!)
    child = spawn(program, args, { cwd: image, env, stdio: ['ignore', 'ignore', 'inherit'] })
    ended = new Promise((resolve) => child!.once('close', resolve))
    expect(await eventually(health, (code) => code === 0, 30_000)).toBe(0)
    const origin = `http://127.0.0.1:${env['PORT']}`
    const made = await fetch(`${origin}/v1/sandboxes`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"fixture":"demo"}',
    })
    const { apiKey } = (await made.json()) as { apiKey: string }
    expect(await (await fetch(`${origin}/v1/audit`, { headers: { Authorization: `Bearer ${apiKey}` } })).json()).toMatchObject({ ok: true })
    for (const page of ['/docs', '/docs/assets/swagger-ui-bundle.js', '/docs/verify']) expect((await fetch(`${origin}${page}`)).status).toBe(200)
    expect((await fetch(`${origin}/docs/demo-key.json`)).status, 'a port that others reach gives no key away').toBe(404)
    child.kill(only('STOPSIGNAL')[0] as NodeJS.Signals)
    expect(await ended).toBe(0)
  })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('compose.yaml', () => {
  const { services, volumes } = parse(read('compose.yaml'), { merge: true })
  const given = { MASTER_KEY: 'm'.repeat(43), SIGNING_KEY: 's'.repeat(40), POSTGRES_PASSWORD: 'p' } as Record<string, string>

  /** As Compose fills in variables. Throws where one is needed and not given. */
  const fill = (text: string, from: Record<string, string>) =>
    text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_whole, name: string, how: string | undefined, rest: string) => {
      if (from[name]) return from[name]
      if (how === '?') throw new Error(rest)
      return rest ?? ''
    })
  const everything = read('compose.yaml').replace(/^\s*#.*$/gm, '')
  const filled = (name: string, from: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(services[name].environment as Record<string, string>).map(([key, value]) => [key, fill(value, from)]))
  const settingsOf = (name: string, from: Record<string, string>) => readSettings({ ...environment, ...filled(name, from) })
  const inProfile = (profile: string) => Object.keys(services).filter((name) => services[name].profiles.includes(profile))

  test('has one process on SQLite, or two on one PostgreSQL', () => {
    expect(inProfile('sqlite')).toEqual(['sqlite'])
    expect(inProfile('postgres')).toEqual(['one', 'two', 'postgres'])
    expect(services.one.environment).toEqual(services.two.environment)
    expect(services.one.depends_on.postgres.condition).toBe('service_healthy')
  })

  test('gives settings that the service takes, and asks for the secrets that processes must share', () => {
    expect(settingsOf('sqlite', {}).signingKey).toBeNull()
    expect(settingsOf('one', given)).toMatchObject({ signingKey: given['SIGNING_KEY'], host: '0.0.0.0', port: 8787 })
    expect(() => settingsOf('two', { ...given, SIGNING_KEY: '' })).toThrow('SIGNING_KEY has 7 characters; use at least 32')
    const { MASTER_KEY } = filled('two', {})
    expect(() => givenMasterKey(MASTER_KEY!)).toThrow('MASTER_KEY is no master key: 32 bytes in base64url')
    // Compose fills in the whole file first: what one profile must have may not end the other.
    expect(() => fill(everything, {})).not.toThrow()
  })

  test('keeps what must stay in volumes, and opens ports to this machine alone', () => {
    const mounted = Object.values(services).flatMap((service) => (service as { volumes?: string[] }).volumes ?? [])
    expect(mounted.map((mount) => mount.split(':')[0]).sort()).toEqual(Object.keys(volumes).sort())
    expect(services.sqlite.volumes).toEqual([`data:${only('VOLUME')[0]}`])
    const ports = Object.values(services).flatMap((service) => (service as { ports?: string[] }).ports ?? [])
    expect(ports.filter((port) => !/^127\.0\.0\.1:\d+:8787$/.test(port))).toEqual([])
    for (const name of ['sqlite', 'one', 'two'])
      expect(services[name]).toMatchObject({ build: '.', read_only: true, cap_drop: ['ALL'], stop_grace_period: '15s' })
  })
})
