import { expect, test } from 'vitest'
import { toDidKey } from '../core/crypto/did-key.ts'
import { ed25519 } from '../core/crypto/ed25519.ts'
import { type Signed, signEnvelope } from '../core/crypto/envelope.ts'
import type { Entry, JournalRecord } from '../core/journal.ts'
import { inclusionSpans } from '../core/merkle/proof.ts'
import { grow, leafHash, nodeHash, rootOf } from '../core/merkle/tree.ts'
import { encodeBase64 } from '../core/note/base64.ts'
import { checkpointText } from '../core/note/checkpoint.ts'
import { signedNote } from '../core/note/signed-note.ts'
import { verifierKey } from '../core/note/verifier-key.ts'
import { type Receipt, receiptType } from '../core/receipt.ts'
import { type PartialRecord, sealRecord } from '../core/seal-record.ts'
import { verifyReceipt } from './verify-receipt.ts'

/** The service itself forges: it has the key of the journal, and so writes and signs what it likes. It has not the keys of wallets. */

const [journalSeed, annsSeed, bobsSeed] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte)) as [Uint8Array, Uint8Array, Uint8Array]
const name = 'kariosae.local/jnl_1'
const journalKey = verifierKey(name, ed25519.publicKey(journalSeed))
const [annsKey, bobsKey] = [annsSeed, bobsSeed].map((seed) => toDidKey(ed25519.publicKey(seed))) as [string, string]

/** A receipt of these records, however wrong they are. */
function receiptOf(records: readonly JournalRecord[], subject: string, sandbox = 'sbx_1', show = (record: PartialRecord) => record): Receipt {
  const sealed = records.map((record) => sealRecord(record, () => 's'.repeat(22)))
  const leaves = sealed.map(({ leaf }) => leafHash(leaf))
  const spanHash = ([from, to]: readonly [number, number]): Uint8Array => rootOf(grow([], 0, leaves.slice(from, to)).frontier)
  const proven = (index: number) => ({
    record: show(JSON.parse(sealed[index]!.text)),
    proof: inclusionSpans(index, records.length).map((span) => encodeBase64(spanHash(span))),
  })
  const text = checkpointText({ origin: name, size: records.length, root: spanHash([0, records.length]) })
  const signature = ed25519.sign(new TextEncoder().encode(text), journalSeed)
  const places = records.map((_, index) => index)
  return {
    type: receiptType,
    sandbox,
    subject,
    entries: places.filter((index) => records[index]!.key === undefined).map(proven),
    keys: places.filter((index) => records[index]!.key !== undefined).map(proven),
    checkpoint: signedNote(text, [{ name, publicKey: ed25519.publicKey(journalSeed), signature }]),
    verifierKey: journalKey,
  }
}

const amounts = (posted: number) => ({ posted, held: 0, incoming: 0 })
const moved = (wallet: string, from: number, to: number): Entry => ({ wallet, asset: 'JPY', before: amounts(from), after: amounts(to), previous: 1 })
const keyRecord = (seq: number, id: string, wallet: string): JournalRecord => ({
  ...{ seq, at: seq, type: 'wallet.created', by: { key: 'key_1', wallet: null }, data: { id: wallet }, entries: [] },
  key: { id, wallet, previous: null },
})
const data = { id: 'trf_1', from: 'wal_ann', to: 'wal_bob', asset: 'JPY', amount: 10 }
const request = { from: 'wal_ann', to: 'wal_bob', asset: 'JPY', amount: 10 }
const spend = { sandbox: 'sbx_1', wallet: 'wal_ann', operation: 'createTransfer', id: null, request, spends: [{ asset: 'JPY', amount: 10 }] }
const command = {
  sandbox: 'sbx_1',
  wallet: 'wal_ann',
  operation: 'createTransfer',
  id: null,
  request,
  nonce: 'n',
  validUntil: '2026-12-01T00:00:00Z',
}
const bySpend = (more: object = {}, kid = annsKey, seed = annsSeed) => signEnvelope('kariosae.spend.v1', { ...spend, ...more }, kid, seed)
const byCommand = (more: object = {}) => signEnvelope('kariosae.command.v1', { ...command, ...more }, annsKey, annsSeed)

const base: JournalRecord = {
  seq: 3,
  at: 3,
  type: 'transfer.completed',
  by: { key: 'key_1', wallet: 'wal_ann' },
  data,
  entries: [moved('wal_ann', 100, 90), moved('wal_bob', 0, 10)],
  signatures: [bySpend()],
}
const world = [keyRecord(1, annsKey, 'wal_ann'), keyRecord(2, bobsKey, 'wal_bob')]
const forged = (more: Partial<JournalRecord>, before = world) => receiptOf([...before, { ...base, seq: before.length + 1, ...more }], 'trf_1')
const signedBy = (...signatures: Signed[]) => forged({ signatures })
const data2 = (more: object) => ({ data: { ...data, ...more } })

test('the tree of this test is one', () => {
  expect(rootOf(grow([], 0, [new Uint8Array(32), new Uint8Array(32)]).frontier)).toEqual(nodeHash(new Uint8Array(32), new Uint8Array(32)))
})

