import { and, asc, eq, gt, inArray, lte, sql } from 'drizzle-orm'
import type { Balance, Hold, Leg, Sandbox } from '../../api/core/model.ts'
import { balanceKey, type Entities, type Kind, kinds, type Reads, type Source } from '../../api/core/state.ts'
import type { CachedTables } from './cache.ts'
import { withoutSandbox } from './entities.ts'
import { balances, holds } from './schema.ts'
import type { Database } from './statements.ts'

/** Reads -> Source: fetches what the commands of one sandbox declared, and refuses to give them anything else. */
export function createLoad(db: Database, tables: CachedTables) {
  const open = inArray(holds.status, [sql.raw("'proposed'"), sql.raw("'held'")] as never)
  const due = db
    .select({ id: holds.id })
    .from(holds)
    .where(and(eq(holds.sandbox, sql.placeholder('sandbox')), lte(holds.expiresAt, sql.placeholder('until')), open))
    .orderBy(asc(holds.expiresAt), asc(holds.id))
    .prepare()
  const next = db
    .select({ at: holds.expiresAt })
    .from(holds)
    .where(and(eq(holds.sandbox, sql.placeholder('sandbox')), gt(holds.expiresAt, sql.placeholder('until')), open))
    .orderBy(asc(holds.expiresAt))
    .limit(1)
    .prepare()
  const ofWallet = db
    .select()
    .from(balances)
    .where(and(eq(balances.sandbox, sql.placeholder('sandbox')), eq(balances.wallet, sql.placeholder('wallet'))))
    .prepare()

  return (sandbox: Sandbox, number: number, reads: readonly Reads[]): Source => {
    const loaded = Object.fromEntries(kinds.map((kind) => [kind, new Map()])) as Record<Kind, Map<string, unknown>>
    const walletBalances = new Map<string, Balance[]>()
    let expiring: Hold[] = []

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
    function loadHold(id: string): Hold | undefined {
      const hold = load('hold', id)
      for (const leg of hold?.legs ?? []) loadLeg(leg)
      return hold
    }
    function loadReads(read: Reads): void {
      for (const inner of read.all ?? []) loadReads(inner)
      for (const id of read.apiKeys ?? []) load('apiKey', id)
      for (const key of read.answers ?? []) load('answer', key)
      for (const id of read.holds ?? []) loadHold(id)
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
      if (sandbox.nextExpiry === null || sandbox.nextExpiry > until) return
      expiring = due.all({ sandbox: number, until }).map(({ id }) => loadHold(id)!)
    }

    for (const read of reads) loadReads(read)
    const untils = reads.flatMap((read) => (read.expiringUntil ? [read.expiringUntil(sandbox)] : []))
    if (untils.length > 0) loadDue(Math.max(...untils))

    return {
      sandbox,
      find(kind, key) {
        const found = loaded[kind].get(key)
        if (found === undefined && !loaded[kind].has(key)) throw new Error(`${kind} ${key} was read but not declared`)
        return found as never
      },
      balancesOf: (wallet) => walletBalances.get(wallet) ?? [],
      expiring: (until) => expiring.filter((hold) => hold.expiresAt <= until),
      nextExpiry: (until) => next.get({ sandbox: number, until })?.at ?? null,
    }
  }
}
