import { beforeAll, describe, expect, test } from 'vitest'
import { isFault } from '../core/fault.ts'
import { parseVerifierKey } from '../core/note/verifier-key.ts'
import { createScratch } from '../verify/scratch.ts'
import { type Checked, createPieceCheck } from './check-pieces.ts'
import { type Header, readLine, toHead } from './file-lines.ts'
import { createSqliteApp, exported, grow } from './test/moving-world.ts'

/** Nothing in a file is believed: whatever is changed in it is found. */

// biome-ignore lint/suspicious/noExplicitAny: a row of any table, to be spoilt
type Row = Record<string, any>
interface File {
  header: Row
  lines: { table: string; rows: Row[] }[]
}

let [text, otherText]: string[] = []

beforeAll(async () => {
  const app = createSqliteApp()
  const { key } = await grow(app)
  text = JSON.stringify(toFile(await exported(app, key)))
  otherText = JSON.stringify(toFile(await exported(app, await app.sandbox('demo'))))
})

const toFile = (lines: readonly string[]): File => ({ header: JSON.parse(lines[0]!), lines: lines.slice(1, -1).map((line) => JSON.parse(line)) })
const file = (): File => JSON.parse(text!)

/** What is found in a file; the first line that is none, if one is. */
function found(all: File): string[] {
  const checked = check(all)
  return Array.isArray(checked) ? checked : checked.findings.map((finding) => `${finding.seq ?? ''} ${finding.text}`)
}

function check({ header, lines }: File, real = 0): string[] | Checked {
  const key = parseVerifierKey(header['verifierKey'])
  if (typeof key === 'string') return [key]
  const pieces = createPieceCheck(toHead(header['head'] as Header['head']), { key: key.publicKey, scratch: createScratch(), real })
  for (const line of lines) {
    const read = readLine(JSON.stringify(line))
    if (isFault(read)) return [`${read.field}: ${read.fault}`]
    if (read.table !== 'keyPolicy') pieces.piece(read)
  }
  return pieces.end()
}

const rowsOf = ({ lines }: File, table: string): Row[] => lines.filter((line) => line.table === table).flatMap(({ rows }) => rows)
const the = (all: File, table: string, which: (row: Row) => unknown = () => true): Row => {
  const row = rowsOf(all, table).find(which)
  if (!row) throw new Error(`there is no such ${table}`)
  return row
}
function drop(all: File, table: string, which: (row: Row) => unknown): void {
  const gone = the(all, table, which)
  for (const line of all.lines) line.rows = line.rows.filter((row) => row !== gone)
}
/** Beside the others of the table. */
function insert(all: File, ...lines: File['lines']): void {
  const last = all.lines.findLastIndex(({ table }) => table === lines[0]!.table)
  all.lines.splice(last + 1, 0, ...lines)
}
function swap(all: File, table: string, ...fields: readonly string[]): void {
  const [one, other] = rowsOf(all, table) as [Row, Row]
  for (const field of fields) [one[field], other[field]] = [other[field], one[field]]
}
const record = (all: File, which: RegExp) => the(all, 'journal', ({ text }) => which.test(text))

test('what was exported is right', () => {
  expect(found(file())).toEqual([])
  expect(new Set(file().lines.map(({ table }) => table)).size).toBeGreaterThan(12)
})

test('orders that could be given once more are known from the journal alone', () => {
  const all = file()
  const rows = rowsOf(all, 'usedSignature') as { id: string; validUntil: number }[]
  expect(rows.length).toBeGreaterThan(0)
  const { used } = check(all) as Checked
  expect(rows.filter(({ id }) => used.some((one) => one.id === id)).length).toBeGreaterThan(0)
  expect((check(all, Math.max(...rows.map(({ validUntil }) => validUntil))) as Checked).used).toEqual([])
})

