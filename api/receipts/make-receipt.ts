import type { JournalRecord } from '../core/journal.ts'
import type { Reader } from '../core/reader.ts'
import { type ProvenRecord, type Receipt, receiptType } from '../core/receipt.ts'
import { digestOf, type PartialRecord, withoutData } from '../core/seal-record.ts'
import type { Caller, ViewContext } from '../core/use-case.ts'
import { newestCheckpoint } from '../journal/checkpoint.ts'
import { proveInclusion } from '../journal/prove.ts'

interface Subject {
  readonly id: string
  /** Journal records about it. */
  readonly records: readonly number[]
}

/** The receipt of a transfer or hold, under the newest checkpoint. */
export async function makeReceipt(
  reader: Reader,
  { id, records }: Subject,
  { verifierKey, caller }: Pick<ViewContext, 'verifierKey' | 'caller'>,
): Promise<Receipt> {
  const checkpoint = await newestCheckpoint(reader)
  const prove = async (record: JournalRecord, show: (record: JournalRecord) => PartialRecord): Promise<ProvenRecord> => ({
    record: show(record),
    proof: await proveInclusion(reader, record.seq, checkpoint.size),
  })
  const read = (seqs: readonly number[]) => Promise.all(seqs.map(async (seq) => (await reader.record(seq))!))
  const about = await read(records)
  const entries = await Promise.all(about.map((record) => prove(record, (one) => shownTo(caller, one))))
  const keys = await Promise.all((await read(await keyRecords(reader, about))).map((record) => prove(record, withoutData)))
  const { id: sandbox } = await reader.sandbox()
  return { type: receiptType, sandbox, subject: id, entries, keys, checkpoint: checkpoint.note, verifierKey: await verifierKey() }
}

/** A wallet sees what happened to its own balances, not what the others own. */
function shownTo({ wallet }: Caller, record: JournalRecord): PartialRecord {
  if (wallet === null) return record
  return { ...record, entries: record.entries.map((entry) => (entry.wallet === wallet ? entry : digestOf(entry))) }
}

/** The records that made the keys of these signatures those of their wallets, oldest first. */
async function keyRecords(reader: Reader, records: readonly JournalRecord[]): Promise<number[]> {
  const known = await Promise.all(
    records.flatMap(({ signatures = [], seq }) => signatures.map(({ body }) => keyRecordAt(reader, (body as { wallet: string }).wallet, seq))),
  )
  return [...new Set(known)].filter((seq) => seq !== undefined).sort((a, b) => a - b)
}

/** The record that made the key which a wallet had at `seq`: found back from its present one, record by record. */
async function keyRecordAt(reader: Reader, wallet: string, seq: number): Promise<number | undefined> {
  let at: number | null | undefined = (await reader.wallet(wallet))?.key?.seq
  while (at != null && at > seq) at = (await reader.record(at))?.key?.previous
  return at ?? undefined
}
