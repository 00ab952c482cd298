import type { Entry, JournalRecord } from '../core/journal.ts'
import type { Reader } from '../core/reader.ts'
import type { Refusal } from '../core/refusals.ts'
import { refuse } from '../core/use-case.ts'

export interface FoundEntry {
  readonly record: JournalRecord
  readonly entry: Entry
}

/** Most records one page looks at, so that a rare kind of entry in a long history cannot stall the service. */
const maxSteps = 2_000

/**
 * Lists a wallet's entries newest first by following their chains, one per asset, from the balances' heads. The cursor
 * holds where each chain stands. A page may be short, with a cursor, when few of the entries are wanted.
 */
export async function walkEntries(
  reader: Reader,
  wallet: string,
  query: { limit: number; after?: string | undefined },
  wanted: (type: string) => boolean = () => true,
): Promise<{ data: FoundEntry[]; nextCursor: string | null } | Refusal<'invalid_request'>> {
  const heads = query.after === undefined ? await newestOf(reader, wallet) : parseCursor(query.after)
  if (!heads) return refuse('invalid_request', 'after is not a cursor of this list.', 'after')
  const data: FoundEntry[] = []
  for (let step = 0; step < maxSteps && data.length < query.limit && heads.size > 0; step++) {
    const [asset, seq] = [...heads].reduce((newest, head) => (head[1] > newest[1] ? head : newest))
    const record = await reader.record(seq)
    const entry = record?.entries.find((one) => one.wallet === wallet && one.asset === asset)
    if (!record || !entry) return refuse('invalid_request', 'after is not a cursor of this list.', 'after')
    if (wanted(record.type)) data.push({ record, entry })
    if (entry.previous === null) heads.delete(asset)
    else heads.set(asset, entry.previous)
  }
  return { data, nextCursor: heads.size > 0 ? formatCursor(heads) : null }
}

async function newestOf(reader: Reader, wallet: string): Promise<Map<string, number>> {
  const balances = await reader.balancesOf(wallet)
  return new Map(balances.flatMap(({ asset, lastSeq }) => (lastSeq === null ? [] : [[asset, lastSeq]])))
}

/** `JPY:120,USD:98` */
function formatCursor(heads: ReadonlyMap<string, number>): string {
  return [...heads].map(([asset, seq]) => `${asset}:${seq}`).join(',')
}

function parseCursor(text: string): Map<string, number> | undefined {
  const parts = text.split(',').map((part) => /^([A-Z][A-Z0-9._-]*):([1-9]\d{0,15})$/.exec(part))
  return parts.every((part) => part !== null) ? new Map(parts.map((part) => [part[1]!, Number(part[2])])) : undefined
}