test.each<[what: string, spoil: (all: File) => void, expected: string]>([
  [
    'the amount of a record',
    (all) => (record(all, /transfer.completed/).text = record(all, /transfer.completed/).text.replace('"amount":', '"amount":1')),
    'leaf',
  ],
  [
    'a hash of the journal',
    (all) => (rowsOf(all, 'journal')[9]!['leaf'] = rowsOf(all, 'journal')[8]!['leaf']),
    '10 its record does not have the leaf',
  ],
  ['two records swapped', (all) => swap(all, 'journal', 'text'), 'does not have the leaf'],
  ['two records swapped with their leaves', (all) => swap(all, 'journal', 'text', 'leaf'), 'is that of entry 2'],
  ['a record missing', (all) => drop(all, 'journal', ({ seq }) => seq === 20), '20 it is missing'],
  ['the last record missing', (all) => drop(all, 'journal', ({ seq }) => seq === all.header['head'].seq), 'the journal ends at'],
  [
    'one record more',
    (all) =>
      all.lines
        .filter(({ table }) => table === 'journal')
        .at(-1)!
        .rows.push({ ...rowsOf(all, 'journal').at(-1), seq: all.header['head'].seq + 1 }),
    'goes on',
  ],
  [
    'a record far beyond',
    (all) =>
      all.lines
        .filter(({ table }) => table === 'journal')
        .at(-1)!
        .rows.push({ ...rowsOf(all, 'journal').at(-1), seq: 5_000_000 }),
    'are missing',
  ],
  ['a checkpoint changed', (all) => (rowsOf(all, 'checkpoint')[3]!['note'] = rowsOf(all, 'checkpoint')[2]!['note']), 'the checkpoint stored for'],
  [
    'a checkpoint missing',
    (all) => drop(all, 'checkpoint', ({ size }) => size === rowsOf(all, 'checkpoint')[30]!['size']),
    'a checkpoint is missing',
  ],
  ['the last checkpoint missing', (all) => drop(all, 'checkpoint', ({ size }) => size === all.header['head'].seq), 'no checkpoint covers'],
  [
    'a checkpoint beyond the end',
    (all) =>
      all.lines
        .filter(({ table }) => table === 'checkpoint')
        .at(-1)!
        .rows.push({ size: 9_999, note: 'x' }),
    'there is a checkpoint over 9999',
  ],
  [
    'a node that no tree of this size has',
    (all) => all.lines.unshift({ table: 'node', rows: [{ level: 1, index: 70, hash: rowsOf(all, 'journal')[0]!['leaf'] }] }),
    'nodes of the tree are stored',
  ],
  [
    'the key of another journal',
    (all) =>
      (all.header['verifierKey'] = JSON.parse(otherText!).header.verifierKey.replace(/\+A.*/, '+AQ6sivix5aaZ+dsDKud1pPcTylXX37U65zRgg9RZtITX')),
    'key ID',
  ],
  ['a claim that another key signed it', (all) => all.header['head'].formerKeys.push({ size: 30, key: 'A'.repeat(43) }), 'signed it'],
  ['the head one entry further', (all) => all.header['head'].seq++, 'the journal ends at'],
  ['the frontier', (all) => all.header['head'].frontier.reverse(), 'frontier'],
  ['when the journal ends', (all) => all.header['head'].lastAt++, 'and the sandbox says'],
  [
    'the journal of another sandbox',
    (all) => (all.header['head'].journal = JSON.parse(otherText!).header.head.journal),
    'none of the given keys signed it',
  ],
  ['another sandbox', (all) => (all.header['head'].id = JSON.parse(otherText!).header.head.id), 'the journal is that of'],
  ['a balance of more', (all) => the(all, 'balance', ({ posted }) => posted > 10)['posted']++, 'is not what the entries come to'],
  ['a balance missing', (all) => drop(all, 'balance', ({ posted }) => posted > 10), 'is not there'],
  ['a balance of nobody', (all) => insert(all, { table: 'balance', rows: [{ ...the(all, 'balance'), asset: 'ZZZ' }] }), 'ZZZ'],
  [
    'rows of another sandbox',
    (all) => insert(all, ...(JSON.parse(otherText!) as File).lines.filter(({ table }) => table === 'balance')),
    'is not what the entries come to',
  ],
  [
    'a record after the tables',
    (all) => all.lines.push({ table: 'journal', rows: [{ ...rowsOf(all, 'journal').at(-1), seq: all.header['head'].seq + 1 }] }),
    'rows of journal come after those of',
  ],
  ['a table twice', (all) => all.lines.push(...all.lines.filter(({ table }) => table === 'balance')), 'rows of balance come after those of'],
  ['a wallet missing', (all) => drop(all, 'wallet', () => true), 'is not in its table'],
  ['a transfer missing', (all) => drop(all, 'transfer', () => true), 'is not in its table'],
  ['a hold missing', (all) => drop(all, 'hold', ({ dueAt }) => dueAt !== null), 'is not in its table'],
  ['a hold that time never acts on', (all) => (the(all, 'hold', ({ dueAt }) => dueAt !== null)['dueAt'] += 60_000), 'at another instant'],
  [
    'a hold that has ended, but time acts on it',
    (all) => (the(all, 'hold', ({ dueAt }) => dueAt === null)['dueAt'] = 4_000_000_000_000),
    'at another instant',
  ],
  ['a hold that forgets whom it watches', (all) => (the(all, 'hold', ({ watches }) => watches.length > 0)['watches'] = []), 'does not watch'],
  [
    'a hold that forgets who watches it',
    (all) => (the(all, 'hold', ({ watchers, dueAt }) => watchers.length > 0 && dueAt !== null)['watchers'] = []),
    'does not know it',
  ],
  [
    'a hold that is watched by nobody it knows',
    (all) => the(all, 'hold', ({ watchers }) => watchers.length === 0)['watchers'].push(the(all, 'hold').id),
    'thinks that it is watched',
  ],
  [
    'the key of a wallet',
    (all) => (the(all, 'wallet', ({ key }) => key)['key'].publicKey = the(all, 'wallet', ({ key }) => key?.former.length > 0).key.publicKey),
    'key',
  ],
  ['the former keys of a wallet', (all) => (the(all, 'wallet', ({ key }) => key?.former.length > 0)['key'].former = []), 'former keys'],
  ['a template that is none', (all) => (the(all, 'holdTemplate')['terms'] = { from: 7 }), 'hold template'],
  [
    'an API key of a wallet that is not there',
    (all) => (the(all, 'apiKey', ({ wallet }) => wallet)['wallet'] = 'wal_0000000000000000000000n0ne'),
    'which is not there',
  ],
  ['terms that are none', (all) => (the(all, 'hold')['terms'] = { rules: 7 }), 'is none: parties'],
])('found: %s', (_what, spoil, expected) => {
  const all = file()
  spoil(all)
  expect(found(all).join('\n')).toContain(expected)
})

