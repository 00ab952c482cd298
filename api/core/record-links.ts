import type { Change, Write } from './change.ts'
import type { EventType, JournalRecord } from './journal.ts'
import type { Wallet } from './model.ts'

/** How records and what they are about find each other, so that a receipt can name both. */

const keyEvents: readonly EventType[] = ['wallet.created', 'wallet.key_rotated']

/** Tells what a record is about which record that is, so that a receipt finds it. */
export function numbered(write: Write, { type, data }: Change, seq: number): Write {
  const [kind, value] = write
  if (kind === 'wallet') return value.key && keyEvents.includes(type) ? [kind, { ...value, key: { ...value.key, seq } }] : write
  if ((kind === 'transfer' || kind === 'hold') && value.id === (data as { id?: string }).id)
    return [kind, { ...value, records: [...value.records, seq] }] as Write
  return write
}

/** The key that a record makes a wallet's. */
export function keyMadeBy({ type, writes = [] }: Change): Pick<JournalRecord, 'key'> | undefined {
  if (!keyEvents.includes(type)) return undefined
  const wallet = writes.find(([kind]) => kind === 'wallet')?.[1] as Wallet | undefined
  return wallet?.key ? { key: { id: wallet.key.id, wallet: wallet.id, previous: wallet.key.former.at(-1)?.seq ?? null } } : undefined
}
