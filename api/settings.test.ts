import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readSettings, SettingError } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'kariosae-settings-'))
afterAll(() => rmSync(folder, { recursive: true }))
const memory = { DATABASE_URL: 'file::memory:' }

test('the defaults', () => {
  expect(readSettings(memory)).toMatchObject({ port: 8787, host: '127.0.0.1', sqlitePath: ':memory:', logLevel: 'info', rateLimit: 1_000 })
})

test.each<[env: Record<string, string>, name: string]>([
  [{ PORT: '65536' }, 'PORT'],
  [{ PORT: '0x10' }, 'PORT'],
  [{ PORT: ' ' }, 'PORT'],
  [{ PORT: '-1' }, 'PORT'],
  [{ RATE_LIMIT: '0' }, 'RATE_LIMIT'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  [{ DATABASE_URL: 'file:' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'file:a.db?mode=ro' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'postgres://secret@host/db' }, 'DATABASE_URL'],
  [{ SIGNING_KEY: 'a' }, 'SIGNING_KEY'],
])('%j is refused by name, without showing secrets', (env, name) => {
  const read = () => readSettings({ ...memory, ...env })
  expect(read).toThrow(SettingError)
  expect(read).toThrow(name)
  expect(read).not.toThrow('secret')
})

describe('the signing key beside the database', () => {
  const at = (name: string) => ({ DATABASE_URL: `file:${join(folder, name, 'k.db')}` })
  const keyFile = (name: string) => join(folder, name, 'kariosae.key')

  test('is made once, for its owner alone', () => {
    const first = readSettings(at('new')).signingKey
    expect(readSettings(at('new')).signingKey).toBe(first)
    expect(first.length).toBe(43)
    expect(statSync(keyFile('new')).mode & 0o777).toBe(0o600)
  })

  test('that is empty, as a full disk may leave it, is never used', () => {
    readSettings(at('full'))
    writeFileSync(keyFile('full'), '')
    expect(() => readSettings(at('full'))).toThrow('holds no signing key')
    expect(readFileSync(keyFile('full'), 'utf8')).toBe('')
  })

  test('is not made where it is given', () => {
    expect(readSettings({ ...at('given'), SIGNING_KEY: 'x'.repeat(32) }).signingKey).toBe('x'.repeat(32))
    expect(existsSync(keyFile('given'))).toBe(false)
  })
})
