import { isLoopback } from '../web-docs/console.ts'
import { shortestSigningKey } from './credentials.ts'
import type { HttpThread } from './operate/listen.ts'
import type { SigningSettings } from './signing/process/settings.ts'
import type { SendSettings } from './webhooks/send.ts'

/** Which database: a file of SQLite (or `:memory:`), or one or more servers of PostgreSQL. */
export type DatabasePlace = { readonly engine: 'sqlite'; readonly path: string } | { readonly engine: 'postgres'; readonly url: string }

export interface Settings {
  readonly port: number
  readonly host: string
  readonly database: DatabasePlace
  /** The secret that makes API keys; null: the database keeps one. */
  readonly signingKey: string | null
  readonly logLevel: string
  readonly rateLimit: number
  readonly provider: SigningSettings['provider']
  readonly webhooks: SendSettings
  readonly httpThread: HttpThread
}

/** A setting that cannot be used. The message says which and what would do. */
export class SettingError extends Error {}

/** Settings from the environment, each with a default that works (README lists them). */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  return {
    port: integer(env, 'PORT', 8787, 0, 65_535),
    host: env['HOST'] || '127.0.0.1',
    database: databasePlace(env['DATABASE_URL'] || 'file:./data/kariosae.db'),
    signingKey: signingKey(env['SIGNING_KEY']),
    logLevel: logLevel(env['LOG_LEVEL'] || 'info'),
    rateLimit: integer(env, 'RATE_LIMIT', 1_000, 1, 1_000_000_000),
    provider: provider(env),
    httpThread: httpThread(env['HTTP_THREAD'] || 'auto'),
    webhooks: { near: near(env), timeout: 1_000 * integer(env, 'WEBHOOK_TIMEOUT', 10, 1, 60) },
  }
}

export function databasePlace(url: string): DatabasePlace {
  if (/^postgres(ql)?:\/\/./.test(url)) return { engine: 'postgres', url: serverUrl(url) }
  if (url === 'file::memory:') return { engine: 'sqlite', path: ':memory:' }
  const path = url.startsWith('file:') ? url.slice('file:'.length) : ''
  if (path !== '' && !path.includes('?')) return { engine: 'sqlite', path }
  const start = url.includes(':') ? `${url.split(':')[0]}:…` : url
  throw new SettingError(`DATABASE_URL is ${start}; use file:<path>, without parameters, file::memory:, or postgres://…`)
}

/** Of several servers the first stands for all. What is wrong may be a password, which is not shown. */
function serverUrl(url: string): string {
  if (URL.canParse(url.replace(/,[^/?#]*/, ''))) return url
  throw new SettingError('DATABASE_URL cannot be read; write / # ? @ : and % in its user and password as %2F %23 %3F %40 %3A %25')
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

function httpThread(choice: string): HttpThread {
  if (choice === 'on' || choice === 'off' || choice === 'auto') return choice
  throw new SettingError(`HTTP_THREAD is ${choice}; use on, off or auto`)
}

/** Who keeps the private keys: this service's own keystore, or a device behind PKCS#11. */
function provider(env: Readonly<Record<string, string | undefined>>): SigningSettings['provider'] {
  const library = env['PKCS11_LIBRARY']
  if (!library) return 'embedded'
  const token = env['PKCS11_TOKEN']
  if (!token) throw new SettingError('PKCS11_LIBRARY is set but PKCS11_TOKEN is not; use the label of the token that keeps the keys')
  return { library, token, pinFile: env['PKCS11_PIN_FILE'] || null }
}

/** What may be reached by webhooks beside the public internet. Where only this machine can register them, this machine. */
function near(env: Readonly<Record<string, string | undefined>>): SendSettings['near'] {
  const allowed = env['WEBHOOK_PRIVATE'] || 'no'
  if (allowed === 'allow') return 'private networks'
  if (allowed === 'no') return isLoopback(env['HOST'] || '127.0.0.1') ? 'this machine' : 'nothing'
  throw new SettingError(`WEBHOOK_PRIVATE is ${allowed}; use allow or no`)
}

function signingKey(given: string | undefined): string | null {
  if (!given) return null
  if (given.length >= shortestSigningKey) return given
  throw new SettingError(`SIGNING_KEY has ${given.length} characters; use at least ${shortestSigningKey} random ones`)
}
