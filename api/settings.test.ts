import { expect, test } from 'vitest'
import { readSettings, SettingError } from './settings.ts'

test('the defaults', () => {
  expect(readSettings({})).toEqual({
    port: 8787,
    host: '127.0.0.1',
    database: { engine: 'sqlite', path: './data/kariosae.db' },
    signingKey: null,
    logLevel: 'info',
    rateLimit: 1_000,
    provider: 'embedded',
    httpThread: 'auto',
    webhooks: { near: 'this machine', timeout: 10_000 },
  })
})

test.each<[env: Record<string, string>, near: string]>([
  [{ HOST: '0.0.0.0' }, 'nothing'],
  [{ HOST: '::1' }, 'this machine'],
  [{ HOST: '0.0.0.0', WEBHOOK_PRIVATE: 'allow' }, 'private networks'],
  [{ WEBHOOK_PRIVATE: 'no' }, 'this machine'],
])('with %j webhooks reach %s beside the public internet', (env, near) => {
  expect(readSettings(env).webhooks.near).toBe(near)
})

test.each([
  ['file::memory:', { engine: 'sqlite', path: ':memory:' }],
  ['file:/tmp/a.db', { engine: 'sqlite', path: '/tmp/a.db' }],
  ['postgres://me@a:5432,b:5433/ledger', { engine: 'postgres', url: 'postgres://me@a:5432,b:5433/ledger' }],
  ['postgresql:///ledger', { engine: 'postgres', url: 'postgresql:///ledger' }],
])('DATABASE_URL=%s names a database', (DATABASE_URL, database) => {
  expect(readSettings({ DATABASE_URL }).database).toEqual(database)
})

test.each<[env: Record<string, string>, name: string]>([
  [{ PORT: '65536' }, 'PORT'],
  [{ PORT: '0x10' }, 'PORT'],
  [{ PORT: ' ' }, 'PORT'],
  [{ PORT: '-1' }, 'PORT'],
  [{ RATE_LIMIT: '0' }, 'RATE_LIMIT'],
  [{ WEBHOOK_PRIVATE: 'true' }, 'WEBHOOK_PRIVATE'],
  [{ WEBHOOK_TIMEOUT: '61' }, 'WEBHOOK_TIMEOUT'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  [{ HTTP_THREAD: 'yes' }, 'HTTP_THREAD'],
  [{ DATABASE_URL: 'file:' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'file:a.db?mode=ro' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'mysql://secret@host/db' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'postgres://' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'postgres://me:secret/and#more@host:5432/db' }, 'DATABASE_URL'],
  [{ SIGNING_KEY: 'a' }, 'SIGNING_KEY'],
])('%j is refused by name, without showing secrets', (env, name) => {
  const read = () => readSettings(env)
  expect(read).toThrow(SettingError)
  expect(read).toThrow(name)
  expect(read).not.toThrow('secret')
})
