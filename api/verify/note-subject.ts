import canonicalize from 'canonicalize'
import type { JournalRecord } from '../core/journal.ts'
import type { Scratch } from './scratch.ts'

/** The tables that are a view of the journal: what each row shows is what the newest record about it says. */
export const kinds = ['wallet', 'asset', 'transfer', 'hold', 'oracle'] as const
export type Subject = (typeof kinds)[number]

type Shown = Readonly<Record<string, unknown>>

/**
 * Remembers what a record says of the thing that it is about. Where it is from before there were salts, only that it is
 * there: its content had another shape.
 */
export function noteSubject({ seq, type, data, salt }: JournalRecord, scratch: Scratch): void {
  const kind = kinds.find((one) => type.startsWith(`${one}.`))
  if (!kind) return
  const shown = data as Shown
  scratch.tell(kind, String(shown[kind === 'asset' ? 'code' : 'id']), { seq, text: salt === undefined ? null : subjectText(kind, shown) })
  if (type === 'transfer.refunded') noteRefund(shown, scratch)
}

/** A refund is a record of its own, and changes what is shown of the transfer that it gives back. */
function noteRefund({ id, refundOf, amount }: Shown, scratch: Scratch): void {
  const told = scratch.told('transfer', String(refundOf))
  if (!told?.text) return
  const { refunded, refunds, ...rest } = JSON.parse(told.text) as { refunded: number; refunds: string[] }
  scratch.tell('transfer', String(refundOf), {
    seq: told.seq,
    text: canonicalize({ ...rest, refunded: refunded + Number(amount), refunds: [...refunds, id] })!,
  })
}

/** What of it is the thing's own: not the balances of a wallet, nor what an issue adds to the asset. */
export function subjectText(kind: Subject, shown: Shown): string {
  if (kind === 'wallet') {
    const { balances: _balances, ...own } = shown
    return canonicalize(own)!
  }
  if (kind !== 'asset') return canonicalize(shown)!
  const { to: _to, from: _from, amount: _amount, ...own } = shown
  return canonicalize(own)!
}
