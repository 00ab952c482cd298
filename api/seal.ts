import { grow, leafHash, rootOf } from './core/merkle/tree.ts'
import type { Sandbox } from './core/model.ts'
import { sealRecord } from './core/seal-record.ts'
import type { State } from './core/state.ts'
import type { SandboxCommit, SealedJournal } from './core/store.ts'

/** A commit before its journal is sealed. */
export type OpenCommit = Omit<SandboxCommit, 'journal'>

/** Signs the head of a journal: gives the whole note. */
export interface Notary {
  notes(heads: readonly { readonly journal: string; readonly size: number; readonly root: Uint8Array }[]): Promise<readonly string[]>
}

/** Seals what a group of commands decided: leaves and nodes of each journal's Merkle tree, and one checkpoint for each. */
export type Seal = (commits: readonly OpenCommit[]) => Promise<readonly SandboxCommit[]>

export function createSeal({ notes }: Notary, newSalt: () => string): Seal {
  return async (commits) => {
    const grown = commits.map((commit) => {
      startCopy(commit, commits)
      return growJournal(commit.state, newSalt)
    })
    const sealed = commits.flatMap(({ state }, index) => (grown[index]!.records.length === 0 ? [] : [{ state, index }]))
    const signed = sealed.length === 0 ? [] : await notes(sealed.map(({ state }) => headOf(state.sandbox)))
    const checkpoints = new Map(sealed.map(({ state, index }, place) => [index, { size: state.sandbox.seq, note: signed[place]! }]))
    return commits.map((commit, index) => ({ ...commit, journal: { ...grown[index]!, checkpoint: checkpoints.get(index) ?? null } }))
  }
}

/** A copy goes on from where its original stands after what the same commit appended to it: time may have acted first. */
function startCopy({ state, copyOf }: OpenCommit, commits: readonly OpenCommit[]): void {
  const original = copyOf && commits.find((other) => other.state.sandbox.id === copyOf)
  if (original) state.grown(original.state.sandbox.frontier)
}

/** Appends the state's records to its journal's tree. */
export function growJournal(state: State, newSalt: () => string): Omit<SealedJournal, 'checkpoint'> {
  const records = state.records.map((record) => {
    const { text, leaf } = sealRecord(record, newSalt)
    return { seq: record.seq, text, leaf: leafHash(leaf) }
  })
  if (records.length === 0) return { records, nodes: [] }
  const { frontier, nodes } = grow(
    state.sandbox.frontier,
    records[0]!.seq - 1,
    records.map(({ leaf }) => leaf),
  )
  state.grown(frontier)
  return { records, nodes }
}

function headOf({ journal, seq, frontier }: Sandbox) {
  return { journal, size: seq, root: rootOf(frontier) }
}
