import { type Entities, type Kind, keyOf, kinds, type Write } from '../../api/core/change.ts'
import type { Balance, Hold, Sandbox } from '../../api/core/model.ts'
import type { Reads, Source } from '../../api/core/state.ts'
import { byKind, findDeclared, type Lookup, type Missing, notLoaded, type Walked, walkReads } from '../walk-reads.ts'
import type { Connection } from './connection.ts'
import { type Owner, type Query, query, type Row, statement } from './statements.ts'
import { findByKeys, readEntity, selectFrom, wanted } from './tables.ts'

const ofWallets = statement(`${selectFrom('balance', '$2')} AND wallet = ANY($3::text[])`)
const dueHolds = statement(`${selectFrom('hold', '$2')} AND hold.due_at <= $3 ORDER BY hold.due_at, hold.id`)
const nextDue = statement('SELECT min(due_at) FROM holds WHERE sandbox = $1 AND life = $2 AND due_at > $3')

/** What this process may use of what it remembers. */
export interface Remembered {
  get<K extends Kind>(kind: K, key: string): Entities[K] | undefined | typeof notLoaded
  keep(kind: Kind, key: string, value: object | undefined): void
}

/** What is fetched for the reads of one sandbox, in as many rounds as its holds are linked deep, however many reads there are. */
export class Loading {
  private readonly values = byKind(() => new Map<string, unknown>())
  private readonly balances = new Map<string, readonly Balance[]>()
  private due: { readonly until: number; readonly holds: readonly Hold[]; readonly next: number | null } | undefined
  private readonly reads: readonly Reads[]

  constructor(reads: readonly Reads[]) {
    this.reads = reads
  }

  walk(sandbox: Sandbox, remembered: Remembered | undefined): Walked {
    const lookup: Lookup = {
      get: <K extends Kind>(kind: K, key: string) => {
        const fetched = this.values[kind]
        const found = fetched.get(key) as Entities[K] | undefined
        if (found !== undefined || fetched.has(key)) return found
        return remembered === undefined ? notLoaded : remembered.get(kind, key)
      },
      balancesOf: (wallet) => this.balances.get(wallet) ?? notLoaded,
      due: (until) => (this.due !== undefined && this.due.until === until ? this.due.holds.map(({ id }) => id) : notLoaded),
    }
    return walkReads(sandbox, this.reads, lookup)
  }

  /** Walks and fetches until nothing is missing. */
  async complete(connection: Connection, sandbox: Sandbox, life: number, remembered: Remembered | undefined): Promise<Source> {
    for (;;) {
      const walked = this.walk(sandbox, remembered)
      if (!walked.missing) return this.source(sandbox, walked)
      const fetch = this.fetch({ sandbox: sandbox.id, life }, walked.missing)
      fetch.take(await connection.pipeline(fetch.queries), remembered)
    }
  }

  /** One query for each kind that something is missing of. */
  fetch(owner: Owner, missing: Missing): Fetch {
    const queries: Query[] = []
    const takers: ((rows: readonly Row[], remembered: Remembered | undefined) => void)[] = []
    const ask = (one: Query, take: (rows: readonly Row[], remembered: Remembered | undefined) => void) => {
      queries.push(one)
      takers.push(take)
    }
    for (const kind of kinds) {
      const keys = [...missing.keys[kind]]
      if (keys.length === 0) continue
      ask(findByKeys(kind, owner.sandbox, owner.life, keys), (rows, remembered) => this.take(kind, keys, rows, remembered))
    }
    const wallets = [...missing.balancesOf]
    if (wallets.length > 0) ask(query(ofWallets, [owner.sandbox, owner.life, wanted(wallets)]), (rows) => this.takeBalances(wallets, rows))
    const until = missing.due
    if (until !== null) {
      let holds: readonly Hold[] = []
      ask(query(dueHolds, [owner.sandbox, owner.life, until]), (rows, remembered) => {
        holds = rows.map((row) => readEntity('hold', row))
        for (const hold of holds) this.set('hold', hold.id, hold, remembered)
      })
      ask(query(nextDue, [owner.sandbox, owner.life, until]), ([row]) => {
        this.due = { until, holds, next: row![0] as number | null }
      })
    }
    function take(results: readonly (readonly Row[])[], remembered: Remembered | undefined): void {
      for (const [index, rows] of results.entries()) takers[index]!(rows, remembered)
    }
    return { queries, take }
  }

  private take(kind: Kind, keys: readonly string[], rows: readonly Row[], remembered: Remembered | undefined): void {
    const found = new Map<string, object>()
    for (const row of rows) {
      const entity = readEntity(kind, row)
      found.set(keyOf([kind, entity] as unknown as Write), entity)
    }
    for (const key of keys) this.set(kind, key, found.get(key), remembered)
  }

  private set(kind: Kind, key: string, value: object | undefined, remembered: Remembered | undefined): void {
    this.values[kind].set(key, value)
    remembered?.keep(kind, key, value)
  }

  private takeBalances(wallets: readonly string[], rows: readonly Row[]): void {
    const found = new Map<string, Balance[]>(wallets.map((wallet) => [wallet, []]))
    for (const row of rows) {
      const balance = readEntity('balance', row)
      found.get(balance.wallet)!.push(balance)
    }
    for (const [wallet, balances] of found) this.balances.set(wallet, balances)
  }

  source(sandbox: Sandbox, walked: Walked): Source {
    return {
      sandbox,
      find: (kind, key) => findDeclared(walked, kind, key),
      balancesOf: (wallet) => walked.walletBalances.get(wallet) ?? [],
      due: (until) => walked.due.filter(({ dueAt }) => dueAt! <= until),
      nextDue: (until) => this.nextDue(sandbox, until),
    }
  }

  /** A lower bound beyond what was declared, as a sandbox's own `nextDue` is one. */
  private nextDue(sandbox: Sandbox, until: number): number | null {
    if (!this.due) return sandbox.nextDue
    const later = this.due.holds.find(({ dueAt }) => dueAt! > until)
    return later ? later.dueAt : this.due.next
  }
}

interface Fetch {
  readonly queries: readonly Query[]
  take(results: readonly (readonly Row[])[], remembered: Remembered | undefined): void
}
