import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSqlite } from '../../../db/sqlite/open.ts'
import type { TestApp } from '../../test/harness.ts'
import { sandboxOf } from '../../test/sign.ts'
import { readPart } from '../read-part.ts'
import { createSqliteApp } from '../test/moving-world.ts'
import { openFile } from './read-file.ts'
import { readArguments } from './usage.ts'

/** The command, as a process of its own, against services that run and databases that do not. */

const folder = mkdtempSync(join(tmpdir(), 'kariosae-moving-'))
const closing: (() => void)[] = []
afterAll(() => {
  for (const close of closing) close()
  rmSync(folder, { recursive: true })
})

async function served(app: TestApp): Promise<string> {
  return new Promise((resolve) => {
    const server = serve({ fetch: app.app.hono.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve(`http://127.0.0.1:${port}`),
    )
    closing.push(() => server.close())
  })
}

function run(args: readonly string[], env: Record<string, string> = {}): Promise<{ code: number; out: string; err: string }> {
  const entry = new URL('../kariosae.ts', import.meta.url).pathname
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [entry, ...args], { cwd: folder, env: { ...process.env, ...env } }, (_fault, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    )
  })
}

let [source, target]: TestApp[] = []
let [from, to, key, sandbox]: string[] = []
const box = join(folder, 'box.ndjson')

beforeAll(async () => {
  source = createSqliteApp()
  target = createSqliteApp()
  from = await served(source)
  to = await served(target)
  key = await source.sandbox('demo')
  sandbox = sandboxOf(key)
  await source.post('/v1/webhook-endpoints', { url: 'https://receiver.example/' }, key)
  const { code, err } = await run(['export', '--url', from, '-o', box], { KARIOSAE_KEY: key })
  expect([code, err]).toEqual([0, ''])
})

test('from a running service to another, and back out of a database that is stopped', { timeout: 120_000 }, async () => {
  const first = await run(['import', '--url', `${to!}/v1/`, box])
  expect(first).toMatchObject({ code: 0, err: '' })
  expect(first.out).toContain(`${sandbox} is there`)
  expect(first.out).toContain('4 managed wallets have new keys')
  expect(first.out).toContain('Webhook endpoints that are disabled now: 1.')
  expect((await target!.get('/v1/sandbox', key!)).body.id).toBe(sandbox)
  // Interrupted at its very end and begun again, it is done; another's is not.
  expect(await run(['import', '--url', to!, box])).toMatchObject({ code: 0, out: expect.stringContaining('nothing was changed') })
  expect((await run(['import', '--url', from!, box])).err).toContain('in this service already')

  const one = `file:${join(folder, 'one/kariosae.db')}`
  expect(await run(['import', '--database', one, box])).toMatchObject({ code: 0, err: '' })
  expect(await run(['export', '--database', one, '--sandbox', sandbox!])).toMatchObject({ code: 0, err: '' })
  expect((await openFile(join(folder, `${sandbox}.ndjson`))).header.head.formerKeys).toHaveLength(1)
  const again = ['export', '--database', one, '--sandbox', sandbox!]
  for (const args of [again, [...again, '-o', box]]) expect((await run(args)).err).toContain('is there already: name another file')
  expect((await run(['export', '--database', one, '--sandbox', 'sbx_0'])).err).toContain('There is no sandbox sbx_0')
})

test('what cannot be done is said in a line, and leaves no file', { timeout: 120_000 }, async () => {
  const nowhere = `file:${join(folder, 'none/kariosae.db')}`
  const out = join(folder, 'out.ndjson')
  const running = openSqlite(join(folder, 'used.db'))
  const used = `file:${join(folder, 'used.db')}`
  const answers = [
    await run(['export', '--url', from!, '-o', out], { KARIOSAE_KEY: 'ksk_wrong' }),
    await run(['export', '--database', nowhere, '--sandbox', sandbox!, '-o', out]),
    await run(['import', '--url', to!, join(folder, 'absent.ndjson')]),
    await run(['import', '--url', to!, folder]),
    await run(['export', '--database', `file:${box}`, '--sandbox', sandbox!, '-o', out]),
    await run(['import', '--database', 'mysql://x', box]),
    await run(['export', '--database', 'postgres://nobody@127.0.0.1:1/none', '--sandbox', sandbox!, '-o', out]),
    await run(['export', '--database', used, '--sandbox', sandbox!, '-o', out]),
  ]
  await running.close()
  expect(answers.map(({ code }) => code)).toEqual(answers.map(() => 1))
  expect(answers.map(({ err }) => err)).toEqual([
    expect.stringContaining('no API key of Kariosae'),
    expect.stringContaining('There is no database'),
    expect.stringContaining('absent.ndjson'),
    expect.stringContaining('EISDIR'),
    expect.stringContaining('box.ndjson is no database'),
    expect.stringContaining('DATABASE_URL'),
    expect.stringContaining('the database cannot be reached'),
    expect.stringContaining('is in use by a running service: stop it, or use --url'),
  ])
  for (const { err } of answers) expect(err).not.toMatch(/^ +at /m)
  expect(() => readFileSync(out)).toThrow('ENOENT')
})

