import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import canonicalize from 'canonicalize'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSqlite } from '../../db/sqlite/open.ts'
import { ed25519 } from '../core/crypto/ed25519.ts'
import { checkpointText } from '../core/note/checkpoint.ts'
import { signedNote } from '../core/note/signed-note.ts'
import { type BuiltDatabase, buildDatabase } from './test/build-database.ts'
import { collect, numberOf, rebuildTree, recordAt, reportsAfter, setRecord, type Tampered } from './test/tamper.ts'
import { type Report, Unreadable, verifyDatabase } from './verify-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'kariosae-verify-'))
const path = join(folder, 'kariosae.db')
let built: BuiltDatabase

beforeAll(async () => {
  built = await buildDatabase(path)
})
afterAll(() => rmSync(folder, { recursive: true }))

const tampered = (tamper: (db: Tampered) => void, publicKey: Uint8Array | undefined = built.publicKey) =>
  reportsAfter(path, folder, publicKey, tamper)
const wrong = (reports: readonly Report[]) => reports.filter(({ found }) => found > 0)

test('what the service wrote is right, all of it', async () => {
  const reports = await tampered(() => undefined)
  expect(wrong(reports)).toEqual([])
  const counts = new Map(reports.map(({ sandbox, records, checkpoints, signatures }) => [sandbox, { records, checkpoints, signatures }]))
  expect(counts.get(built.long)).toEqual({ records: 280, checkpoints: 280, signatures: 270 })
  expect(counts.get(built.full)!.signatures).toBeGreaterThan(5)
  expect(counts.get(built.fork)).toEqual({
    records: counts.get(built.full)!.records + 2,
    checkpoints: 2,
    signatures: counts.get(built.full)!.signatures + 1,
  })
})

test('without the key, it is only held against itself', async () => {
  expect(wrong(await collect(verifyDatabase(path, [])))).toEqual([])
})

test('with another key no checkpoint is right', async () => {
  const [first] = await tampered(() => undefined, ed25519.publicKey(new Uint8Array(32).fill(5)))
  expect(first!.findings[0]).toMatchObject({ text: expect.stringContaining('none of the given keys signed it') })
})

/** Columns that say nothing about what happened: the place of rows, the clock, and what only makes finding things faster. */
const derived: Record<string, readonly string[]> = {
  sandboxes: ['number', 'fixture', 'forked_from', 'created_at', 'frozen_at', 'clock_offset', 'next_due', 'wake_at', 'shares_keys', 'webhooks'],
  transfers: ['records'],
  hold_legs: ['leg'],
  holds: ['records', 'due_at', 'watches', 'watchers'],
}
const history = ['journal', 'journal_nodes', 'checkpoints', 'sandboxes']
const views = ['wallets', 'assets', 'transfers', 'holds', 'hold_legs', 'balances', 'oracles']

