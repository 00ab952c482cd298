import canonicalize from 'canonicalize'
import type { Signed } from '../core/crypto/envelope.ts'
import type { Entry, JournalRecord } from '../core/journal.ts'
import type { FormerKey } from '../core/model.ts'
import { checkSignature, isLocking, signersOf, spendsFault } from '../receipts/check-signatures.ts'
import type { OrderBody } from '../receipts/order-fits.ts'
import { spentBy, unbalancedIn } from '../receipts/record-spends.ts'
import type { Findings } from './findings.ts'
import type { Scratch } from './scratch.ts'

/** What is known of a journal while its records are read one after the other. */
export interface Course {
  readonly scratch: Scratch
  readonly findings: Findings
  /** The sandbox that it was at this record: a fork takes over the history of another. */
  sandbox: string | undefined
  /** Checkpoints passed so far. */
  commit: number
  /** Orders of the present commit whose spends are still being added up. */
  readonly open: Map<string, { readonly signed: Signed; readonly records: JournalRecord[] }>
  signatures: number
  /** The keys that sealed this journal where it was before, as its own records say. */
  moves: FormerKey[]
}

const mostOpen = 2_000

/** One record, after those before it: its place in the sandbox's life, its entries, and who ordered it. */
export function checkRecord(record: JournalRecord, course: Course): void {
  follow(record, course)
  for (const entry of record.entries) checkEntry(record.seq, entry, course)
  for (const asset of unbalancedIn(record.entries)) course.findings.add(record.seq, `its entries of ${asset} do not balance`)
  for (const signed of record.signatures ?? []) checkOrder(record, signed, course)
  checkOrdered(record, course)
  learnConsent(record, course)
  learnKey(record, course)
  // What a fork took over is one commit, however long it is. The records of one order follow each other.
  if (course.open.size > mostOpen) closeCommit(course)
}

/** The spends of a commit's orders, now that all of its records were seen. */
export function closeCommit({ open, findings }: Course): void {
  for (const { signed, records } of open.values()) {
    const fault = spendsFault(signed.body as OrderBody, records)
    if (fault) findings.add(records[0]!.seq, fault.replace(/\.$/, ''))
  }
  open.clear()
}

function follow({ seq, type, data }: JournalRecord, course: Course): void {
  const { id, forkedFrom } = data as { id?: string; forkedFrom?: string }
  const begins = type === 'sandbox.created' || type === 'sandbox.reset'
  if (begins !== (seq === 1)) course.findings.add(seq, begins ? `a journal begins again with ${type}` : `a journal does not begin with ${type}`)
  if (type === 'sandbox.forked' && forkedFrom !== course.sandbox)
    course.findings.add(seq, `it forks ${forkedFrom}, but this was the journal of ${course.sandbox}`)
  if (begins || type === 'sandbox.forked') {
    course.sandbox = id
    course.moves = []
  }
  if (type === 'sandbox.imported') followMove(seq, data as Moved, course)
}

type Moved = Partial<{ readonly id: string; readonly size: number; readonly formerKey: string | null }>

/** From here on another service seals the journal, and vouches for what another key, if it was another, sealed before. */
function followMove(seq: number, { id, size, formerKey }: Moved, course: Course): void {
  if (id !== course.sandbox) course.findings.add(seq, `it moves ${id}, but this was the journal of ${course.sandbox}`)
  if (size !== seq - 1) course.findings.add(seq, `it says that ${size} entries were there before it`)
  if (formerKey !== null) course.moves = [...course.moves, { size: seq - 1, key: String(formerKey) }]
}

const none = { posted: 0, held: 0, incoming: 0 }

function checkEntry(seq: number, { wallet, asset, before, after, previous }: Entry, { scratch, findings }: Course): void {
  const last = scratch.entry(wallet, asset)
  const where = `its entry of ${asset} for ${wallet}`
  if (previous !== (last?.seq ?? null)) findings.add(seq, `${where} follows record ${previous}, but ${last?.seq ?? 'none'} was the one before it`)
  if (canonicalize(before) !== canonicalize(last?.amounts ?? none))
    findings.add(seq, `${where} begins with ${canonicalize(before)}, but what was before it ended with ${canonicalize(last?.amounts ?? none)}`)
  scratch.setEntry(wallet, asset, { seq, amounts: after })
}

function checkOrder(record: JournalRecord, signed: Signed, course: Course): void {
  const { scratch, findings, open, commit } = course
  course.signatures++
  const check = checkSignature(record, signed, {
    keyRecord(kid, wallet) {
      const key = scratch.key(wallet)
      return key?.id === kid && !key.revoked ? key.seq : undefined
    },
  })
  if (check.ok === false) findings.add(record.seq, check.text.en.replace(/^Record \d+: /, '').replace(/\.$/, ''))
  const { sandbox } = signed.body as Partial<OrderBody>
  if (sandbox !== course.sandbox) findings.add(record.seq, `it was ordered for the sandbox ${sandbox}`)
  const before = scratch.signature(signed.sig)
  if (before && before.commit !== commit) findings.add(record.seq, `its order was used before, in record ${before.seq}`)
  if (!before) scratch.setSignature(signed.sig, commit, record.seq)
  if (signed.type !== 'kariosae.spend.v1') return
  const known = open.get(signed.sig)
  if (known) known.records.push(record)
  else open.set(signed.sig, { signed, records: [record] })
}

/** A wallet of before there were keys could not sign. */
function checkOrdered(record: JournalRecord, { scratch, findings }: Course): void {
  const { id } = record.data as { id?: string }
  const signers = new Set(signersOf(record))
  const consented = (wallet: string) => isLocking(record) && scratch.told('consent', `${id}/${wallet}`) !== undefined
  for (const { wallet, asset, amount } of spentBy(record))
    if (!signers.has(wallet) && scratch.key(wallet) && !consented(wallet))
      findings.add(record.seq, `it takes ${amount} ${asset} of ${wallet} without an order of the wallet`)
}

/** Whoever orders a hold that is only proposed need not order it again when it is locked. */
function learnConsent(record: JournalRecord, { scratch }: Course): void {
  if (record.type !== 'hold.proposed' && record.type !== 'hold.accepted') return
  const { id } = record.data as { id?: string }
  for (const wallet of signersOf(record)) scratch.tell('consent', `${id}/${wallet}`, { seq: record.seq, text: null })
}

function learnKey({ seq, type, data, key }: JournalRecord, { scratch, findings }: Course): void {
  const { id, key: shown } = data as { id?: string; key?: { id?: string } | null }
  if (type === 'wallet.key_revoked') {
    const known = scratch.key(id!)
    if (known) scratch.setKey(id!, { ...known, revoked: true })
  }
  const makes = (type === 'wallet.created' || type === 'wallet.key_rotated') && shown
  if (key?.id !== (makes ? shown.id : undefined) || key?.wallet !== (makes ? id : undefined))
    findings.add(seq, 'the key that it binds is not the one that it shows')
  if (key) scratch.setKey(key.wallet, { id: key.id, seq, revoked: false })
}