describe('a file that is not as it was written is refused, with the line', () => {
  const lines = () => readFileSync(box, 'utf8').split('\n')
  test.each<[what: string, spoil: (all: string[]) => string, message: RegExp]>([
    ['cut off', (all) => all.slice(0, 5).join('\n'), /line 5: the file ends without its last line/],
    ['cut off within a line', (all) => all.join('\n').slice(0, 3_000), /line \d: the file ends without its last line/],
    [
      'a line gone',
      (all) => all.filter((line) => !line.includes('"table":"oracle"')).join('\n'),
      /line 1\d: there were 1 rows of oracle, and there are 0/,
    ],
    [
      'a number changed',
      (all) => all.join('\n').replace('"posted":97000', '"posted":97001'),
      /line 1\d: lines 1 to 1\d are not as they were written/,
    ],
    ['two lines swapped', (all) => [all[0], all[2], all[1], ...all.slice(3)].join('\n'), /are not as they were written/],
    [
      'a line that is none',
      (all) => [all[0], '{"table":"wallet","rows":[{"id":1}]}', ...all.slice(1)].join('\n'),
      /line 2: rows\.0\.id: wallet: must be a string/,
    ],
    ['another header', (all) => all.join('\n').replace('"version":1', '"version":2'), /line 1: it is no file of a sandbox: version/],
    ['no file of ours', () => 'hello\n', /line 1: /],
    ['empty', () => '', /line 0: /],
  ])('%s', async (_what, spoil, message) => {
    const path = join(folder, 'spoilt.ndjson')
    writeFileSync(path, spoil(lines()))
    await expect(openFile(path)).rejects.toThrow(message)
  })

  test('not UTF-8', async () => {
    const path = join(folder, 'bytes.ndjson')
    writeFileSync(path, Buffer.concat([Buffer.from(`${lines()[0]}\n`), Buffer.from([0xff, 0xfe, 10])]))
    await expect(openFile(path)).rejects.toThrow('not UTF-8')
  })
})

test('parts of a file hold together what a service takes at once', async () => {
  const file = await openFile(box)
  const parts: string[] = []
  for await (const part of file.parts()) parts.push(part)
  expect(parts.join('')).toBe(`${readFileSync(box, 'utf8').trimEnd().split('\n').slice(1, -1).join('\n')}\n`)
})

test('a part has no more rows than a service takes, however short they are', async () => {
  const rows = Array.from({ length: 1_000 }, () => ({ id: 'x', validUntil: 1_764_547_200_000 }))
  const text = `${[readFileSync(box, 'utf8').split('\n')[0], ...Array(22).fill(JSON.stringify({ table: 'usedSignature', rows }))].join('\n')}\n`
  const path = join(folder, 'short-rows.ndjson')
  const sha256 = createHash('sha256').update(text).digest('hex')
  writeFileSync(path, `${text}${JSON.stringify({ end: { rows: { usedSignature: 22_000 }, sha256 } })}\n`)
  const counts: number[] = []
  for await (const part of (await openFile(path)).parts()) {
    const chunks = await readPart(part, async () => {})
    counts.push(Array.isArray(chunks) ? chunks.reduce((sum, { rows }) => sum + rows.length, 0) : 0)
  }
  expect(counts).toEqual([19_000, 3_000])
})

test.each<[args: string, wrong: string | undefined]>([
  ['export --url http://x/ --key k', undefined],
  ['export --database file:a.db --sandbox sbx_1 -o b', undefined],
  ['import --url http://x file', undefined],
  ['', 'Say what to do'],
  ['move --url x', 'There is no move'],
  ['export', 'Give the service'],
  ['export --url http://a --database b', 'one of them'],
  ['export --url http://a', 'KARIOSAE_KEY'],
  ['export --database a', '--sandbox'],
  ['export --url http://a --key k file', 'file is too much'],
  ['import --url http://a', 'Give one file'],
  ['import --url http://a b c', 'Give one file'],
  ['import --nonsense a', '--nonsense'],
  ['import --url http://x --key k file', 'takes no --key'],
  ['import --url 127.0.0.1:8787 file', 'write it as http://'],
])('kariosae %s', (args, wrong) => {
  const asked = readArguments(args.split(' ').filter(Boolean), {})
  if (wrong === undefined) expect(asked).not.toHaveProperty('wrong')
  else expect(asked).toEqual({ wrong: expect.stringContaining(wrong) })
})