describe.each([...history, ...views])('a change in the table %s', (table) => {
  test('is found, in each column', async () => {
    const columns: string[] = []
    await tampered((db) =>
      columns.push(
        ...db
          .prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)')
          .all(table)
          .map(({ name }) => name),
      ),
    )
    expect(columns.length).toBeGreaterThan(2)
    for (const column of columns.filter((name) => !derived[table]?.includes(name))) {
      const reports = await tampered((db) => {
        const number = numberOf(db, table === 'journal_nodes' ? built.long : built.full)
        const owner = table === 'sandboxes' ? 'number' : 'sandbox'
        const row = db.prepare<[number], { at: unknown; key: number }>(`SELECT ${column} at FROM ${table} WHERE ${owner} = ? LIMIT 1`).get(number)!
        const names = db.prepare<[string], { name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?)').all(table)
        const key = names.filter(({ pk }) => pk > 0).map(({ name }) => name)
        const where = db.prepare<[number], Record<string, unknown>>(`SELECT * FROM ${table} WHERE ${owner} = ? LIMIT 1`).get(number)!
        db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${key.map((name) => `${name} = ?`).join(' AND ')}`).run(
          changed(row.at),
          ...key.map((name) => where[name]),
        )
      })
      expect(wrong(reports), `${table}.${column}`).not.toEqual([])
    }
  })
})

function changed(value: unknown): unknown {
  if (value === null) return 1
  if (typeof value === 'number') return value + 1_000
  if (value instanceof Uint8Array) return Buffer.from(value.map((byte, index) => (index === 5 ? byte ^ 1 : byte)))
  const text = value as string
  if (text === '{}') return '{"maxAmount":7}'
  if (text === 'null' || text === '[]') return '[{"a":1}]'
  const at = Math.floor(text.length / 2)
  return `${text.slice(0, at)}${text[at] === 'e' ? 'f' : 'e'}${text.slice(at + 1)}`
}

/** Pseudo-random places, the same in every run. */
function places(count: number, below: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(((index * 0.618_033_988_75 + 0.37) % 1) * below))
}

test.each(places(24, 280).map((place) => [place + 1] as const))('a byte of entry %i is changed: its text, then its leaf', async (seq) => {
  const [byText, byLeaf] = [
    await tampered((db) => {
      const number = numberOf(db, built.long)
      const text = recordAt(db, number, seq)
      const at = (seq * 7919) % text.length
      setRecord(db, number, seq, `${text.slice(0, at)}${String.fromCharCode(text.charCodeAt(at) ^ 1)}${text.slice(at + 1)}`)
    }),
    await tampered((db) => {
      const number = numberOf(db, built.long)
      const { leaf } = db.prepare<[number, number], { leaf: Buffer }>('SELECT leaf FROM journal WHERE sandbox = ? AND seq = ?').get(number, seq)!
      leaf[seq % 32]! ^= 1 << (seq % 8)
      db.prepare('UPDATE journal SET leaf = ? WHERE sandbox = ? AND seq = ?').run(leaf, number, seq)
    }),
  ]
  for (const reports of [byText, byLeaf]) {
    expect(wrong(reports).map(({ sandbox }) => sandbox)).toEqual([built.long])
    expect(wrong(reports)[0]!.findings[0]!.seq).toBe(seq)
  }
})

test.each(places(12, 280).map((place) => [place + 1] as const))('a byte of the checkpoint over %i entries is changed', async (size) => {
  const reports = await tampered((db) => {
    const number = numberOf(db, built.long)
    const { note } = db.prepare<[number, number], { note: string }>('SELECT note FROM checkpoints WHERE sandbox = ? AND size = ?').get(number, size)!
    const at = (size * 7919) % note.length
    const other = note[at] === 'A' ? 'B' : 'A'
    db.prepare('UPDATE checkpoints SET note = ? WHERE sandbox = ? AND size = ?').run(
      `${note.slice(0, at)}${other}${note.slice(at + 1)}`,
      number,
      size,
    )
  })
  expect(wrong(reports)).toMatchObject([{ sandbox: built.long, findings: [{ seq: size }] }])
})

/** All that is needed to sign notes of a journal, but with a key of one's own. */
function resign(db: Tampered, number: number, roots: (size: number) => Uint8Array): void {
  const seed = new Uint8Array(32).fill(6)
  const { journal } = db.prepare<[number], { journal: string }>('SELECT journal FROM sandboxes WHERE number = ?').get(number)!
  const origin = `kariosae.local/${journal}`
  for (const { size } of db.prepare<[number], { size: number }>('SELECT size FROM checkpoints WHERE sandbox = ?').all(number)) {
    const text = checkpointText({ origin, size, root: roots(size) })
    const signature = ed25519.sign(new TextEncoder().encode(text), seed)
    const note = signedNote(text, [{ name: origin, publicKey: ed25519.publicKey(seed), signature }])
    db.prepare('UPDATE checkpoints SET note = ? WHERE sandbox = ? AND size = ?').run(note, number, size)
  }
}

const deleteFrom = (table: string, condition: string) => (db: Tampered) =>
  void db.prepare(`DELETE FROM ${table} WHERE sandbox = ? AND ${condition}`).run(numberOf(db, built.long))
const head = (set: string) => (db: Tampered) => void db.prepare(`UPDATE sandboxes SET ${set} WHERE number = ?`).run(numberOf(db, built.long))
const both =
  (...tampers: ((db: Tampered) => void)[]) =>
  (db: Tampered) => {
    for (const tamper of tampers) tamper(db)
  }
const rebuild = (db: Tampered) => void rebuildTree(db, numberOf(db, built.long))
const sign = (db: Tampered) => resign(db, numberOf(db, built.long), rebuildTree(db, numberOf(db, built.long)))
const edit = (seq: number, from: string | RegExp, to: string) => (db: Tampered) => {
  const number = numberOf(db, built.long)
  const text = recordAt(db, number, seq)
  expect(text).toMatch(from)
  setRecord(db, number, seq, text.replace(from, to))
}
const swap = (one: number, other: number) => (db: Tampered) => {
  const number = numberOf(db, built.long)
  const texts = [recordAt(db, number, one), recordAt(db, number, other)] as const
  setRecord(db, number, one, texts[1])
  setRecord(db, number, other, texts[0])
}
/** As if it were from before there were salts. */
const withoutSalts = (record: string, more: object = {}) =>
  canonicalize({ ...JSON.parse(record, (name, value) => (name === 'salt' ? undefined : value)), ...more })!
const addUnsalted = (db: Tampered) => {
  const number = numberOf(db, built.long)
  const text = withoutSalts(recordAt(db, number, 280), { seq: 281 })
  db.prepare('INSERT INTO journal (sandbox, seq, record) VALUES (?, 281, ?)').run(number, text)
}
const dropSalts = (db: Tampered) => {
  const number = numberOf(db, built.long)
  for (let seq = 1; seq <= 280; seq++) setRecord(db, number, seq, withoutSalts(recordAt(db, number, seq)))
}
const memo = (seq: number) => edit(seq, '"memo":null', '"memo":"x"')

test.each<[what: string, tamper: (db: Tampered) => void, seq: number | null, text: string]>([
  ['the newest entries are gone', deleteFrom('journal', 'seq > 200'), 201, 'the journal ends at 200'],
  ['the newest entries are gone, and the head says so', both(deleteFrom('journal', 'seq > 200'), head('seq = 200')), 200, 'it was made at'],
  [
    'with the checkpoints',
    both(deleteFrom('journal', 'seq > 200'), deleteFrom('checkpoints', 'size > 200'), head('seq = 200')),
    200,
    'it was made at',
  ],
  ['an entry is gone', deleteFrom('journal', 'seq = 150'), 150, 'is missing'],
  ['several entries are gone', deleteFrom('journal', 'seq BETWEEN 150 AND 160'), 150, 'entries 150 to 160 are missing'],
  ['all entries are gone', deleteFrom('journal', 'true'), 0, 'checkpoint'],
  ['the newest checkpoint is gone', deleteFrom('checkpoints', 'size = 280'), 280, 'no checkpoint covers entries 280 to 280'],
  ['a checkpoint is gone', deleteFrom('checkpoints', 'size = 120'), 120, 'a checkpoint is missing between entries 120 and 121'],
  ['all checkpoints are gone', deleteFrom('checkpoints', 'true'), 1, 'no checkpoint covers entries 1 to 280'],
  [
    'an entry without a salt is added, and the tree is rebuilt',
    both(addUnsalted, head('seq = 281'), rebuild),
    281,
    'no checkpoint covers entries 281 to 281',
  ],
  [
    'all checkpoints and salts are gone, and the tree is rebuilt',
    both(deleteFrom('checkpoints', 'true'), dropSalts, rebuild),
    1,
    'no checkpoint covers it: it is from before journals were signed',
  ],
  ['two records are swapped', swap(60, 70), 60, 'does not have the leaf'],
  ['two records are swapped, and the tree is rebuilt', both(swap(60, 70), rebuild), 60, 'entry 70'],
  ['a node is gone', deleteFrom('journal_nodes', 'true'), 1, 'node over entries 1 to 256'],
  [
    'a node too many',
    (db) => void db.prepare('INSERT INTO journal_nodes VALUES (?, 1, 7, ?)').run(numberOf(db, built.long), Buffer.alloc(32)),
    null,
    '2 nodes',
  ],
  ['the notes are signed with another key', sign, 1, 'none of the given keys signed it'],
  ['a record is not canonical', edit(100, ',"seq"', ', "seq"'), 100, 'canonical'],
  ['a record is cut off', edit(100, /.$/, ''), 100, 'no JSON'],
  ['a memo is changed', memo(100), 100, 'does not have the leaf'],
  ['a memo is changed, and the tree is rebuilt', both(memo(100), rebuild), 100, 'entries 100 to 100 are not those'],
  [
    'the first record of all is changed, and the tree is rebuilt',
    both(edit(1, '"fixture":null', '"fixture":"demo"'), rebuild),
    1,
    'entries 1 to 1 are not those',
  ],
  ['an amount is changed, and the tree is rebuilt', both(edit(100, '"amount":99', '"amount":98'), rebuild), 100, ''],
  ['a salt is changed, and the tree is rebuilt', both(edit(100, /"salt":"...../, '"salt":"AAAAA'), rebuild), 100, 'entries 100 to 100 are not those'],
  ['an asset is stored with another supply', (db) => void db.exec('UPDATE assets SET supply = supply - 1 WHERE supply = 100000'), 5, 'supply'],
  [
    'a wallet is not stored',
    (db) => void db.prepare("DELETE FROM wallets WHERE sandbox = ? AND name = 'd'").run(numberOf(db, built.long)),
    10,
    'is not in its table',
  ],
])('%s', async (_what, tamper, seq, text) => {
  const reports = wrong(await tampered(tamper))
  const found = reports.find(({ sandbox }) => sandbox === built.long)!
  expect(
    found.findings
      .filter((finding) => finding.seq === (seq === 0 ? found.findings[0]!.seq : seq))
      .map((finding) => finding.text)
      .join('\n'),
  ).toContain(text)
  if (seq !== null) expect(found.findings[0]!.seq).toBe(seq === 0 ? found.findings[0]!.seq : seq)
})

/** Whoever has the key of the journal can rewrite it, but not the orders of wallets. */
test.each<[what: string, tamper: (db: Tampered) => void, text: string]>([
  ['the memo of a transfer', memo(100), 'data'],
  ['who is paid', edit(100, /"to":"wal_\w+"},"entries/, '"to":"wal_00000000000000000000000eve"},"entries'), 'does not fit'],
  ['how much', edit(100, '"amount":99,"asset"', '"amount":98,"asset"'), 'does not fit'],
  ['that it was ordered at all', edit(100, /"signatures":\[.*\],"type"/, '"type"'), 'without an order'],
  [
    'the order is used again',
    (db) => {
      const number = numberOf(db, built.long)
      const [signatures] = recordAt(db, number, 101).match(/"signatures":\[.*\],"type"/)!
      setRecord(db, number, 102, recordAt(db, number, 102).replace(/"signatures":\[.*\],"type"/, signatures))
    },
    'used before',
  ],
])('a journal that is rewritten and signed with its own key: %s', async (_what, tamper, text) => {
  const own = ed25519.publicKey(new Uint8Array(32).fill(6))
  const reports = wrong(await tampered(both(tamper, sign), own)).filter(({ sandbox }) => sandbox === built.long)
  if (text === 'data') return expect(reports).toMatchObject([{ findings: [{ text: expect.stringContaining('memo') }] }])
  expect(reports[0]!.findings.map((finding) => finding.text).join('\n')).toContain(text)
})

test('a file that is in use says so', async () => {
  const busy = join(folder, 'busy.db')
  const store = openSqlite(busy)
  await expect(collect(verifyDatabase(busy, []))).rejects.toThrow(/in use by a running service/)
  await store.close()
  expect(await collect(verifyDatabase(busy, []))).toEqual([])
})

test('what is no database says so', async () => {
  await expect(collect(verifyDatabase(join(folder, 'absent.db'), []))).rejects.toThrow(Unreadable)
})
