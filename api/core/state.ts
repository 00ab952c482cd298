import { maxAmount } from './amounts.ts'
import { type Actor, type Entry, type EventType, issuance, type JournalRecord } from './journal.ts'
import type { Amounts, ApiKey, Asset, Balance, Hold, HoldTemplate, Oracle, Sandbox, StoredAnswer, Transfer, Wallet } from './model.ts'

/** What a state is made of. A key is the ID, the asset's code, or `balanceKey`. */
export interface Entities {
  apiKey: ApiKey
  asset: Asset
  wallet: Wallet
  balance: Balance
  transfer: Transfer
  hold: Hold
  holdTemplate: HoldTemplate
  oracle: Oracle
  answer: StoredAnswer
}
export type Kind = keyof Entities
export type Write = { [K in Kind]: readonly [kind: K, value: Entities[K]] }[Kind]

export const kinds = [
  'apiKey',
  'asset',
  'wallet',
  'balance',
  'transfer',
  'hold',
  'holdTemplate',
  'oracle',
  'answer',
] as const satisfies readonly Kind[]

function keyOf([kind, value]: Write): string {
  switch (kind) {
    case 'asset':
      return value.code
    case 'balance':
      return balanceKey(value.wallet, value.asset)
    case 'answer':
    case 'holdTemplate':
      return value.key
    default:
      return value.id
  }
}

export function balanceKey(wallet: string, asset: string): string {
  return `${wallet}/${asset}`
}

/** What a use case needs loaded before it decides. Naming a hold or transfer brings its wallets, balances and assets. */
export interface Reads {
  readonly apiKeys?: readonly string[]
  readonly assets?: readonly string[]
  readonly wallets?: readonly string[]
  readonly balances?: readonly (readonly [wallet: string, asset: string])[]
  /** Wallets of which every balance is needed. */
  readonly balancesOf?: readonly string[]
  readonly transfers?: readonly string[]
  /** Brings everything a hold may touch, and the holds it is linked with by conditions. */
  readonly holds?: readonly string[]
  /** Wallets that are new to a hold, and their balances of its assets. */
  readonly newToHolds?: readonly (readonly [hold: string, wallet: string])[]
  readonly oracles?: readonly string[]
  /** A stored template brings what it and these parameters name. */
  readonly holdTemplates?: readonly { readonly key: string; readonly parameters: unknown }[]
  readonly answers?: readonly string[]
  /** What the operations of a batch read. */
  readonly all?: readonly Reads[]
  /** All holds on which time acts at or before this instant, which may depend on the sandbox's clock. */
  dueUntil?(sandbox: Sandbox): number
}

/** Where a state gets what it has not changed itself: what a store loaded, or another state. */
export interface Source {
  readonly sandbox: Sandbox
  find<K extends Kind>(kind: K, key: string): Entities[K] | undefined
  balancesOf(wallet: string): readonly Balance[]
  /** Holds with dueAt <= until. */
  due(until: number): readonly Hold[]
  /** Earliest dueAt after `until`. */
  nextDue(until: number): number | null
}

/** A change of one balance by differences. */
export interface Move {
  readonly wallet: string
  readonly asset: string
  readonly posted?: number
  readonly held?: number
  readonly incoming?: number
}

/** One step that happened: what to journal, which entities take a new value, and which balances move. */
export interface Change {
  readonly type: EventType
  readonly data: object
  readonly writes?: readonly Write[]
  readonly moves?: readonly Move[]
  /** When it happened, if not at the decision's `now`: an expiry happens at its own instant. */
  readonly at?: number
  /** Who caused it, if not the caller: time itself expires a hold, whoever moved the clock. */
  readonly by?: Actor
  /** New values for the sandbox's head. */
  readonly head?: Partial<Pick<Sandbox, 'clock' | 'fixture'>>
}

/**
 * One sandbox as a command sees it: what was loaded, overlaid by what was decided since.
 * A refused command appends nothing, so its neighbours in a commit never see it.
 */
export class State implements Source {
  sandbox: Sandbox
  readonly records: JournalRecord[] = []
  readonly written: { readonly [K in Kind]: Map<string, Entities[K]> } = {
    apiKey: new Map(),
    asset: new Map(),
    wallet: new Map(),
    balance: new Map(),
    transfer: new Map(),
    hold: new Map(),
    holdTemplate: new Map(),
    oracle: new Map(),
    answer: new Map(),
  }
  private readonly base: Source

  constructor(base: Source, sandbox = base.sandbox) {
    this.base = base
    this.sandbox = sandbox
  }

  get headMoved(): boolean {
    return this.sandbox !== this.base.sandbox
  }

  find<K extends Kind>(kind: K, key: string): Entities[K] | undefined {
    return this.written[kind].get(key) ?? this.base.find(kind, key)
  }

