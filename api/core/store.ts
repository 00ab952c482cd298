import type { TreeNode } from './merkle/tree.ts'
import type { ApiKey, Sandbox } from './model.ts'
import type { Piece, RowsPiece, Staged } from './piece.ts'
import type { Checkpoint, LoggedRequest, Reader } from './reader.ts'
import type { Reads, Source, State } from './state.ts'

type Eventually<T> = T | Promise<T>

/** What one commit appends to the journal of one sandbox: the state's records, and what proves them. */
export interface SealedJournal {
  readonly records: readonly SealedRecord[]
  /** Nodes of the Merkle tree that became complete. */
  readonly nodes: readonly TreeNode[]
  /** The signed note over the tree as it then is; null where there was no record. */
  readonly checkpoint: Checkpoint | null
}

interface SealedRecord {
  readonly seq: number
  /** RFC 8785 form. */
  readonly text: string
  /** `leafHash` of what `seal-record.ts` puts in the leaf; null where the journal is not sealed at all, as only a benchmark does. */
  readonly leaf: Uint8Array | null
}

/** What one commit does to one sandbox. */
export interface SandboxCommit {
  readonly state: State
  readonly journal: SealedJournal
  /** First copy everything of this sandbox into it: a fork. */
  readonly copyOf?: string
  /** First forget everything but the unbound API keys and the signatures that were used: a reset. */
  readonly reset?: boolean
}

type Needs = ReadonlyMap<string, readonly Reads[]>
export type Sources = ReadonlyMap<string, Source>

/**
 * Where sandboxes live. One implementation per engine; all pass `db/store.contract.ts`.
 * Throws `StoreUnavailable` when the engine cannot serve now and nothing was written.
 */
export interface Store {
  /** What one commit may hold: any sandboxes `together`, or each `apart`, several at once. */
  readonly commits: 'together' | 'apart'
  /** Other processes write here too. */
  readonly shared: boolean
  /**
   * One durable transaction: loads what is needed, lets `decide` decide on it, and writes what it decided, all or
   * nothing; throws `CommitInDoubt` where it cannot know which. Resolves only when it is durable. A sandbox that does not exist is missing from the sources.
   */
  commit<T>(needs: Needs, decide: (sources: Sources) => Eventually<{ commits: readonly SandboxCommit[]; result: T }>): Eventually<T>
  /** Each of its queries by itself. */
  reader(sandbox: string): Reader
  /** All that `work` reads is of one instant. */
  snapshot<T>(sandbox: string, work: (reader: Reader) => Promise<T>): Promise<T>
  sandbox(id: string): Eventually<Sandbox | undefined>
  /** May be behind in one thing: that another process revoked the key. Every commit and every read looks again. */
  apiKey(sandbox: string, id: string): Eventually<ApiKey | undefined>
  /** Sandboxes whose running clock has reached their next expiry at this real time. */
  dueSandboxes(real: number, limit: number): Eventually<string[]>
  /** The earliest real time at which a sandbox is due; null when none is. */
  nextWake(): Eventually<number | null>
  /** Keeps the newest requests of each sandbox. Not durable: a log, not a ledger. */
  logRequests(requests: readonly { sandbox: string; request: LoggedRequest }[]): Eventually<void>
  /** Forgets what has served its time: expired answers, rows of sandboxes that were reset. Does a bounded piece; true if more is left. */
  tidy(real: number): Eventually<boolean>
  /** Everything of a sandbox's present life but its request log, as of one instant, in the order that `Piece` says. */
  dump(sandbox: string): AsyncIterable<Piece>
  /**
   * Puts a piece aside for a sandbox that is not there yet, under a name: its ID, or its ID, a slash and anything. Repeating
   * a piece is harmless.
   */
  stage(name: string, piece: RowsPiece): Eventually<void>
  /** What was put aside. */
  staged(name: string): Eventually<Staged | undefined>
  /** Makes it a sandbox, all at once, with these last pieces. False if there is one already, if nothing was staged, or more since that version. */
  settle(name: string, head: Sandbox, version?: number, last?: readonly RowsPiece[]): Eventually<boolean>
  /** Forgets what was put aside. What nobody settles in a day, `tidy` forgets. */
  unstage(name: string): Eventually<void>
  close(): Eventually<void>
}

/** The engine cannot serve at this moment; the same request may succeed later. */
export class StoreUnavailable extends Error {}

/** It is about one sandbox, or a few: what is asked about others may well be served. */
export class SandboxUnavailable extends StoreUnavailable {}

/** Whether a commit was made durable is not known: its connection was lost while it was on its way. It must not be tried again here. */
export class CommitInDoubt extends StoreUnavailable {}

/** How long an answer is given again under its idempotency key. */
export const answerLifetime = 24 * 3600 * 1000

/** How long what was put aside waits to be settled. */
export const stagingLifetime = 24 * 3600 * 1000
