import type { Entry } from '../core/journal.ts'
import type { PartialRecord } from '../core/seal-record.ts'

export interface Taken {
  readonly wallet: string
  readonly asset: string
  readonly amount: number
}

/** What the disclosed entries of a record took out of what wallets had available (posted − held), in their order. */
export function takenBy({ entries }: Pick<PartialRecord, 'entries'>): readonly Taken[] {
  return disclosed(entries).flatMap(({ wallet, asset, before, after }) => {
    const amount = before.posted - before.held - (after.posted - after.held)
    return amount > 0 ? [{ wallet, asset, amount }] : []
  })
}

/**
 * Those of them that nobody may take without an order of the wallet (`core/spends.ts`): not what was captured, which was
 * ordered with the hold, not what nobody did, and not what was issued.
 */
export function spentBy(record: Pick<PartialRecord, 'type' | 'by' | 'entries'>): readonly Taken[] {
  if (record.type === 'hold.captured' || record.by.key === null) return []
  return takenBy(record).filter(({ wallet }) => wallet !== 'issuance')
}

export function disclosed(entries: PartialRecord['entries']): readonly Entry[] {
  return entries.filter((entry) => typeof entry !== 'string')
}

/** The assets whose entries do not balance: what one side loses another gains, and all that is held is promised (core/state.ts). */
export function unbalancedIn(entries: readonly Entry[]): readonly string[] {
  const sums = new Map<string, { posted: number; promised: number }>()
  for (const { asset, before, after } of entries) {
    const sum = sums.get(asset) ?? { posted: 0, promised: 0 }
    sum.posted += after.posted - before.posted
    sum.promised += after.held - before.held - (after.incoming - before.incoming)
    sums.set(asset, sum)
  }
  return [...sums].flatMap(([asset, { posted, promised }]) => (posted === 0 && promised === 0 ? [] : [asset]))
}
