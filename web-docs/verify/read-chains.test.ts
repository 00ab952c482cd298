import { beforeAll, expect, test } from 'vitest'
import type { Receipt } from '../../api/core/receipt.ts'
import { verifyReceipt } from '../../api/receipts/verify-receipt.ts'
import type { Chain } from './chain.ts'
import { readChains } from './read-chains.ts'
import { changed, type Made, makeReceipts } from './test/made-receipts.ts'

let made: Made
beforeAll(async () => {
  made = await makeReceipts()
})

function chainsOf(receipt: Receipt, verifierKey?: string): Chain[] {
  return readChains(receipt, verifyReceipt(receipt, verifierKey === undefined ? {} : { verifierKey }).checks)
}

function linksOf({ orders, ordered, content, inclusion, head }: Chain) {
  const [order] = orders
  return {
    key: order?.key,
    signature: order?.signature,
    order: order?.order,
    ordered,
    content,
    inclusion,
    sealed: head.signature,
    trust: head.trust,
  }
}

const good = {
  key: 'good',
  signature: 'good',
  order: 'good',
  ordered: 'good',
  content: 'good',
  inclusion: 'good',
  sealed: 'good',
  trust: 'good',
} as const
const unread = { ordered: 'open', content: 'open', inclusion: 'open' } as const
const record = ['entries', 0, 'record'] as const
const otherText = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1)

test.each([
  { name: 'nothing', path: ['type'], change: (type: string) => type, links: {} },
  {
    name: 'the amount',
    path: [...record, 'data', 'amount'],
    change: () => 9200,
    links: { order: 'bad', content: 'bad', inclusion: 'bad' },
  },
  {
    name: 'the signature',
    path: [...record, 'signatures', 0, 'sig'],
    change: otherText,
    links: { signature: 'bad', order: 'open', inclusion: 'bad' },
  },
  { name: 'the time', path: [...record, 'at'], change: (at: number) => at + 1, links: { inclusion: 'bad' } },
  { name: 'a hash of the proof', path: ['entries', 0, 'proof', 0], change: otherText, links: { inclusion: 'bad' } },
  { name: 'the length of the proof', path: ['entries', 0, 'proof'], change: (proof: string[]) => proof.slice(1), links: { inclusion: 'bad' } },
  { name: 'the record of the key', path: ['keys'], change: () => [], links: { key: 'bad', order: 'open' } },
  {
    name: 'whose key the record names',
    path: ['keys', 0, 'record', 'key', 'wallet'],
    change: () => 'wal_other',
    links: { key: 'bad', order: 'open' },
  },
  { name: 'the proof of the key', path: ['keys', 0, 'proof', 0], change: otherText, links: { key: 'bad', order: 'open' } },
  { name: 'the subject', path: ['subject'], change: () => 'trf_other', links: { content: 'bad' } },
  {
    name: 'the signatures',
    path: [...record, 'signatures'],
    change: () => [],
    links: { key: undefined, signature: undefined, order: undefined, ordered: 'bad', inclusion: 'bad' },
  },
  {
    name: 'the size of the journal',
    path: ['checkpoint'],
    change: (note: string) => note.replace(/\n\d+\n/, '\n9999\n'),
    links: { ...unread, key: 'open', order: 'open', sealed: 'bad', trust: 'open' },
  },
])('changed: $name', ({ path, change, links }) => {
  const receipt = changed(made.transfer, path, change as (old: never) => unknown)
  expect(linksOf(chainsOf(receipt, made.trusted)[0]!)).toEqual({ ...good, ...links })
})

test.each([
  { name: 'the key itself', key: () => made.trusted, trust: 'good' },
  { name: 'none', key: () => undefined, trust: 'open' },
  { name: 'that of another journal', key: () => made.trusted.replace('jnl_', 'jnl_x'), trust: 'bad' },
  { name: 'no key', key: () => 'no key', trust: 'bad' },
])('trusted: $name', ({ key, trust }) => {
  expect(linksOf(chainsOf(made.transfer, key())[0]!)).toEqual({ ...good, trust })
})

test('who keeps the key follows from what was signed', () => {
  const keepers = [made.transfer, made.own].map((receipt) => chainsOf(receipt, made.trusted)[0]!.orders.map(({ keeper }) => keeper))
  expect(keepers).toEqual([['service'], ['owner']])
  expect(chainsOf(made.fixture, made.trusted)[0]!.orders).toEqual([])
})

test('each record of a hold has its own links: one that is wrong leaves the others good', () => {
  const place = 7
  const receipt = changed(made.hold, ['entries', place, 'record', 'at'], (at: number) => at + 1)
  const states = chainsOf(receipt, made.trusted).map(({ inclusion }) => inclusion)
  expect(states).toEqual(made.hold.entries.map((_, index) => (index === place ? 'bad' : 'good')))
  expect(states.length).toBe(12)
})

test('what balances in no record is told of that record alone', () => {
  const place = 3
  const receipt = changed(made.hold, ['entries', place, 'record', 'entries', 0, 'after', 'posted'], (posted: number) => posted + 1)
  expect(chainsOf(receipt, made.trusted).map(({ content }) => content)).toEqual(
    made.hold.entries.map((_, index) => (index === place ? 'bad' : 'good')),
  )
})
