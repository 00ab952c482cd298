import canonicalize from 'canonicalize'
import type { Signed } from '../core/crypto/envelope.ts'
import type { Receipt } from '../core/receipt.ts'
import type { PartialRecord } from '../core/seal-record.ts'
import { openCheckpoint } from './check-checkpoint.ts'
import { checkAmounts, checkBalance, checkHistory, checkInclusion, checkSubject } from './check-records.ts'
import { checkOrdered, checkSignatures, signersOf } from './check-signatures.ts'
import { jsonFault } from './json-fault.ts'
import type { OrderBody } from './order-fits.ts'
import { isJournalOf, journalOfOrigin } from './origin.ts'
import { shapeFault } from './shape.ts'
import { type Check, failed, ownFault, passed, type Trusted, unknown, type Verdict, verdictOf } from './verdict.ts'

/**
 * Checks a receipt without the service that gave it: that it is in the journal whose head the key signed, that all of it is
 * about the one thing, and that each wallet that spent ordered it. Takes any JSON and never throws; where the verifier itself
 * fails, its only check is named `fault`. Without a trusted key it only finds whether the parts fit together. Knows no runtime.
 */
export function verifyReceipt(receipt: unknown, trusted?: Trusted | null): Verdict {
  try {
    const fault = typeof receipt === 'string' ? 'it is a text; give what JSON.parse makes of it' : (jsonFault(receipt) ?? shapeFault(receipt))
    return fault === undefined ? verifyShaped(receipt as Receipt, trusted ?? {}) : notReceipt(fault)
  } catch (fault) {
    return ownFault(fault)
  }
}

function notReceipt(fault: string): Verdict {
  return verdictOf([failed('shape', `This is no receipt: ${fault}.`, `受領証ではありません: ${fault}`)])
}

function verifyShaped(receipt: Receipt, trusted: Trusted): Verdict {
  const { entries, keys } = receipt
  const { checks, checkpoint } = openCheckpoint(receipt, trusted)
  const shape = passed('shape', 'It has the shape of a receipt.', '受領証の形式です。')
  if (!checkpoint) return verdictOf([shape, ...checks], receipt)
  const records = entries.map(({ record }) => record)
  const known = { keyRecord: keysIn(receipt), sharing: sharedSignatures(records) }
  const all = [
    shape,
    ...checks,
    checkSandbox(receipt, checkpoint.origin),
    ...[...entries, ...keys].map((proven) => checkInclusion(proven, checkpoint)),
    checkSubject(receipt),
    checkHistory(receipt),
    ...records.flatMap((record) => [checkBalance(record), checkAmounts(record) ?? []].flat()),
    ...records.flatMap((record, index) => [...checkSignatures(record, known), checkOrdered(record, consentsIn(records.slice(0, index)))]),
  ]
  return verdictOf(all, receipt)
}

/** The record that made a key that of a wallet, if no later one before `before` made it another. */
function keysIn({ keys }: Receipt) {
  const made = keys.flatMap(({ record: { key, seq, type } }) => (key && isKeyEvent(type) ? [{ ...key, seq }] : []))
  return (kid: string, wallet: string, before: number) => {
    const newest = made.filter((key) => key.wallet === wallet && key.seq < before).sort((one, other) => other.seq - one.seq)[0]
    return newest?.id === kid ? newest.seq : undefined
  }
}

function isKeyEvent(type: string): boolean {
  return type === 'wallet.created' || type === 'wallet.key_rotated'
}

function sharedSignatures(records: readonly PartialRecord[]) {
  const carriers = new Map<string, Set<PartialRecord>>()
  for (const record of records) {
    for (const signed of record.signatures ?? []) {
      const text = canonicalize(signed)!
      carriers.set(text, (carriers.get(text) ?? new Set()).add(record))
    }
  }
  return (signed: Signed) => [...carriers.get(canonicalize(signed)!)!]
}

/** Is the journal that of the sandbox, and was everything ordered there? */
function checkSandbox({ sandbox, entries }: Receipt, origin: string): Check {
  const journal = journalOfOrigin(origin)
  if (journal === undefined || !isJournalOf(journal, sandbox))
    return failed(
      'sandbox',
      `The journal ${origin} is not that of the sandbox ${sandbox}.`,
      `ジャーナル ${origin} はサンドボックス ${sandbox} のものではありません。`,
    )
  const other = entries.flatMap(({ record }) => record.signatures ?? []).find(({ body }) => (body as OrderBody).sandbox !== sandbox)
  if (!other) return passed('sandbox', `It is of the sandbox ${sandbox}.`, `サンドボックス ${sandbox} のものです。`)
  const { sandbox: named } = other.body as OrderBody
  const ordered = typeof named === 'string' ? named : 'nowhere'
  return unknown(
    'sandbox',
    `Ordered in ${ordered}; right if ${sandbox} is a fork of it, which took over its history.`,
    `${ordered} で指示されたものです。${sandbox} がその複製（fork）であれば正しい記録です。`,
  )
}

/** Who ordered a hold while it was proposed. */
function consentsIn(records: readonly PartialRecord[]): readonly string[] {
  return records.flatMap((record) => (record.type === 'hold.proposed' || record.type === 'hold.accepted' ? signersOf(record) : []))
}
