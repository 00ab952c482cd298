import { beforeAll, describe, expect, test } from 'vitest'
import { openSqlite } from '../../db/sqlite/open.ts'
import { demo } from '../core/demo-ids.ts'
import { parseVerifierKey } from '../core/note/verifier-key.ts'
import type { RowsPiece } from '../core/piece.ts'
import { type Store, StoreUnavailable } from '../core/store.ts'
import { sandboxOf } from '../test/sign.ts'
import { createScratch } from '../verify/scratch.ts'
import { createPieceCheck } from './check-pieces.ts'
import { createCourses } from './courses.ts'
import { type Header, readLine, toHead } from './file-lines.ts'
import { complete, createSqliteApp, exported, type Grown, grow, imported, sendPart } from './test/moving-world.ts'

/** The end of an import: all of the file came in, whoever else imports and whatever fails meanwhile. */

let grown: Grown
let lines: string[]

beforeAll(async () => {
  grown = await grow(createSqliteApp())
  await grown.app.post('/v1/api-keys', { scopes: ['read'] }, grown.key, { 'Idempotency-Key': 'shows a key of the other service' })
  await grown.app.post(`/v1/wallets/${demo.guest}/rotate-key`, { keyPolicy: { maxAmounts: { JPY: 10_000 } } }, grown.key)
  lines = await exported(grown.app, grown.key)
})

const tableOf = (line: string) => /^\{"table":"(\w+)"/.exec(line)?.[1]

test('the file that is cut in these tests has rows of every kind', () => {
  expect(new Set(lines.map(tableOf))).toEqual(
    new Set([undefined, 'journal', 'checkpoint', 'apiKey', 'asset', 'wallet', 'keyPolicy', 'balance', ...kinds]),
  )
})

const kinds = ['transfer', 'hold', 'holdTemplate', 'oracle', 'webhookEndpoint', 'webhookDelivery', 'answer', 'usedSignature']

describe.each(['keyPolicy', ...kinds])('a file without its lines of %s', (table) => {
  test('is refused, and nothing of it is left', async () => {
    const app = createSqliteApp()
    app.time.now = grown.app.time.now
    const cut = lines.filter((line) => tableOf(line) !== table)
    const answer = await imported(app, grown.sandbox, cut)
    expect([answer.status, answer.body.code]).toEqual([422, 'import_invalid'])
    expect((await app.get('/v1/sandbox', grown.key)).status).toBe(401)
    expect((await complete(app, grown.sandbox, lines)).body.detail).toContain('No part of it came in')
  })

  test('one row of it is missing', async () => {
    const app = createSqliteApp()
    app.time.now = grown.app.time.now
    const at = lines.findLastIndex((line) => tableOf(line) === table)
    const { rows } = JSON.parse(lines[at]!)
    const cut = lines.with(at, JSON.stringify({ table, rows: rows.slice(0, -1) }))
    expect((await imported(app, grown.sandbox, cut)).body.code).toBe('import_invalid')
  })
})

test('a file of long ago comes in whole, though answers and signatures of its age are forgotten meanwhile', async () => {
  const app = createSqliteApp()
  app.time.now = grown.app.time.now + 400 * 24 * 3_600_000
  for (const line of lines.slice(1, -1)) expect((await sendPart(app, grown.sandbox, line)).status).toBe(200)
  while (await app.store.tidy(app.time.now)) {}
  const answer = await complete(app, grown.sandbox, lines)
  expect([answer.body.detail, answer.body.done]).toEqual([undefined, true])
  // And so does what is taken out of it again.
  const third = createSqliteApp()
  third.time.now = app.time.now
  expect((await imported(third, grown.sandbox, await exported(app, grown.key))).body).toMatchObject({ done: true })
})

/** A service whose checks stand still while they read. */
function halting() {
  const store = openSqlite(':memory:')
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const reading: string[] = []
  const staged: Store['staged'] = async (name) => {
    const found = await store.staged(name)
    if (!found) return undefined
    async function* pieces() {
      reading.push(name)
      await held
      yield* found!.pieces
    }
    return { ...found, pieces: pieces() }
  }
  return { app: createSqliteApp({ store: { ...store, staged } }), reading, release: () => release() }
}

test('of five checks at once four go on and one comes again: nothing of it is lost', async () => {
  const { app, reading, release } = halting()
  const files = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const source = createSqliteApp()
      const key = await source.sandbox()
      return { id: sandboxOf(key), file: await exported(source, key) }
    }),
  )
  for (const { id, file } of files) for (const line of file.slice(1, -1)) await sendPart(app, id, line)
  const running = files.slice(0, 4).map(({ id, file }) => complete(app, id, file))
  while (reading.length < 4) await new Promise((resolve) => setTimeout(resolve, 1))
  const { id, file } = files[4]!
  const fifth = await complete(app, id, file)
  expect([fifth.status, fifth.body.code, fifth.headers.get('retry-after')]).toEqual([503, 'unavailable', '1'])
  release()
  expect((await Promise.all(running)).map(({ body }) => body.done)).toEqual([true, true, true, true])
  expect((await complete(app, id, file)).body).toMatchObject({ done: true })
})

