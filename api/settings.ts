import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface Settings {
  readonly port: number
  readonly host: string
  /** Path of the SQLite file, or `:memory:`. */
  readonly sqlitePath: string
  readonly signingKey: string
  readonly logLevel: string
  readonly rateLimit: number
}

/** A setting that cannot be used. The message says which and what would do. */
export class SettingError extends Error {}

/** Settings from the environment, each with a default that works (README lists them). */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const sqlitePath = sqlitePathOf(env['DATABASE_URL'] || 'file:./data/kariosae.db')
  return {
    port: integer(env, 'PORT', 8787, 0, 65_535),
    host: env['HOST'] || '127.0.0.1',
    sqlitePath,
    signingKey: env['SIGNING_KEY'] || keptKey(sqlitePath),
    logLevel: logLevel(env['LOG_LEVEL'] || 'info'),
    rateLimit: integer(env, 'RATE_LIMIT', 1_000, 1, 1_000_000_000),
  }
}

function sqlitePathOf(url: string): string {
  if (url === 'file::memory:') return ':memory:'
  if (url.startsWith('file:')) return url.slice('file:'.length)
  throw new SettingError(`DATABASE_URL is ${url.split(':')[0]}:…; use file:<path> or file::memory:`)
}

function integer(env: Readonly<Record<string, string | undefined>>, name: string, fallback: number, least: number, most: number): number {
  const text = env[name] || String(fallback)
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new SettingError(`${name} is ${text}; use an integer from ${least} to ${most}`)
}

function logLevel(level: string): string {
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']
  if (levels.includes(level)) return level
  throw new SettingError(`LOG_LEVEL is ${level}; use one of ${levels.join(', ')}`)
}

/** The key made at the first start and kept beside the database, readable only by its owner. */
function keptKey(sqlitePath: string): string {
  if (sqlitePath === ':memory:') return randomBytes(32).toString('base64url')
  const path = join(dirname(sqlitePath), 'kariosae.key')
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(path, 'utf8').trim()
}