  balance(wallet: string, asset: string): Balance {
    return this.find('balance', balanceKey(wallet, asset)) ?? { wallet, asset, posted: 0, held: 0, incoming: 0, lastSeq: null }
  }

  balancesOf(wallet: string): readonly Balance[] {
    const changed = [...this.written.balance.values()].filter((balance) => balance.wallet === wallet)
    const kept = this.base.balancesOf(wallet).filter((balance) => !this.written.balance.has(balanceKey(wallet, balance.asset)))
    return [...kept, ...changed].sort((a, b) => (a.asset < b.asset ? -1 : 1))
  }

  due(until: number): readonly Hold[] {
    const changed = [...this.written.hold.values()].filter(({ dueAt }) => dueAt !== null && dueAt <= until)
    const kept = this.base.due(until).filter((hold) => !this.written.hold.has(hold.id))
    return [...kept, ...changed]
  }

  nextDue(until: number): number | null {
    let next = this.base.nextDue(until) ?? Number.POSITIVE_INFINITY
    for (const { dueAt } of this.written.hold.values()) if (dueAt !== null && dueAt > until) next = Math.min(next, dueAt)
    return next === Number.POSITIVE_INFINITY ? null : next
  }

  put(...write: Write): void {
    const [kind, value] = write
    ;(this.written[kind] as Map<string, typeof value>).set(keyOf(write), value)
    if (kind === 'hold') this.wakeFor(value)
  }

  /** Journals one change and makes it true here. Throws on an unbalanced one: that is a fault of ours, never of the caller. */
  append(change: Change, stamp: { now: number; by: Actor }): void {
    const seq = this.sandbox.seq + 1
    const at = change.at ?? stamp.now
    const entries = this.post(change.moves ?? [], seq)
    for (const write of change.writes ?? []) this.put(...write)
    this.records.push({ seq, at, type: change.type, by: change.by ?? stamp.by, data: change.data, entries })
    this.sandbox = { ...this.sandbox, ...change.head, seq, lastAt: at }
  }

  /** Takes over what was decided on a scratch state of this one. */
  absorb(scratch: State): void {
    for (const kind of kinds) for (const value of scratch.written[kind].values()) this.put(...([kind, value] as Write))
    this.records.push(...scratch.records)
    this.sandbox = scratch.sandbox
  }

  private wakeFor({ dueAt }: Hold): void {
    const { nextDue } = this.sandbox
    if (dueAt !== null && (nextDue === null || dueAt < nextDue)) this.sandbox = { ...this.sandbox, nextDue: dueAt }
  }

  private post(moves: readonly Move[], seq: number): Entry[] {
    assertBalanced(moves)
    return moves.map((move) => {
      const { lastSeq: previous, ...before } = this.balance(move.wallet, move.asset)
      const after = {
        posted: before.posted + (move.posted ?? 0),
        held: before.held + (move.held ?? 0),
        incoming: before.incoming + (move.incoming ?? 0),
      }
      if (move.wallet !== issuance) assertBounds(move, after)
      this.put('balance', { wallet: move.wallet, asset: move.asset, ...after, lastSeq: seq })
      return { wallet: move.wallet, asset: move.asset, before: amountsOf(before), after, previous }
    })
  }
}

function amountsOf({ posted, held, incoming }: Amounts): Amounts {
  return { posted, held, incoming }
}

/** Per asset: what one side loses another gains, and all that is held is promised to somebody (design.md 3). */
function assertBalanced(moves: readonly Move[]): void {
  for (const asset of new Set(moves.map((move) => move.asset))) {
    const sum = (field: 'posted' | 'held' | 'incoming') => moves.reduce((total, move) => total + (move.asset === asset ? (move[field] ?? 0) : 0), 0)
    if (sum('posted') !== 0 || sum('held') !== sum('incoming')) throw new Error(`unbalanced moves of ${asset}: ${JSON.stringify(moves)}`)
  }
}

function assertBounds(move: Move, { posted, held, incoming }: Amounts): void {
  const whole = Number.isSafeInteger(posted) && Number.isSafeInteger(held) && Number.isSafeInteger(incoming)
  if (whole && held >= 0 && incoming >= 0 && held <= posted && posted + incoming <= maxAmount) return
  throw new Error(`balance out of bounds after ${JSON.stringify(move)}: ${JSON.stringify({ posted, held, incoming })}`)
}

/** A sandbox with nothing in it yet. */
export function emptySource(sandbox: Sandbox): Source {
  return { sandbox, find: () => undefined, balancesOf: () => [], due: () => [], nextDue: () => null }
}

export function newSandbox(id: string, now: number, more: Partial<Sandbox> = {}): Sandbox {
  return { id, fixture: null, forkedFrom: null, createdAt: now, clock: { frozenAt: null, offset: 0 }, seq: 0, lastAt: now, nextDue: null, ...more }
}
