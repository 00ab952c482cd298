import { balanceKey, type Entities, type Kind, kinds } from '../api/core/change.ts'
import { involvedIn, othersIn } from '../api/core/hold-wallets.ts'
import type { Balance, Hold, Leg, Sandbox } from '../api/core/model.ts'
import { oraclesIn, readsOf } from '../api/core/named.ts'
import type { Reads } from '../api/core/state.ts'

/** The answer of an engine that would have to ask its server first. */
export const notLoaded = Symbol('not loaded')
type Answered<T> = T | typeof notLoaded

/** What an engine knows of one sandbox. One that asks nobody always answers, and a walk over it is complete. */
export interface Lookup {
  /** Undefined: known not to be there. */
  get<K extends Kind>(kind: K, key: string): Answered<Entities[K] | undefined>
  balancesOf(wallet: string): Answered<readonly Balance[]>
  /** IDs of holds with dueAt <= until, in order of their instant, then of ID. */
  due(until: number): Answered<readonly string[]>
}

export interface Walked {
  readonly loaded: Readonly<Record<Kind, ReadonlyMap<string, unknown>>>
  readonly walletBalances: ReadonlyMap<string, readonly Balance[]>
  readonly due: readonly Hold[]
  /** What has to be fetched before walking again; undefined when nothing is missing. */
  readonly missing: Missing | undefined
}

export interface Missing {
  readonly keys: Readonly<Record<Kind, ReadonlySet<string>>>
  readonly balancesOf: ReadonlySet<string>
  /** The instant up to which the due holds are wanted. */
  readonly due: number | null
}

/** Follows what use cases declared to everything that it brings along. The one place where that is decided, whatever the engine. */
export function walkReads(sandbox: Sandbox, reads: readonly Reads[], lookup: Lookup): Walked {
  const loaded = byKind(() => new Map<string, unknown>())
  const brought = new Set<string>()
  const walletBalances = new Map<string, readonly Balance[]>()
  let missing: { keys: Record<Kind, Set<string>>; balancesOf: Set<string>; due: number | null } | undefined

  function lacking() {
    missing ??= { keys: byKind(() => new Set<string>()), balancesOf: new Set(), due: null }
    return missing
  }
  function load<K extends Kind>(kind: K, key: string): Entities[K] | undefined {
    const known = loaded[kind]
    const before = known.get(key)
    if (before !== undefined || known.has(key)) return before as Entities[K] | undefined
    const found = lookup.get(kind, key)
    if (found === notLoaded) {
      lacking().keys[kind].add(key)
      return undefined
    }
    known.set(key, found)
    return found
  }
  function loadLeg(leg: Pick<Leg, 'from' | 'to' | 'asset'>): void {
    load('asset', leg.asset)
    for (const wallet of [leg.from, leg.to]) {
      load('wallet', wallet)
      load('balance', balanceKey(wallet, leg.asset))
    }
  }
  /** A hold brings everything its steps may touch, and the holds it is linked with, which its steps may set off. */
  function loadHold(id: string): Hold | undefined {
    const hold = load('hold', id)
    if (!hold || brought.has(id)) return hold
    brought.add(id)
    for (const leg of hold.legs) loadLeg(leg)
    // Whoever has a part in one leg may be paid from another.
    for (const wallet of hold.legs.length > 1 ? involvedIn(hold) : othersIn(hold)) loadWithHold(hold, wallet)
    for (const oracle of oraclesIn(hold)) load('oracle', oracle)
    // One that has ended sets nothing off any more: it is known, but leads no further.
    for (const other of [...hold.watches, ...hold.watchers]) if (load('hold', other)?.dueAt !== null) loadHold(other)
    return hold
  }
  function loadWithHold(hold: Hold, wallet: string): void {
    load('wallet', wallet)
    for (const { asset } of hold.legs) load('balance', balanceKey(wallet, asset))
  }
  function loadTemplate(key: string, parameters: unknown): void {
    const template = load('holdTemplate', key)
    if (template) loadReads(readsOf(template.terms, [template.parameters, parameters]))
  }
  function loadDelivery(id: string): void {
    const delivery = load('webhookDelivery', id)
    if (delivery) load('webhookEndpoint', delivery.endpoint)
  }
  function loadBalancesOf(wallet: string): void {
    const found = lookup.balancesOf(wallet)
    if (found === notLoaded) lacking().balancesOf.add(wallet)
    else walletBalances.set(wallet, found)
  }
  function loadReads(read: Reads): void {
    for (const inner of read.all ?? []) loadReads(inner)
    for (const id of read.apiKeys ?? []) load('apiKey', id)
    for (const key of read.answers ?? []) load('answer', key)
    for (const id of read.usedSignatures ?? []) load('usedSignature', id)
    for (const id of read.holds ?? []) loadHold(id)
    for (const [id, wallet] of read.newToHolds ?? []) {
      const hold = loadHold(id)
      if (hold) loadWithHold(hold, wallet)
    }
    for (const { key, parameters } of read.holdTemplates ?? []) loadTemplate(key, parameters)
    for (const id of read.oracles ?? []) load('oracle', id)
    for (const id of read.webhookEndpoints ?? []) load('webhookEndpoint', id)
    for (const id of read.webhookDeliveries ?? []) loadDelivery(id)
    for (const id of read.transfers ?? []) {
      const transfer = load('transfer', id)
      if (transfer) loadLeg(transfer)
    }
    for (const code of read.assets ?? []) load('asset', code)
    for (const id of read.wallets ?? []) load('wallet', id)
    for (const [wallet, asset] of read.balances ?? []) load('balance', balanceKey(wallet, asset))
    for (const wallet of read.balancesOf ?? []) loadBalancesOf(wallet)
  }
  function loadDue(): Hold[] {
    const until = dueUntil(sandbox, reads)
    if (until === null) return []
    const ids = lookup.due(until)
    if (ids !== notLoaded) return ids.flatMap((id) => loadHold(id) ?? [])
    lacking().due = until
    return []
  }

  for (const read of reads) loadReads(read)
  return { loaded, walletBalances, due: loadDue(), missing }
}

/** Up to which instant holds are wanted on which time acts; null when nothing is due by then. */
function dueUntil(sandbox: Sandbox, reads: readonly Reads[]): number | null {
  const untils = reads.flatMap((read) => (read.dueUntil ? [read.dueUntil(sandbox)] : []))
  const until = Math.max(...untils)
  return untils.length === 0 || sandbox.nextDue === null || sandbox.nextDue > until ? null : until
}

/** What was declared and nothing else: reading more is a fault of ours. */
export function findDeclared<K extends Kind>({ loaded }: Walked, kind: K, key: string): Entities[K] | undefined {
  const found = loaded[kind].get(key)
  if (found === undefined && !loaded[kind].has(key)) throw new Error(`${kind} ${key} was read but not declared`)
  return found as Entities[K] | undefined
}

export function byKind<T>(make: (kind: Kind) => T): Record<Kind, T> {
  return Object.fromEntries(kinds.map((kind) => [kind, make(kind)])) as Record<Kind, T>
}