test.each<[what: string, receipt: () => Receipt, ok: boolean, names: string[]]>([
  ['nothing', () => forged({}), true, []],
  ['nothing, by a command', () => signedBy(byCommand()), true, []],
  ['no order', () => forged({ signatures: [] }), false, ['orders']],
  ['no signatures', () => forged({ signatures: undefined as never }), false, ['orders']],
  ['by nobody', () => forged({ signatures: [], by: { key: null, wallet: null } }), true, []],
  ['a signature of nobody', () => signedBy({ ...bySpend(), sig: 'A'.repeat(86) }), false, ['signature']],
  ['signed with another key', () => signedBy(bySpend({}, annsKey, bobsSeed)), false, ['signature']],
  ['signed with a key that is of another wallet', () => signedBy(bySpend({}, bobsKey, bobsSeed)), false, ['signature']],
  ['signed by the other wallet', () => signedBy(bySpend({ wallet: 'wal_bob' }, bobsKey, bobsSeed)), false, ['signature', 'orders']],
  ['an order for less', () => signedBy(bySpend({ spends: [{ asset: 'JPY', amount: 9 }] })), false, ['signature']],
  ['an order for more', () => signedBy(bySpend({ spends: [{ asset: 'JPY', amount: 11 }] })), false, ['signature']],
  ['an order for another asset', () => signedBy(bySpend({ spends: [{ asset: 'USD', amount: 10 }] })), false, ['signature']],
  ['an order for two', () => signedBy(bySpend({ spends: [...spend.spends, ...spend.spends] })), false, ['signature']],
  ['an order for nothing', () => signedBy(bySpend({ spends: [] })), false, ['signature']],
  ['an order without spends', () => signedBy(bySpend({ spends: undefined })), false, ['signature']],
  ['an order to somebody else', () => signedBy(bySpend({ request: { ...request, to: 'wal_eve' } })), false, ['signature']],
  ['a command to somebody else', () => signedBy(byCommand({ request: { ...request, to: 'wal_eve' } })), false, ['signature']],
  ['a command from somebody else', () => signedBy(byCommand({ request: { ...request, from: 'wal_eve' } })), false, ['signature']],
  ['a command for another amount', () => signedBy(byCommand({ request: { ...request, amount: 9 } })), false, ['signature']],
  ['a command for another asset', () => signedBy(byCommand({ request: { ...request, asset: 'USD' } })), false, ['signature']],
  ['a command of another operation', () => signedBy(byCommand({ operation: 'createHold' })), false, ['signature']],
  ['a command about something', () => signedBy(byCommand({ id: 'trf_1' })), false, ['signature']],
  ['a command in another sandbox', () => signedBy(byCommand({ sandbox: 'sbx_2' })), true, []],
  [
    'a command that somebody else acted by',
    () => forged({ signatures: [byCommand()], by: { key: 'key_1', wallet: 'wal_bob' } }),
    false,
    ['signature'],
  ],
  ['an envelope that is no order', () => signedBy(signEnvelope('kariosae.attestation.v1', spend, annsKey, annsSeed)), false, ['signature']],
  ["a key that nothing made the wallet's", () => forged({}, [keyRecord(1, bobsKey, 'wal_bob')]), false, ['signature']],
  ['a key that was replaced', () => forged({}, [...world, keyRecord(3, bobsKey, 'wal_ann')]), false, ['signature']],
  ['a key that came later', () => receiptOf([{ ...base, seq: 1 }, keyRecord(2, annsKey, 'wal_ann')], 'trf_1'), false, ['signature']],
  ['another subject', () => receiptOf([...world, base], 'trf_2'), false, ['subject']],
  ['another sandbox', () => receiptOf([...world, base], 'trf_1', 'sbx_2'), false, ['sandbox']],
  ['more than was taken', () => forged(data2({ amount: 11 })), false, ['amounts', 'signature']],
  ['another payee', () => forged(data2({ to: 'wal_eve' })), false, ['amounts', 'signature']],
  ['money from nowhere', () => forged({ entries: [moved('wal_ann', 100, 90), moved('wal_bob', 0, 11)] }), false, ['balance', 'amounts']],
  ['two transfers', () => receiptOf([...world, base, { ...base, seq: 4 }], 'trf_1'), false, ['history', 'signature', 'signature']],
  ['a wrong number', () => forged({ seq: 7 }), false, ['inclusion']],
])('a journal that its own service forged: %s', (_what, receipt, ok, names) => {
  const verdict = verifyReceipt(receipt(), { verifierKey: journalKey })
  expect(verdict.checks.flatMap((check) => (check.ok === false ? [check.name] : []))).toEqual(names)
  expect(verdict.ok).toBe(ok)
})

test('of what was ordered in another sandbox it says that only a fork explains it', () => {
  const { checks } = verifyReceipt(signedBy(byCommand({ sandbox: 'sbx_2' })), { verifierKey: journalKey })
  expect(checks.find(({ name }) => name === 'sandbox')).toMatchObject({ ok: null, text: { en: expect.stringContaining('fork') } })
})

test('a journal after a reset is still that of its sandbox', () => {
  const receipt = receiptOf([...world, base], 'trf_1')
  const text = receipt.checkpoint.split('\n\n')[0]!.replace(name, `${name}.2`)
  const signature = ed25519.sign(new TextEncoder().encode(`${text}\n`), journalSeed)
  const key = verifierKey(`${name}.2`, ed25519.publicKey(journalSeed))
  const checkpoint = signedNote(`${text}\n`, [{ name: `${name}.2`, publicKey: ed25519.publicKey(journalSeed), signature }])
  expect(verifyReceipt({ ...receipt, checkpoint, verifierKey: key }, { verifierKey: key }).ok).toBe(true)
})
