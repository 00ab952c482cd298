import { and, asc, desc, eq, gt, gte, inArray, isNotNull, lt, lte, type SQL } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/sqlite-core'
import type { JournalRecord } from '../../api/core/journal.ts'
import type { ApiKey, Balance, HoldTemplate, Oracle, Sandbox, Transfer } from '../../api/core/model.ts'
import type { LoggedRequest, Page, Reader } from '../../api/core/reader.ts'
import type { Reads, Source } from '../../api/core/state.ts'
import type { CachedTables } from './cache.ts'
import { withoutSandbox } from './entities.ts'
import {
  apiKeys,
  assets,
  balances,
  checkpoints,
  holdLegs,
  holdParties,
  holds,
  holdTemplates,
  journal,
  journalNodes,
  oracles,
  requests,
  transfers,
  wallets,
} from './schema.ts'
import type { Database } from './statements.ts'
import { createWebhookReader } from './webhook-reader.ts'

/** What views read of the sandbox with this number. Lists use unprepared queries: their filters vary. */
interface Place {
  readonly number: number
  sandbox(): Sandbox
  load(reads: Reads): Source
}

export function createReader(db: Database, tables: CachedTables, { sandbox, number, load }: Place): Reader {
  const page = ({ after, limit }: Page) => ({ after: after ?? '~', limit })

  return {
    sandbox,
    load,
    apiKey: (id) => tables.get('apiKey', number, id),
    apiKeys: (at) =>
      rows<ApiKey>(
        db
          .select()
          .from(apiKeys)
          .where(and(eq(apiKeys.sandbox, number), lt(apiKeys.id, page(at).after)))
          .orderBy(desc(apiKeys.id))
          .limit(at.limit)
          .all(),
      ),
    asset: (code) => tables.get('asset', number, code),
    assets: (at) =>
      rows(
        db
          .select()
          .from(assets)
          .where(and(eq(assets.sandbox, number), gt(assets.code, at.after ?? '')))
          .orderBy(asc(assets.code))
          .limit(at.limit)
          .all(),
      ),
    wallet: (id) => tables.get('wallet', number, id),
    wallets: (at) =>
      rows(
        db
          .select()
          .from(wallets)
          .where(and(eq(wallets.sandbox, number), lt(wallets.id, page(at).after)))
          .orderBy(desc(wallets.id))
          .limit(at.limit)
          .all(),
      ),
    balancesOf: (wallet) =>
      rows<Balance>(
        db
          .select()
          .from(balances)
          .where(and(eq(balances.sandbox, number), eq(balances.wallet, wallet)))
          .orderBy(asc(balances.asset))
          .all(),
      ),
    transfer: (id) => tables.get('transfer', number, id),
    transfers: (at) =>
      rows<Transfer>(
        db
          .select()
          .from(transfers)
          .where(and(eq(transfers.sandbox, number), lt(transfers.id, page(at).after)))
          .orderBy(desc(transfers.id))
          .limit(at.limit)
          .all(),
      ),
    hold: (id) => tables.get('hold', number, id),
    holds(filter, at) {
      const conditions: SQL[] = [eq(holds.sandbox, number), lt(holds.id, page(at).after)]
      if (filter.status) conditions.push(eq(holds.status, filter.status))
      if (filter.wallet) conditions.push(inArray(holds.id, holdsOf(db, number, filter.wallet)))
      const found = db
        .select({ id: holds.id })
        .from(holds)
        .where(and(...conditions))
        .orderBy(desc(holds.id))
        .limit(at.limit)
        .all()
      return found.map(({ id }) => tables.get('hold', number, id)!)
    },
    record: (seq) => {
      const row = db
        .select()
        .from(journal)
        .where(and(eq(journal.sandbox, number), eq(journal.seq, seq)))
        .get()
      return row && (JSON.parse(row.record) as JournalRecord)
    },
    records: (after, limit) =>
      db
        .select()
        .from(journal)
        .where(and(eq(journal.sandbox, number), gt(journal.seq, after)))
        .orderBy(asc(journal.seq))
        .limit(limit)
        .all()
        .map((row) => JSON.parse(row.record) as JournalRecord),
    leaves: (from, to) =>
      db
        .select({ seq: journal.seq, leaf: journal.leaf })
        .from(journal)
        .where(and(eq(journal.sandbox, number), gt(journal.seq, from), lte(journal.seq, to)))
        .orderBy(asc(journal.seq))
        .all()
        .map(({ leaf }) => leaf!),
    nodes: (level, from, to) =>
      db
        .select({ hash: journalNodes.hash })
        .from(journalNodes)
        .where(and(eq(journalNodes.sandbox, number), eq(journalNodes.level, level), gte(journalNodes.place, from), lt(journalNodes.place, to)))
        .orderBy(asc(journalNodes.place))
        .all()
        .map(({ hash }) => hash),
    checkpoint: (size) =>
      db
        .select({ size: checkpoints.size, note: checkpoints.note })
        .from(checkpoints)
        .where(size === undefined ? eq(checkpoints.sandbox, number) : and(eq(checkpoints.sandbox, number), gte(checkpoints.size, size)))
        .orderBy(size === undefined ? desc(checkpoints.size) : asc(checkpoints.size))
        .limit(1)
        .get(),
    allBalances: () =>
      rows<Balance>(db.select().from(balances).where(eq(balances.sandbox, number)).orderBy(asc(balances.wallet), asc(balances.asset)).all()),
    lockedLegs: () =>
      db
        .select({ leg: holdLegs })
        .from(holds)
        .innerJoin(holdLegs, and(eq(holdLegs.sandbox, holds.sandbox), eq(holdLegs.hold, holds.id)))
        .where(and(eq(holds.sandbox, number), inArray(holds.status, ['proposed', 'held', 'disputed']), isNotNull(holdLegs.fundedAt)))
        .all()
        .map(({ leg }) => leg),
    oracle: (id) => tables.get('oracle', number, id),
    oracles: (at) =>
      rows<Oracle>(
        db
          .select()
          .from(oracles)
          .where(and(eq(oracles.sandbox, number), lt(oracles.id, page(at).after)))
          .orderBy(desc(oracles.id))
          .limit(at.limit)
          .all(),
      ),
    holdTemplate: (key) => tables.get('holdTemplate', number, key),
    holdTemplates: (at) =>
      rows<HoldTemplate>(
        db
          .select()
          .from(holdTemplates)
          .where(and(eq(holdTemplates.sandbox, number), eq(holdTemplates.key, holdTemplates.name), gt(holdTemplates.key, at.after ?? '')))
          .orderBy(asc(holdTemplates.key))
          .limit(at.limit)
          .all(),
      ),
    ...createWebhookReader(db, tables, number),
    requests: (at) =>
      db
        .select()
        .from(requests)
        .where(and(eq(requests.sandbox, number), lt(requests.id, page(at).after)))
        .orderBy(desc(requests.id))
        .limit(at.limit)
        .all()
        .map((row) => row.request as LoggedRequest),
  }
}

function holdsOf(db: Database, number: number, wallet: string) {
  const side = (column: typeof holdLegs.from | typeof holdLegs.to) =>
    db
      .select({ hold: holdLegs.hold })
      .from(holdLegs)
      .where(and(eq(holdLegs.sandbox, number), eq(column, wallet)))
  const others = db
    .select({ hold: holdParties.hold })
    .from(holdParties)
    .where(and(eq(holdParties.sandbox, number), eq(holdParties.wallet, wallet)))
  return unionAll(side(holdLegs.from), side(holdLegs.to), others)
}

function rows<T>(found: readonly object[]): T[] {
  return found.map((row) => withoutSandbox<T>(row))
}
