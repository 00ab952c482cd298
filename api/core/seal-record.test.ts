import canonicalize from 'canonicalize'
import { expect, test } from 'vitest'
import type { JournalRecord } from './journal.ts'
import { digestOf, leafOf, type PartialRecord, sealRecord, withoutData } from './seal-record.ts'

const amounts = (posted: number) => ({ posted, held: 1, incoming: 2 })
const entry = (wallet: string) => ({ wallet, asset: 'JPY', before: amounts(10), after: amounts(5), previous: null })
const record: JournalRecord = {
  seq: 7,
  at: 1_796_083_200_000,
  type: 'transfer.completed',
  by: { wallet: null, key: 'key_1' },
  data: { z: 'é\n', id: 'trf_1', amount: 5 },
  entries: [entry('wal_a'), { ...entry('wal_b'), previous: 3 }],
  signatures: [{ type: 't', body: { z: 1, a: 2 }, kid: 'k', alg: 'Ed25519', sig: 's' }],
}
const variants: readonly [string, JournalRecord][] = [
  ['with signatures', record],
  [
    'without',
    {
      seq: 1,
      at: 0,
      type: 'wallet.created',
      by: { key: null, wallet: null },
      data: {},
      entries: [],
      key: { wallet: 'wal_a', id: 'did:key:z', previous: null },
    },
  ],
]

let salts = 0
const newSalt = () => String(salts++).padStart(22, 'x')

test.each(variants)('a sealed record %s is canonical, and its leaf is that of what is stored', (_name, one) => {
  const { text, leaf } = sealRecord(one, newSalt)
  const stored = JSON.parse(text) as JournalRecord
  expect(canonicalize(stored)).toBe(text)
  expect(stored).toMatchObject(one)
  expect(leafOf(stored)).toBe(leaf)
})

const sealed = () => JSON.parse(sealRecord(record, newSalt).text) as JournalRecord

test('what is left out changes nothing of the leaf, and nothing of it is left', () => {
  const stored = sealed()
  const shown: PartialRecord = { ...withoutData(stored), entries: [stored.entries[0]!, digestOf(stored.entries[1]!)] }
  expect(leafOf(shown)).toBe(leafOf(stored))
  expect(JSON.stringify(shown)).not.toContain('wal_b')
  expect(JSON.stringify(shown)).not.toContain(stored.salt)
})

const changes: readonly [string, (one: JournalRecord) => PartialRecord][] = [
  ['data', (one) => ({ ...one, data: { ...one.data, amount: 6 } })],
  ['the salt of data', (one) => ({ ...one, salt: newSalt() })],
  ['a balance', (one) => ({ ...one, entries: [{ ...one.entries[0]!, after: amounts(6) }, one.entries[1]!] })],
  ['the salt of an entry', (one) => ({ ...one, entries: [{ ...one.entries[0]!, salt: newSalt() }, one.entries[1]!] })],
  ['the order of entries', (one) => ({ ...one, entries: [one.entries[1]!, one.entries[0]!] })],
  ['a signature', (one) => ({ ...one, signatures: [] })],
  ['who did it', (one) => ({ ...one, by: { key: null, wallet: null } })],
]

test.each(changes)('changing %s changes the leaf', (_name, change) => {
  const stored = sealed()
  expect(leafOf(change(stored))).not.toBe(leafOf(stored))
})

test('a record of before there were salts is hashed as it stands', () => {
  expect(leafOf(record)).toBe(canonicalize(record))
})
