import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type SigningSettings, signingFiles } from './signing/process/settings.ts'

export interface Settings {
  readonly port: number
  readonly host: string
  /** Path of the SQLite file, or `:memory:`. */
  readonly sqlitePath: string
  readonly signingKey: string
  readonly logLevel: string
  readonly rateLimit: number
  readonly signing: SigningSettings
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
    signingKey: signingKey(env['SIGNING_KEY'], sqlitePath),
    logLevel: logLevel(env['LOG_LEVEL'] || 'info'),
    rateLimit: integer(env, 'RATE_LIMIT', 1_000, 1, 1_000_000_000),
    signing: { ...signingFiles(sqlitePath), provider: provider(env) },
  }
}

function sqlitePathOf(url: string): string {
  if (url === 'file::memory:') return ':memory:'
  const path = url.startsWith('file:') ? url.slice('file:'.length) : ''
  if (path !== '' && !path.includes('?')) return path
  throw new SettingError(`DATABASE_URL is ${url.split(':')[0]}:…; use file:<path>, without parameters, or file::memory:`)
}

function integer(env: Readonly<Record<string, string | undefined>>, name: string, fallback: number, least: number, most: number): number {
  const text = env[name] || String(fallback)
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new SettingError(`${name} is ${text}; use an integer from ${least} to ${most}`)
}

function logLevel(level: string): string {
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']
  if (levels.includes(level)) return level
  throw new SettingError(`LOG_LEVEL is ${level}; use one of ${levels.join(', ')}`)
}

/** Who keeps the private keys: this service's own keystore, or a device behind PKCS#11. */
function provider(env: Readonly<Record<string, string | undefined>>): SigningSettings['provider'] {
  const library = env['PKCS11_LIBRARY']
  if (!library) return 'embedded'
  const token = env['PKCS11_TOKEN']
  if (!token) throw new SettingError('PKCS11_LIBRARY is set but PKCS11_TOKEN is not; use the label of the token that keeps the keys')
  return { library, token, pinFile: env['PKCS11_PIN_FILE'] || null }
}

/** Whoever has the signing key can make every API key, so a short one is worse than none. */
const shortestKey = 32

function signingKey(given: string | undefined, sqlitePath: string): string {
  if (!given) return sqlitePath === ':memory:' ? newKey() : keptKey(join(dirname(sqlitePath), 'kariosae.key'))
  if (given.length >= shortestKey) return given
  throw new SettingError(`SIGNING_KEY has ${given.length} characters; use at least ${shortestKey} random ones`)
}

/** The key made at the first start and kept beside the database, readable only by its owner. */
function keptKey(path: string): string {
  if (!existsSync(path)) writeWhole(path, `${newKey()}\n`)
  const key = readFileSync(path, 'utf8').trim()
  if (key.length >= shortestKey) return key
  throw new SettingError(`${path} holds no signing key; put the one that belongs to the database back, or delete the file to start with new API keys`)
}

/** Under another name first, so that a full disk or a crash leaves no half of it behind. */
function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, text, { mode: 0o600, flush: true })
  renameSync(draft, path)
}

function newKey(): string {
  return randomBytes(32).toString('base64url')
}
