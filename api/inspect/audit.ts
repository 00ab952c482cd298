import { balanceKey } from '../core/change.ts'
import { type Entry, issuance, type JournalRecord } from '../core/journal.ts'
import type { Amounts, Asset, Leg } from '../core/model.ts'
import { holdMoves } from '../core/moves.ts'
import type { Reader } from '../core/reader.ts'

interface Difference {
  wallet: string
  asset: string
  field: string
  expected: number
  actual: number
  source: 'journal' | 'holds' | 'supply' | 'sequence'
}
type Row = Amounts & { wallet: string; asset: string }
type Table = Map<string, Row>

const fields = ['posted', 'held', 'incoming'] as const
const none = { posted: 0, held: 0, incoming: 0 }
const pageSize = 1_000

/**
 * Compares every fact with the other place that records it. The balances, holds and supplies are read at one instant;
 * the journal is then replayed up to that instant in pages, so other requests are served in between.
 */
export async function audit(reader: Reader) {
  const [{ seq }, balances, locked, assets] = await Promise.all([reader.sandbox(), reader.allBalances(), reader.lockedLegs(), allAssets(reader)])
  const actual: Table = new Map(balances.map((balance) => [balanceKey(balance.wallet, balance.asset), balance]))
  const expected: Table = new Map()
  const differences: Difference[] = []
  let records = 0
  for (let after = 0; after < seq; ) {
    const page = (await reader.records(after, pageSize)).filter((record) => record.seq <= seq)
    for (const record of page) {
      records++
      differences.push(...replay(record, records, expected))
    }
    if (page.length === 0) break
    after = page.at(-1)!.seq
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  if (records !== seq) differences.push({ wallet: '', asset: '', field: 'seq', expected: seq, actual: records, source: 'sequence' })
  differences.push(...compare(expected, actual, 'journal', fields))
  differences.push(...compare(lockedBy(locked), actual, 'holds', ['held', 'incoming']))
  const rows = Map.groupBy(balances, ({ asset }) => asset)
  const summaries = assets.map((asset) => ({ asset, ...summarise(asset, rows.get(asset.code) ?? []) }))
  for (const summary of summaries) differences.push(...summary.differences)
  const wrong = new Set(differences.map(({ asset }) => asset))
  const shown = summaries.map(({ asset: { code, supply }, sums }) => ({ asset: code, ok: !wrong.has(code), supply, ...sums }))
  return { ok: differences.length === 0, records, assets: shown, differences }
}

/** What the legs of open holds lock and promise. */
function lockedBy(legs: readonly Leg[]): Table {
  const table: Table = new Map()
  for (const { wallet, asset, held = 0, incoming = 0 } of legs.flatMap((leg) => holdMoves([], [leg], []))) {
    const row = table.get(balanceKey(wallet, asset)) ?? { wallet, asset, ...none }
    table.set(balanceKey(wallet, asset), { ...row, held: row.held + held, incoming: row.incoming + incoming })
  }
  return table
}

/** Applies one record's entries to the running balances, checking that each goes on from where the last one ended. */
function replay(record: JournalRecord, place: number, table: Table): Difference[] {
  const found: Difference[] =
    record.seq === place ? [] : [{ wallet: '', asset: '', field: 'seq', expected: place, actual: record.seq, source: 'sequence' }]
  for (const entry of record.entries) {
    const key = balanceKey(entry.wallet, entry.asset)
    found.push(...differ(entry, table.get(key) ?? none, entry.before, 'journal', fields))
    table.set(key, { wallet: entry.wallet, asset: entry.asset, ...entry.after })
  }
  return found
}

function compare(expected: Table, actual: Table, source: Difference['source'], which: readonly (keyof Amounts)[]): Difference[] {
  const keys = new Set([...expected.keys(), ...actual.keys()])
  return [...keys].flatMap((key) =>
    differ((expected.get(key) ?? actual.get(key))!, expected.get(key) ?? none, actual.get(key) ?? none, source, which),
  )
}

function differ(
  { wallet, asset }: Pick<Entry, 'wallet' | 'asset'>,
  expected: Amounts,
  actual: Amounts,
  source: Difference['source'],
  which: readonly (keyof Amounts)[],
): Difference[] {
  return which.flatMap((field) =>
    expected[field] === actual[field] ? [] : [{ wallet, asset, field, expected: expected[field], actual: actual[field], source }],
  )
}

/** What wallets own of one asset must be its supply, and the issuance side the same below zero. */
function summarise({ code, supply }: Asset, rows: readonly Row[]): { sums: Amounts; differences: Difference[] } {
  const own = rows.filter(({ wallet }) => wallet !== issuance)
  const sum = (field: keyof Amounts) => own.reduce((total, row) => total + row[field], 0)
  const sums = { posted: sum('posted'), held: sum('held'), incoming: sum('incoming') }
  const issued = -(rows.find(({ wallet }) => wallet === issuance)?.posted ?? 0)
  const differences: Difference[] = []
  if (sums.posted !== supply) differences.push({ wallet: '', asset: code, field: 'posted', expected: supply, actual: sums.posted, source: 'supply' })
  if (issued !== supply) differences.push({ wallet: issuance, asset: code, field: 'posted', expected: -supply, actual: -issued, source: 'supply' })
  return { sums, differences }
}

async function allAssets(reader: Reader): Promise<Asset[]> {
  const all: Asset[] = []
  for (;;) {
    const page = await reader.assets({ after: all.at(-1)?.code ?? null, limit: pageSize })
    all.push(...page)
    if (page.length < pageSize) return all
  }
}
