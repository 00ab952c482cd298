import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSqlite } from '../../db/sqlite/open.ts'
import { demo } from '../core/demo-ids.ts'
import { createTestApp } from '../test/harness.ts'

const folder = mkdtempSync(join(tmpdir(), 'kariosae-verify-'))
const file = (name: string) => join(folder, name)
let key: string

beforeAll(async () => {
  const store = openSqlite(file('kariosae.db'))
  const app = createTestApp({ store })
  const apiKey = await app.sandbox('demo')
  const get = async (path: string) => (await app.get(path, apiKey)).body
  const receipt = await get(`/v1/transfers/${demo.payment}/receipt`)
  writeFileSync(file('receipt.json'), JSON.stringify(receipt))
  writeFileSync(file('altered.json'), JSON.stringify({ ...receipt, subject: 'trf_other' }))
  writeFileSync(file('credential.json'), JSON.stringify(await get(`/v1/holds/${demo.disputed}/receipt?as=credential`)))
  writeFileSync(file('text.txt'), 'not JSON')
  key = (await get('/v1/journal/checkpoint')).verifierKey
  await app.app.stop()
  await store.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

function verify(args: readonly string[], input?: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('./verify.ts', import.meta.url)), ...args], {
    encoding: 'utf8',
    input,
  })
  return { status, said: stdout + stderr }
}

test.each<[what: string, args: () => string[], status: number, said: string]>([
  ['nothing', () => [], 2, 'Say what to verify'],
  ['a receipt', () => [file('receipt.json'), '--key', key], 0, 'All is right.'],
  ['a receipt without a key', () => [file('receipt.json')], 0, 'Anybody can make such a key'],
  ['a receipt that was altered', () => [file('altered.json'), '--key', key], 1, 'BAD  Record'],
  ['a credential', () => [file('credential.json'), '--key', key], 0, 'is signed by its issuer'],
  ['a database', () => [file('kariosae.db'), '--key', key], 0, 'Nothing is wrong.\n'],
  ['a database without a key', () => [file('kariosae.db')], 0, 'No key was given'],
  [
    'a database with another key',
    () => [file('kariosae.db'), '--key', '_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU'],
    1,
    'none of the given keys signed it',
  ],
  ['what is no key', () => [file('kariosae.db'), '--key', 'abc'], 2, 'neither a verifier key'],
  ['a text', () => [file('text.txt')], 2, 'nor JSON'],
  ['what is not there', () => [file('absent.json')], 2, 'no such file'],
])('npm run verify with %s', (_what, args, status, said) => {
  const answer = verify(args())
  expect(answer.said).toContain(said)
  expect(answer.status).toBe(status)
})

test('a receipt from standard input', () => {
  expect(verify(['-'], '{"type":"kariosae.receipt.v1"}')).toMatchObject({ status: 1, said: expect.stringContaining('This is no receipt') })
})

test('the key that lies beside the database is taken', () => {
  const publicKey = Buffer.from(key.split('+').slice(2).join('+'), 'base64').subarray(1).toString('base64url')
  writeFileSync(file('kariosae.log.vkey'), `${publicKey}\n`)
  expect(verify([file('kariosae.db')]).said).not.toContain('No key was given')
  writeFileSync(file('kariosae.log.vkey'), '_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU\n')
  expect(verify([file('kariosae.db')])).toMatchObject({ status: 1 })
})