test('the database is away in the middle of a check: nothing is lost', async () => {
  const store = openSqlite(':memory:')
  let failing = true
  const staged: Store['staged'] = async (name) => {
    const found = await store.staged(name)
    async function* pieces() {
      for await (const piece of found!.pieces) {
        if (failing && piece.table === 'journal') throw new StoreUnavailable('away')
        yield piece
      }
    }
    return found && { ...found, pieces: pieces() }
  }
  const app = createSqliteApp({ store: { ...store, staged } })
  app.time.now = grown.app.time.now
  for (const line of lines.slice(1, -1)) await sendPart(app, grown.sandbox, line)
  for (let round = 0; round < 2; round++) expect((await complete(app, grown.sandbox, lines)).status).toBe(503)
  failing = false
  expect((await complete(app, grown.sandbox, lines)).body).toMatchObject({ done: true })
})

test('that the notes of a check cannot be kept is no fault of the file', () => {
  const full = Object.assign(new Error('disk full'), { code: 'SQLITE_FULL' })
  const scratch = {
    ...createScratch(),
    tell: () => {
      throw full
    },
  }
  const { header, key } = headerOf(lines)
  const check = createPieceCheck(toHead(header.head), { key, scratch, real: 0 })
  const feed = () => {
    for (const line of lines.slice(1, -1)) if (tableOf(line) !== 'keyPolicy') check.piece(readLine(line) as RowsPiece)
  }
  expect(feed).toThrow(full)
  expect(check.isWrong).toBe(false)
})

function headerOf([first]: readonly string[]): { header: Header; key: Uint8Array } {
  const header: Header = JSON.parse(first!)
  const key = parseVerifierKey(header.verifierKey)
  if (typeof key === 'string') throw new Error(key)
  return { header, key: key.publicKey }
}

test('a check that runs gives way to nobody, one that nobody goes on with does', () => {
  let now = 0
  const closed: number[] = []
  const courses = createCourses<{ id: number; close(): void }>(() => now)
  const take = (id: number, right = true) =>
    courses.take(
      `import ${id}`,
      () => right,
      () => ({ id, close: () => void closed.push(id) }),
    )
  const four = [0, 1, 2, 3].map((id) => take(id))
  expect(take(4)).toBeUndefined()
  expect(take(2)).toBe(four[2])
  courses.rest('import 1')
  now += 9_999
  expect(take(4)).toBeUndefined()
  now += 1
  expect(take(4)?.id).toBe(4)
  expect(closed).toEqual([1])
  expect(take(3, false)).not.toBe(four[3])
  courses.end('import 0')
  expect(closed).toEqual([1, 3, 0])
  expect(take(1)?.id).toBe(1)
})
