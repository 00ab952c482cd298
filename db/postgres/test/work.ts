import { issuance } from '../../../api/core/journal.ts'
import type { Asset, Wallet } from '../../../api/core/model.ts'
import { emptySource, newSandbox } from '../../../api/core/new-sandbox.ts'
import { type Reads, State } from '../../../api/core/state.ts'
import type { SandboxCommit, Store } from '../../../api/core/store.ts'
import { growJournal } from '../../../api/seal.ts'

/** Commits as the service makes them, small enough to say in a line. */

const t0 = Date.parse('2026-12-01T00:00:00.000Z')
const by = { key: null, wallet: null }
const stamp = { now: t0, by }
const yen: Asset = { code: 'JPY', scale: 0, kind: 'money', maxHolding: null, maxSupply: 1_000_000, rules: {}, supply: 1000, createdAt: t0 }
export const wallet = (id: string, name = id): Wallet => ({
  ...{ id, name, kind: 'person', custody: 'managed', key: null, attributes: {}, status: 'active', createdAt: t0 },
})

export type CommitStore = Pick<Store, 'commit'>

export async function change(store: CommitStore, id: string, reads: readonly Reads[], work: (state: State) => void): Promise<State> {
  return store.commit(new Map([[id, reads]]), (sources) => {
    const state = new State(sources.get(id) ?? emptySource(newSandbox(id, t0)))
    work(state)
    return { commits: state.records.length === 0 ? [] : [sealed(state)], result: state }
  })
}

function sealed(state: State): SandboxCommit {
  const journal = growJournal(state, () => 'A'.repeat(22))
  return { state, journal: { ...journal, checkpoint: { size: state.sandbox.seq, note: `note ${state.sandbox.seq}` } } }
}

/** A sandbox with so many wallets, of which the first owns 1,000 JPY. */
export async function found(store: CommitStore, id: string, wallets = 2): Promise<void> {
  await store.commit(new Map([[id, []]]), () => ({ commits: [founding(id, wallets)], result: null }))
}

export function founding(id: string, wallets = 2): SandboxCommit {
  const state = new State(emptySource(newSandbox(id, t0)))
  state.append({ type: 'asset.created', data: {}, writes: [['asset', yen]] }, stamp)
  for (let number = 0; number < wallets; number++)
    state.append({ type: 'wallet.created', data: {}, writes: [['wallet', wallet(`wal_${number}`)]] }, stamp)
  const moves = [
    { wallet: issuance, asset: 'JPY', posted: -1000 },
    { wallet: 'wal_0', asset: 'JPY', posted: 1000 },
  ]
  state.append({ type: 'asset.issued', data: {}, moves }, stamp)
  return sealed(state)
}

export const payReads = (from: number, to: number): Reads => ({
  wallets: [`wal_${from}`, `wal_${to}`],
  assets: ['JPY'],
  balances: [
    [`wal_${from}`, 'JPY'],
    [`wal_${to}`, 'JPY'],
  ],
})

export function pay(state: State, from: number, to: number): void {
  const moves = [
    { wallet: `wal_${from}`, asset: 'JPY', posted: -1 },
    { wallet: `wal_${to}`, asset: 'JPY', posted: 1 },
  ]
  state.append({ type: 'transfer.completed', data: {}, moves }, stamp)
}

export async function payOnce(store: CommitStore, id: string): Promise<State> {
  return change(store, id, [payReads(0, 1)], (state) => pay(state, 0, 1))
}
