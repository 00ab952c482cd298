import { beforeAll, expect, test } from 'vitest'
import { openSqlite } from '../../db/sqlite/open.ts'
import type { RowsPiece } from '../core/piece.ts'
import { refusals } from '../core/refusals.ts'
import type { TestApp } from '../test/harness.ts'
import { sandboxOf } from '../test/sign.ts'
import { mostOfPart, readPart } from './read-part.ts'
import { createSqliteApp, exported, imported, sendPart } from './test/moving-world.ts'

/** What anybody can send, without a key, keeps nobody else waiting. */

let sandbox: string
let lines: string[]

beforeAll(async () => {
  const source = createSqliteApp()
  const key = await source.sandbox('demo')
  sandbox = sandboxOf(key)
  lines = await exported(source, key)
})

const checkpoint = (size: number) => `{"size":${size},"note":""}`
const oneEach = (count: number) => Array.from({ length: count }, (_, index) => `{"table":"checkpoint","rows":[${checkpoint(index + 1)}]}`)
const node = (index: number) => `{"table":"node","rows":[{"level":1,"index":${index},"hash":"${'A'.repeat(43)}="}]}`

/** A service that notes what is put aside, in which turn of the event loop. */
function counting() {
  const store = openSqlite(':memory:')
  const staged: { rows: number; turn: number }[] = []
  let turn = 0
  const tick = () => {
    turn++
    timer = setImmediate(tick)
  }
  let timer = setImmediate(tick)
  const stage = (name: string, piece: RowsPiece) => {
    staged.push({ rows: piece.rows.length, turn })
    return store.stage(name, piece)
  }
  const app = createSqliteApp({ store: { ...store, stage } })
  return { app, store, staged, stop: () => clearImmediate(timer) }
}

test.each<[what: string, lines: string[], rows: number, commits: number]>([
  ['one row in each line', oneEach(6_000), 6_000, 12],
  ['lines of two tables in turn', oneEach(2_000).flatMap((line, index) => [line, node(index)]), 4_000, 8],
  ['a line of many rows', [`{"table":"checkpoint","rows":[${Array.from({ length: 900 }, (_, index) => checkpoint(index + 1))}]}`], 900, 2],
])('%s: few commits, each in a turn of its own', async (_what, part, rows, commits) => {
  const { app, store, staged, stop } = counting()
  const { status, body } = await sendPart(app, sandbox, part.join('\n'))
  stop()
  expect([status, body]).toEqual([200, { rows }])
  expect(staged).toHaveLength(commits)
  expect(Math.max(...staged.map((piece) => piece.rows))).toBeLessThanOrEqual(500)
  expect(new Set(staged.map(({ turn }) => turn)).size).toBe(commits)
  await store.close()
})

test.each<[what: string, part: () => string, status: number, detail: RegExp]>([
  ['more rows than a part has', () => oneEach(mostOfPart + 1).join('\n'), 413, /at most 20000 rows and lines: send smaller parts/],
  ['nothing but lines', () => '\n'.repeat(8_000_000), 413, /at most 20000 rows/],
  ['more rows than a line has', () => `{"table":"checkpoint","rows":[${Array.from({ length: 90_000 }, () => checkpoint(1))}]}`, 422, /Line 1 .*rows/],
])('%s: refused before anything is put aside', async (_what, part, status, detail) => {
  const { app, staged, stop } = counting()
  const answer = await sendPart(app, sandbox, part())
  stop()
  expect([answer.status, staged]).toEqual([status, []])
  expect(answer.body.detail).toMatch(detail)
  expect(answer.body.advice).not.toContain('1 MiB')
})

test('the advice about what is too large holds wherever it is given', () => {
  for (const text of Object.values(refusals.payload_too_large.advice)) expect(text).not.toMatch(/\d/)
})

test('four parts are put aside at once; who comes then comes again, and the import goes on', async () => {
  const store = openSqlite(':memory:')
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  let waits = 0
  const stage = async (name: string, piece: RowsPiece) => {
    waits++
    await held
    return store.stage(name, piece)
  }
  const app: TestApp = createSqliteApp({ store: { ...store, stage } })
  const sent = Array.from({ length: 4 }, (_, index) => sendPart(app, sandbox, lines[1]!, `the Import-Key of the import number ${index}`))
  while (waits < 4) await new Promise((resolve) => setTimeout(resolve, 1))
  const fifth = await sendPart(app, sandbox, lines[1]!)
  expect([fifth.status, fifth.body.code, fifth.headers.get('retry-after')]).toEqual([503, 'unavailable', '1'])
  release()
  expect((await Promise.all(sent)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect((await imported(app, sandbox, lines)).body).toMatchObject({ done: true })
})

test('reading a part gives way to others', async () => {
  let turns = 0
  const chunks = await readPart(oneEach(10_000).join('\n'), async () => void turns++)
  expect(turns).toBeGreaterThan(20)
  expect(chunks).toHaveLength(20)
  expect(chunks).toMatchObject([{ first: 1, last: 500 }, { first: 501, last: 1_000 }, ...Array(18).fill({})])
})
