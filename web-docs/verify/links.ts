import type { Receipt } from '../../api/core/receipt.ts'
import type { Check } from '../../api/receipts/verdict.ts'
import type { LinkState } from './chain.ts'

/** The checks of `verifyReceipt`, which come in the order of the records, as the links of a drawing. */

function stateOf(check: Pick<Check, 'ok'> | undefined): LinkState {
  return !check || check.ok === null ? 'open' : check.ok ? 'good' : 'bad'
}

/** Bad if one is bad, good if all are good. */
function allOf(checks: readonly Check[]): LinkState {
  if (checks.some(({ ok }) => ok === false)) return 'bad'
  return checks.length > 0 && checks.every(({ ok }) => ok === true) ? 'good' : 'open'
}

/** Was the journal signed with the key that the reader trusts? */
export function isTrusted(checks: readonly Check[]): boolean {
  return trustState(checks) === 'good'
}

export function trustState(checks: readonly Check[]): LinkState {
  return stateOf(checks.find(({ name }) => name === 'trusted-key'))
}

export function headState(checks: readonly Check[]): LinkState {
  return allOf(checks.filter(({ name }) => name === 'checkpoint' || name === 'journal'))
}

/** What was found of one record. */
export interface RecordLinks {
  readonly inclusion: LinkState
  /** Is what it says in itself and with the others right? */
  readonly content: LinkState
  /** Of each of its signatures. */
  readonly signatures: readonly LinkState[]
  /** Was everything that it spends ordered? */
  readonly ordered: LinkState
}

/** What was found of each record, in the order of the receipt's entries. */
export function recordLinks({ entries }: Receipt, checks: readonly Check[]): RecordLinks[] {
  const named = (wanted: string) => checks.filter(({ name }) => name === wanted)
  const [inclusions, balances, amounts, signatures, orders] = ['inclusion', 'balance', 'amounts', 'signature', 'orders'].map(named)
  const shared = [...named('subject'), ...named('history')]
  return entries.map(({ record }, index) => {
    const count = Math.max(1, record.signatures?.length ?? 0)
    const own = signatures!.splice(0, count)
    const amount = record.type.startsWith('transfer.') ? amounts!.splice(0, 1) : []
    return {
      inclusion: stateOf(inclusions![index]),
      content: allOf([...shared, balances![index], ...amount].filter((check) => check !== undefined)),
      signatures: (record.signatures ?? []).map((_, at) => stateOf(own[at])),
      ordered: stateOf(orders![index]),
    }
  })
}

/** A record that made a key a wallet's, and whether it is in the journal. */
export interface KeyRecord {
  readonly seq: number
  readonly proven: LinkState
}

/** Those of a receipt, by key and wallet. */
export function keyRecords({ entries, keys }: Receipt, checks: readonly Check[]): Map<string, KeyRecord> {
  const inclusions = checks.filter(({ name }) => name === 'inclusion').slice(entries.length)
  return new Map(
    keys.flatMap(({ record: { key, seq } }, index) =>
      key ? [[keyName(key.id, key.wallet), { seq, proven: stateOf(inclusions[index]) }] as const] : [],
    ),
  )
}

export function keyName(kid: string, wallet: string): string {
  return `${kid} ${wallet}`
}