/** What nothing else tells: what only the sandbox's owner can know, and what bounds how long something is remembered. */
const untold: Readonly<Record<string, readonly string[]>> = {
  apiKey: ['id', 'name', 'scopes', 'hash', 'createdAt', 'revokedAt', 'wallet'],
  holdTemplate: ['title', 'parameters', 'example', 'createdAt', 'version', 'terms'],
  answer: ['key', 'fingerprint', 'status', 'body', 'storedAt'],
  usedSignature: ['id', 'validUntil'],
  keyPolicy: ['wallet', 'key', 'policy'],
  // Time may look too early.
  hold: ['dueAt'],
}

function changed(value: unknown): unknown {
  if (value === null) return 1_764_547_300_000
  if (typeof value === 'number') return value - 1
  if (typeof value === 'boolean') return !value
  if (typeof value === 'string') return `${value.slice(0, -2)}${value.at(-2) === 'e' ? 'f' : 'e'}${value.at(-1)}`
  if (Array.isArray(value)) return value.length === 0 ? [1] : value.slice(1)
  const [first, ...rest] = Object.entries(value as object)
  return first ? Object.fromEntries([[first[0], changed(first[1])], ...rest]) : { a: 1 }
}

describe('a change is found in each field', () => {
  test.each(['journal', 'checkpoint', 'node', 'asset', 'wallet', 'balance', 'transfer', 'hold', 'oracle', 'apiKey', 'holdTemplate'])(
    'of %s',
    (table) => {
      const fields = new Set(rowsOf(file(), table).flatMap((row) => Object.keys(row)))
      if (table === 'node') return expect(fields.size).toBe(0) // less than 256 entries
      expect(fields.size).toBeGreaterThan(1)
      const missed = [...fields].filter((field) => {
        if (untold[table]?.includes(field)) return false
        const all = file()
        const row = rowsOf(all, table).find((one) => !(table === 'balance' && one['wallet'] === 'issuance')) as Row
        row[field] = changed(row[field])
        return found(all).length === 0
      })
      expect(missed).toEqual([])
    },
  )
})
