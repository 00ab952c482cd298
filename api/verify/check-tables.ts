import { presentAsset } from '../assets/asset.ts'
import type { Page, Reader } from '../core/reader.ts'
import { presentHold } from '../holds/hold-schema.ts'
import { audit } from '../inspect/audit.ts'
import { presentOracle } from '../oracles/oracle.ts'
import { presentTransfer } from '../transfers/transfer.ts'
import { presentWallet } from '../wallets/wallet.ts'
import type { Findings } from './findings.ts'
import { kinds, type Subject, subjectText } from './note-subject.ts'
import type { Scratch } from './scratch.ts'

interface Given {
  readonly scratch: Scratch
  readonly findings: Findings
}

const pageSize = 500

/** Holds the tables of one sandbox against its journal, which was read and is right. */
export async function checkTables(reader: Reader, { scratch, findings }: Given): Promise<void> {
  for (const kind of kinds) {
    for await (const { id, shown } of rowsOf(kind, reader)) {
      checkShown(kind, { id, shown }, { scratch, findings })
      if (kind === 'wallet') checkKey(id, (await reader.wallet(id))?.key?.seq, { scratch, findings })
    }
    checkLost(kind, { scratch, findings })
  }
  for (const { wallet, asset, lastSeq } of await reader.allBalances()) {
    const seq = scratch.entry(wallet, asset)?.seq
    if (lastSeq !== (seq ?? null)) findings.add(seq ?? null, `${wallet} says that its ${asset} last changed in entry ${lastSeq}`)
  }
  const { differences } = await audit(reader)
  for (const { wallet, asset, field, expected, actual, source } of differences)
    findings.add(null, `${field} of ${wallet === '' ? asset : `${wallet} in ${asset}`} is ${actual} and should be ${expected} by ${source}`)
}

/** What a row shows is what the newest entry about it says. */
export function checkShown(kind: Subject, { id, shown }: { id: string; shown: object }, { scratch, findings }: Given): void {
  scratch.find(kind, id)
  const told = scratch.told(kind, id)
  const text = subjectText(kind, shown as Record<string, unknown>)
  if (!told) findings.add(null, `the ${kind} ${id} is in its table and not in the journal`)
  else if (told.text !== null && told.text !== text)
    findings.add(told.seq, `the ${kind} ${id} is not stored as this entry has it${difference(told.text, text)}`)
}

/** Nothing that the journal tells of is missing. */
export function checkLost(kind: Subject, { scratch, findings }: Given): void {
  const lost = scratch.unfound(kind)
  if (lost) findings.add(lost.seq, `the ${kind} ${lost.id} of this entry is not in its table`)
}

export function checkKey(id: string, seq: number | undefined, { scratch, findings }: Given): void {
  const known = scratch.key(id)
  if (known && known.seq !== seq) findings.add(known.seq, `the wallet ${id} says that its key is of entry ${seq}`)
}

async function* rowsOf(kind: Subject, reader: Reader): AsyncGenerator<{ id: string; shown: Record<string, unknown> }> {
  const pages = {
    wallet: async (page: Page) => (await reader.wallets(page)).map((row) => ({ id: row.id, shown: presentWallet(row, []) })),
    asset: async (page: Page) => (await reader.assets(page)).map((row) => ({ id: row.code, shown: presentAsset(row) })),
    transfer: async (page: Page) => (await reader.transfers(page)).map((row) => ({ id: row.id, shown: presentTransfer(row) })),
    hold: async (page: Page) => (await reader.holds({}, page)).map((row) => ({ id: row.id, shown: presentHold(row) })),
    oracle: async (page: Page) => (await reader.oracles(page)).map((row) => ({ id: row.id, shown: presentOracle(row) })),
  }
  for (let after: string | null = null; ; ) {
    const rows: { id: string; shown: Record<string, unknown> }[] = await pages[kind]({ after, limit: pageSize })
    yield* rows
    if (rows.length < pageSize) return
    after = rows.at(-1)!.id
  }
}

function difference(expected: string, actual: string): string {
  const [one, other] = [JSON.parse(expected), JSON.parse(actual)] as [Record<string, unknown>, Record<string, unknown>]
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
  return names.length === 0 ? '' : `: ${names.join(', ')}`
}
