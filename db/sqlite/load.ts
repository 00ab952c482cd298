import { and, asc, eq, gt, lte, sql } from 'drizzle-orm'
import type { Balance, Sandbox } from '../../api/core/model.ts'
import type { Reads, Source } from '../../api/core/state.ts'
import { findDeclared, walkReads } from '../walk-reads.ts'
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
    const walked = walkReads(sandbox, reads, {
      get: (kind, key) => tables.get(kind, number, key),
      balancesOf: (wallet) => ofWallet.all({ sandbox: number, wallet }).map((row) => withoutSandbox<Balance>(row)),
      due: (until) => due.all({ sandbox: number, until }).map(({ id }) => id),
    })
    return {
      sandbox,
      find: (kind, key) => findDeclared(walked, kind, key),
      balancesOf: (wallet) => walked.walletBalances.get(wallet) ?? [],
      due: (until) => walked.due.filter(({ dueAt }) => dueAt! <= until),
      nextDue: (until) => next.get({ sandbox: number, until })?.at ?? null,
    }
  }
}
