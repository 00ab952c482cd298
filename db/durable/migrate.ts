import { migrate as run } from 'drizzle-orm/durable-sqlite/migrator'
import ledger from '../sqlite/migrations/0000_ledger.sql'
import genericHolds from '../sqlite/migrations/0001_generic_holds.sql'
import signedJournal from '../sqlite/migrations/0002_signed_journal.sql'
import moving from '../sqlite/migrations/0003_moving.sql'
import webhooks from '../sqlite/migrations/0004_webhooks.sql'
import journal from '../sqlite/migrations/meta/_journal.json' with { type: 'json' }
import type { Database } from '../sqlite/statements.ts'

const migrations = { m0000: ledger, m0001: genericHolds, m0002: signedJournal, m0003: moving, m0004: webhooks }

/** Brings the tables inside an object up to date: all in one transaction, and nothing where they are. */
export function migrate(db: Database): Promise<void> {
  return run(db as never, { journal, migrations })
}
