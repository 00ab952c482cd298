import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { keptKey } from './kept-key.ts'

const folder = mkdtempSync(join(tmpdir(), 'kariosae-key-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string) => join(folder, name, 'kariosae.key')

test('the key beside the database is made once, for its owner alone', () => {
  const first = keptKey(file('new'))
  expect(keptKey(file('new'))).toBe(first)
  expect(first.length).toBe(43)
  expect(statSync(file('new')).mode & 0o777).toBe(0o600)
})

test('one that is empty, as a full disk may leave it, is never used', () => {
  keptKey(file('full'))
  writeFileSync(file('full'), '')
  expect(() => keptKey(file('full'))).toThrow('holds no signing key')
  expect(readFileSync(file('full'), 'utf8')).toBe('')
})
