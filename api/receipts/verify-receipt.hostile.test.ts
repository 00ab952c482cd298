import { expect, test } from 'vitest'
import { reportLines, verdictLines } from '../verify/print.ts'
import { shapeFault } from './shape.ts'
import { verifyReceipt } from './verify-receipt.ts'

/** What is made to hurt whoever checks it. */

const entry = {
  wallet: 'wal_a',
  asset: 'JPY',
  before: { posted: 0, held: 0, incoming: 0 },
  after: { posted: 1, held: 0, incoming: 0 },
  previous: null,
}
const signed = (index: number) => ({ type: 'kariosae.spend.v1', body: { wallet: 'wal_a' }, kid: 'did:key:z', alg: 'Ed25519', sig: `s${index}` })
const receipt = (signatures: readonly object[], entries: readonly object[] = [entry], more: object = {}) => ({
  ...{ type: 'kariosae.receipt.v1', sandbox: 'sbx_1', subject: 'trf_1', keys: [], checkpoint: '', verifierKey: '' },
  entries: [{ record: { seq: 1, at: 0, type: 'transfer.completed', by: { key: 'k', wallet: null }, data: {}, entries, signatures }, proof: [] }],
  ...more,
})

test.each([
  ['one signature', receipt([signed(1)]), undefined],
  ['the same twice', receipt([signed(1), signed(1)]), 'signatures: one stands there twice'],
  ['as many as may be', receipt(Array.from({ length: 19_999 }, (_, index) => signed(index))), undefined],
  ['one more', receipt(Array.from({ length: 20_000 }, (_, index) => signed(index))), 'entries: more than 20000'],
  ['more entries', receipt([signed(1)], Array(20_000).fill(entry)), 'entries: more than 20000'],
  ['a subject that is a sentence', receipt([], [entry], { subject: 'trf_1 is paid' }), 'subject: is missing or malformed'],
  ['a sandbox that commands a terminal', receipt([], [entry], { sandbox: 'sbx_\u001b[2J' }), 'sandbox: is missing or malformed'],
])('a receipt with %s', (_name, value, fault) => {
  expect(shapeFault(value) ?? '').toContain(fault ?? '')
  expect(shapeFault(value) === undefined).toBe(fault === undefined)
})

test('nothing that is checked commands the terminal it is shown on', () => {
  const odd = '\u001b[2J\u202e'
  const check = { name: 'shape', ok: false, text: { en: odd, ja: odd } }
  const report = { sandbox: odd, journal: odd, records: 0, checkpoints: 0, signatures: 0, findings: [{ seq: 1, text: odd }], found: 1 }
  const lines = [...verdictLines({ ok: false, checks: [check] }), ...reportLines(report as Parameters<typeof reportLines>[0])]
  expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(lines.join('')).toContain('\ufffd[2J\ufffd')
  expect(verifyReceipt(receipt([], [entry], { subject: odd }), {}).ok).toBe(false)
})
