import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSqlite } from '../../db/sqlite/open.ts'
import { toDidKey } from '../core/crypto/did-key.ts'
import { demo } from '../core/demo-ids.ts'
import { verifierKey } from '../core/note/verifier-key.ts'
import { exported } from '../moving/test/moving-world.ts'
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
  const box = `${(await exported(app, apiKey)).join('\n')}\n`
  writeFileSync(file('box.ndjson'), box)
  writeFileSync(file('cut.ndjson'), box.slice(0, box.length >> 1))
  writeFileSync(file('forged.ndjson'), forged(box))
  writeFileSync(file('text.txt'), 'not JSON')
  writeFileSync(file('other.json'), '{"hello":"world"}')
  key = (await get('/v1/journal/checkpoint')).verifierKey
  await app.app.stop()
  await store.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

const keyBytes = () => Buffer.from(key.split('+').slice(2).join('+'), 'base64').subarray(1)
const publicKey = () => keyBytes().toString('base64url')
const didKey = () => toDidKey(keyBytes())

/** A balance is another, and the sum at the end fits it. */
function forged(box: string): string {
  const lines = box.replace('"posted":97000', '"posted":97001').trimEnd().split('\n')
  const end = JSON.parse(lines.pop()!).end
  const text = `${lines.join('\n')}\n`
  return `${text}${JSON.stringify({ end: { ...end, sha256: createHash('sha256').update(text).digest('hex') } })}\n`
}

function verify(args: readonly string[], input?: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('./verify.ts', import.meta.url)), ...args], {
    encoding: 'utf8',
    input,
  })
  return { status, said: stdout + stderr }
}

test.each<[what: string, args: () => string[], status: number, said: string]>([
  ['nothing', () => [], 2, 'Say what to verify'],
  ['--help', () => ['--help'], 0, 'Usage: npm run verify -- <file> [--key <key>]'],
  ['-h', () => ['-h'], 0, '--issuer   whom you trust'],
  ['an unknown option', () => [file('receipt.json'), '--trust', key], 2, "Unknown option '--trust'"],
  ['an option without its value', () => [file('receipt.json'), '--key'], 2, 'Usage: npm run verify'],
  ['a database of PostgreSQL', () => ['postgres://user@127.0.0.1/kariosae'], 2, 'checked sandbox by sandbox: export one with npx kariosae export'],
  ['two files', () => [file('receipt.json'), file('credential.json')], 2, 'One file at a time'],
  ['a folder', () => [folder], 2, 'EISDIR'],
  ['an empty key', () => [file('receipt.json'), '--key', ''], 2, '--key is empty'],
  [
    'a key that cannot be read, for a receipt',
    () => [file('receipt.json'), '--key', 'abc'],
    2,
    'It must be a verifier key (name+ID+base64), a public key',
  ],
  ['a key with white space around', () => [file('receipt.json'), '--key', ` ${key}\n`], 0, 'All is right.'],
  ['the public key', () => [file('receipt.json'), '--key', publicKey()], 0, 'All is right.'],
  ['the public key as a did:key', () => [file('receipt.json'), '--key', didKey()], 0, 'All is right.'],
  ['a database with a did:key', () => [file('kariosae.db'), '--key', didKey()], 0, 'Nothing is wrong.\n'],
  [
    'the key under another name',
    () => [file('receipt.json'), '--key', verifierKey('kariosae.local/jnl_old', keyBytes())],
    1,
    'of another journal (name',
  ],
  ['an issuer that is none', () => [file('credential.json'), '--issuer', 'me'], 2, '--issuer me is no did:key'],
  ['another issuer', () => [file('credential.json'), '--issuer', didKey()], 1, 'not by the trusted'],
  ['JSON that is neither', () => [file('other.json')], 2, 'This is no receipt or credential of Kariosae'],
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
  ['an exported sandbox', () => [file('box.ndjson'), '--key', key], 0, 'Nothing is wrong.\n'],
  ['a key that begins with a dash', () => [file('box.ndjson'), '--key', `-${'A'.repeat(42)}`], 1, 'none of the given keys'],
  ['an exported sandbox without a key', () => [file('box.ndjson')], 0, 'can name a key of their own'],
  [
    'an exported sandbox with another key',
    () => [file('box.ndjson'), '--key', '_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU'],
    1,
    'none of the given keys',
  ],
  ['an exported sandbox that was cut off', () => [file('cut.ndjson'), '--key', key], 1, 'the file ends without its last line'],
  ['an exported sandbox whose balance was changed', () => [file('forged.ndjson'), '--key', key], 1, 'This is not right.'],
  ['what is no key', () => [file('kariosae.db'), '--key', 'abc'], 2, '--key abc is no key'],
  ['a text', () => [file('text.txt')], 2, 'nor JSON'],
  ['what is not there', () => [file('absent.json')], 2, 'no such file'],
])('npm run verify with %s', (_what, args, status, said) => {
  const answer = verify(args())
  expect(answer.said).toContain(said)
  expect(answer.said).not.toMatch(/^ +at /m)
  expect(answer.status).toBe(status)
})

test('a receipt from standard input', () => {
  expect(verify(['-'], '{"type":"kariosae.receipt.v1"}')).toMatchObject({ status: 1, said: expect.stringContaining('This is no receipt') })
})

test('the key that lies beside the database is taken', () => {
  writeFileSync(file('kariosae.log.vkey'), `${publicKey()}\n`)
  expect(verify([file('kariosae.db')]).said).not.toContain('No key was given')
  writeFileSync(file('kariosae.log.vkey'), '_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU\n')
  expect(verify([file('kariosae.db')])).toMatchObject({ status: 1 })
})

test('while the service runs: the file itself is in use, a copy of both files is good, a copy of one says what is missing', async () => {
  const store = openSqlite(file('running.db'))
  const app = createTestApp({ store })
  const apiKey = await app.sandbox('demo')
  const { verifierKey: running } = (await app.get('/v1/journal/checkpoint', apiKey)).body
  const inUse = verify([file('running.db'), '--key', running])
  expect(existsSync(file('running.db-wal'))).toBe(true)
  copyFileSync(file('running.db'), file('both.db'))
  copyFileSync(file('running.db-wal'), file('both.db-wal'))
  copyFileSync(file('running.db'), file('alone.db'))
  const [both, alone] = ['both.db', 'alone.db'].map((name) => verify([file(name), '--key', running]))
  await app.app.stop()
  await store.close()
  expect(inUse).toMatchObject({ status: 2, said: expect.stringContaining(`cp ${file('running.db')} ${file('running.db')}-wal <folder>`) })
  expect(both).toMatchObject({ status: 0, said: expect.stringMatching(/sbx_.*\nNothing is wrong\.\n/) })
  expect(alone).toMatchObject({ status: 2, said: expect.stringContaining('alone.db-wal file is missing') })
})
