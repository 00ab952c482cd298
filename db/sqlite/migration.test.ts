import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { leafHash, nodeHash, rootOf } from '../../api/core/merkle/tree.ts'
import { holdSchema, presentHold } from '../../api/holds/hold-schema.ts'
import { openSqlite } from './open.ts'

/** A file that an earlier version made is taken over with what is in it. */

const folder = mkdtempSync(join(tmpdir(), 'kariosae-migration-'))
afterAll(() => rmSync(folder, { recursive: true }))

const at = Date.parse('2026-12-01T00:00:00.000Z')
const wallet = (word: string) => `wal_${word.padStart(26, '0')}`
const hold = (word: string) => `hld_${word.padStart(26, '0')}`

const records = [
  `{"data":{"id":"${hold('a')}"},"entries":[],"seq":1,"type":"hold.held"}`,
  `{"data":{"id":"${hold('b')}"},"entries":[],"seq":2,"type":"hold.proposed"}`,
]
records.push(`{"data":{"id":"${hold('a')}"},"entries":[],"seq":3,"type":"hold.extended"}`)

function makeOld(path: string): void {
  const sqlite = new Sqlite(path)
  for (const statement of readFileSync(new URL('./migrations/0000_ledger.sql', import.meta.url), 'utf8').split('--> statement-breakpoint'))
    sqlite.exec(statement)
  // As drizzle keeps it: what was run, and when it was made.
  sqlite.exec('CREATE TABLE __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)')
  sqlite.exec("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('0000', 1795225000000)")
  sqlite.exec(`INSERT INTO sandboxes VALUES (1, 'sbx_1', NULL, NULL, ${at}, NULL, 0, 3, ${at}, ${at + 10}, ${at + 10})`)
  for (const [index, record] of records.entries()) sqlite.prepare('INSERT INTO journal VALUES (1, ?, ?)').run(index + 1, record)
  const step = (action: string, more = 0) => ({ action, at: at + more, by: null, amount: 60 })
  const rows = [
    [hold('a'), 'held', [], at + 10, at + 5, [step('hold')], [100, 0, 0, 100]],
    [
      hold('b'),
      'captured',
      [{ party: 'payee', acceptedAt: at + 1 }],
      at + 10,
      null,
      [step('propose'), step('accept', 1), step('capture', 2)],
      [100, 60, 40, 0],
    ],
    [hold('c'), 'proposed', [{ party: 'payer', acceptedAt: null }], at + 20, null, [step('propose')], [100, 0, 0, 100]],
  ] as const
  const insert = sqlite.prepare('INSERT INTO holds VALUES (1, ?, ?, ?, ?, ?, NULL, ?, ?)')
  const insertLeg = sqlite.prepare(`INSERT INTO hold_legs VALUES (1, ?, 0, '${wallet('a')}', '${wallet('b')}', 'JPY', ?, ?, ?, ?)`)
  for (const [id, status, acceptances, expiresAt, cancelUntil, history, amounts] of rows) {
    insert.run(id, status, JSON.stringify(acceptances), expiresAt, cancelUntil, JSON.stringify(history), at)
    insertLeg.run(id, ...amounts)
  }
  sqlite.close()
}

test('plain holds of before the generic hold are holds with the terms they always had', async () => {
  const path = join(folder, 'old.db')
  makeOld(path)
  const store = openSqlite(path)
  const reader = store.reader('sbx_1')
  const [held, captured, proposed] = await Promise.all([reader.hold(hold('a')), reader.hold(hold('b')), reader.hold(hold('c'))])
  const rule = { when: null, amount: null, final: true, repeat: false }
  expect(held).toMatchObject({
    ...{ status: 'held', heldAt: at, dueAt: at + 10, dispute: null, evidence: [], watches: [], watchers: [] },
    legs: [{ amount: 100, remaining: 100, fundedAt: at, fundBy: null, assignments: [] }],
    terms: {
      ...{ parties: {}, outcomes: {}, disputes: null, limits: null, fallback: 'returnShare', template: null },
      rules: [
        { ...rule, name: 'capture', action: 'capture', by: ['payee'], outcome: 'pay', partial: true },
        { ...rule, name: 'cancel', action: 'cancel', by: ['payer'], outcome: 'refund', partial: false, when: { before: '2026-12-01T00:00:00.005Z' } },
        { ...rule, name: 'release', action: 'release', by: ['payee'], outcome: 'refund', partial: true },
      ],
    },
  })
  expect(captured).toMatchObject({
    ...{ status: 'captured', heldAt: at + 1, dueAt: null },
    acceptances: [{ party: 'payee', wallet: wallet('b'), acceptedAt: at + 1 }],
    history: [
      { action: 'propose' },
      { action: 'accept' },
      { action: 'capture', payments: [{ from: wallet('a'), to: wallet('b'), asset: 'JPY', amount: 60 }] },
    ],
  })
  expect(proposed).toMatchObject({
    ...{ status: 'proposed', heldAt: null, dueAt: at + 20, legs: [{ fundedAt: null }] },
    acceptances: [{ party: 'payer', wallet: wallet('a'), acceptedAt: null }],
  })
  for (const one of [held!, captured!, proposed!]) expect(holdSchema.safeParse(presentHold(one)).error).toBeUndefined()
  const sandbox = await reader.sandbox()
  expect(sandbox).toMatchObject({ seq: 3, nextDue: at + 10, journal: 'jnl_1' })
  const leaves = records.map((record) => leafHash(record))
  expect(await reader.leaves(0, 10)).toEqual(leaves.map((leaf) => Buffer.from(leaf)))
  expect(rootOf(sandbox.frontier)).toEqual(nodeHash(nodeHash(leaves[0]!, leaves[1]!), leaves[2]!))
  expect([held, captured, proposed].map((one) => one!.records)).toEqual([[1, 3], [2], []])
  await store.close()
})
