import { and, asc, eq, gt, lte, sql } from 'drizzle-orm'
import { balanceKey, type Entities, type Kind, kinds } from '../../api/core/change.ts'
import { involvedIn, othersIn } from '../../api/core/hold-wallets.ts'
import type { Balance, Hold, Leg, Sandbox } from '../../api/core/model.ts'
import { oraclesIn, readsOf } from '../../api/core/named.ts'
import type { Reads, Source } from '../../api/core/state.ts'
import type { CachedTables } from './cache.ts'
import { withoutSandbox } from './entities.ts'
import { balances, holds } from './schema.ts'
import type { Database } from './statements.ts'

/** Reads -> Source: fetches what the commands of one sandbox declared, and refuses to give them anything else. */
export function createLoad(db: Database, tables: CachedTables) {
  const due = db
    .select({ id: holds.id })
    .from(holds)
    .where(and(eq(holds.sandbox, sql.placeholder('sandbox')), lte(holds.dueAt, sql.placeholder('until'))))
    .orderBy(asc(holds.dueAt), asc(holds.id))
    .prepare()
  const next = db
    .select({ at: holds.dueAt })
    .from(holds)
    .where(and(eq(holds.sandbox, sql.placeholder('sandbox')), gt(holds.dueAt, sql.placeholder('until'))))
    .orderBy(asc(holds.dueAt))
    .limit(1)
    .prepare()
  const ofWallet = db
    .select()
    .from(balances)
    .where(and(eq(balances.sandbox, sql.placeholder('sandbox')), eq(balances.wallet, sql.placeholder('wallet'))))
    .prepare()

  return (sandbox: Sandbox, number: number, reads: readonly Reads[]): Source => {
    const loaded = Object.fromEntries(kinds.map((kind) => [kind, new Map()])) as Record<Kind, Map<string, unknown>>
    const brought = new Set<string>()
    const walletBalances = new Map<string, Balance[]>()
    let dueHolds: Hold[] = []

    function load<K extends Kind>(kind: K, key: string): Entities[K] | undefined {
      const known = loaded[kind]
      if (!known.has(key)) known.set(key, tables.get(kind, number, key))
      return known.get(key) as Entities[K] | undefined
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
      for (const id of read.transfers ?? []) {
        const transfer = load('transfer', id)
        if (transfer) loadLeg(transfer)
      }
      for (const code of read.assets ?? []) load('asset', code)
      for (const id of read.wallets ?? []) load('wallet', id)
      for (const [wallet, asset] of read.balances ?? []) load('balance', balanceKey(wallet, asset))
      for (const wallet of read.balancesOf ?? []) {
        const rows = ofWallet.all({ sandbox: number, wallet }).map((row) => withoutSandbox<Balance>(row))
        walletBalances.set(wallet, rows)
      }
    }
    function loadDue(until: number): void {
      if (sandbox.nextDue === null || sandbox.nextDue > until) return
      dueHolds = due.all({ sandbox: number, until }).map(({ id }) => loadHold(id)!)
    }

    for (const read of reads) loadReads(read)
    const untils = reads.flatMap((read) => (read.dueUntil ? [read.dueUntil(sandbox)] : []))
    if (untils.length > 0) loadDue(Math.max(...untils))

    return {
      sandbox,
      find(kind, key) {
        const found = loaded[kind].get(key)
        if (found === undefined && !loaded[kind].has(key)) throw new Error(`${kind} ${key} was read but not declared`)
        return found as never
      },
      balancesOf: (wallet) => walletBalances.get(wallet) ?? [],
      due: (until) => dueHolds.filter(({ dueAt }) => dueAt! <= until),
      nextDue: (until) => next.get({ sandbox: number, until })?.at ?? null,
    }
  }
}
