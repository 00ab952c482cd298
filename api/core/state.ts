import { assertBalanced, assertBounds } from './assert-moves.ts'
import { balanceKey, type Change, type Entities, type Kind, keyOf, kinds, type Move, type Write } from './change.ts'
import type { Signed } from './crypto/envelope.ts'
import { type Actor, type Entry, issuance, type JournalRecord } from './journal.ts'
import type { Amounts, Balance, Hold, Sandbox } from './model.ts'
import { keyMadeBy, numbered } from './record-links.ts'
import type { UnsignedOrder } from './unsigned-order.ts'

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
  readonly webhookEndpoints?: readonly string[]
  /** Brings their endpoints. */
  readonly webhookDeliveries?: readonly string[]
  /** A stored template brings what it and these parameters name. */
  readonly holdTemplates?: readonly { readonly key: string; readonly parameters: unknown }[]
  readonly answers?: readonly string[]
  readonly usedSignatures?: readonly string[]
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

interface Stamp {
  readonly now: number
  readonly by: Actor
  /** The order of the wallet that `by` acts as. */
  readonly signature?: Signed | undefined
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
    webhookEndpoint: new Map(),
    webhookDelivery: new Map(),
    answer: new Map(),
    usedSignature: new Map(),
  }
  /** What the signing backend is still to sign for. */
  readonly unsigned: UnsignedOrder[] = []
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
  append(change: Change, stamp: Stamp): void {
    const seq = this.sandbox.seq + 1
    const at = change.at ?? stamp.now
    const entries = this.post(change.moves ?? [], seq)
    for (const write of change.writes ?? []) this.put(...numbered(write, change, seq))
    this.records.push({
      ...{ seq, at, type: change.type, by: change.by ?? stamp.by, data: change.data, entries },
      ...(stamp.signature && !change.by ? { signatures: [stamp.signature] } : undefined),
      ...keyMadeBy(change),
    })
    this.sandbox = { ...this.sandbox, ...change.head, seq, lastAt: at }
  }

  /** Takes over what was decided on a scratch state of this one. */
  absorb(scratch: State): void {
    for (const kind of kinds) for (const value of scratch.written[kind].values()) this.put(...([kind, value] as Write))
    this.records.push(...scratch.records)
    this.unsigned.push(...scratch.unsigned)
    this.sandbox = scratch.sandbox
  }

  /** The signing backend has signed for an order. */
  sign({ seqs }: UnsignedOrder, signature: Signed): void {
    const first = this.records[0]!.seq
    for (const seq of seqs) {
      const record = this.records[seq - first]!
      this.records[seq - first] = { ...record, signatures: [...(record.signatures ?? []), signature] }
    }
  }

  /** Another sandbox begins as a copy of this one. */
  shareKeys(): void {
    this.sandbox = { ...this.sandbox, sharesKeys: true }
  }

  /** Has more to tell to webhook endpoints, or something else. */
  turnWebhooks(webhooks: Sandbox['webhooks']): void {
    this.sandbox = { ...this.sandbox, webhooks }
  }

  /** The journal's tree has grown by the records. */
  grown(frontier: readonly Uint8Array[]): void {
    this.sandbox = { ...this.sandbox, frontier }
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
