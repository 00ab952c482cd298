import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, describe, expect, test } from 'vitest'
import { openSqlite } from '../../db/sqlite/open.ts'
import { demo } from '../core/demo-ids.ts'
import { createTestApp } from '../test/harness.ts'

const folder = mkdtempSync(join(tmpdir(), 'kariosae-audit-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
/** The demo fixture, and one transfer. */
const lastSeq = 25

/** A demo sandbox in which somebody has been at the database with this statement. */
async function auditAfter(statement: string) {
  const path = join(folder, `${++files}.db`)
  const first = createTestApp({ store: openSqlite(path) })
  const key = await first.sandbox('demo')
  await first.post('/v1/transfers', { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 500 }, key)
  await first.store.close()
  const sqlite = new Sqlite(path)
  sqlite.exec('DROP TRIGGER journal_append_only; PRAGMA ignore_check_constraints = ON;')
  const { changes } = sqlite.prepare(statement).run()
  sqlite.close()
  expect(changes).toBeGreaterThan(0)
  const second = createTestApp({ store: openSqlite(path) })
  const { body } = await second.get('/v1/audit', key)
  await second.store.close()
  return body
}

describe('the audit', () => {
  test('finds nothing where nothing is wrong', async () => {
    expect(await auditAfter('UPDATE wallets SET name = name')).toMatchObject({ ok: true, differences: [] })
  })

  test.each<[what: string, statement: string, difference: object]>([
    [
      'a balance that was raised',
      `UPDATE balances SET posted = posted + 1 WHERE wallet = '${demo.guest}' AND asset = 'JPY'`,
      { wallet: demo.guest, asset: 'JPY', field: 'posted', expected: 96_500, actual: 96_501, source: 'journal' },
    ],
    [
      'a held amount that was lowered',
      `UPDATE balances SET held = 7000 WHERE wallet = '${demo.guest}' AND asset = 'JPY'`,
      { wallet: demo.guest, field: 'held', expected: 16_000, actual: 7000, source: 'holds' },
    ],
    [
      'a hold that vanished',
      `UPDATE holds SET status = 'released' WHERE id = '${demo.seat}'`,
      { wallet: demo.guest, field: 'held', expected: 8000, actual: 16_000, source: 'holds' },
    ],
    [
      'a supply that grew',
      `UPDATE assets SET supply = supply + 1 WHERE code = 'JPY'`,
      { wallet: '', asset: 'JPY', expected: 170_001, actual: 170_000, source: 'supply' },
    ],
    ['a record that was cut out', 'DELETE FROM journal WHERE seq = 13', { field: 'seq', source: 'sequence' }],
    [
      'a record that was cut off',
      `DELETE FROM journal WHERE seq = ${lastSeq}`,
      { field: 'seq', expected: lastSeq, actual: lastSeq - 1, source: 'sequence' },
    ],
    [
      'an entry that was changed',
      `UPDATE journal SET record = replace(record, '"posted":96500', '"posted":96501') WHERE seq = ${lastSeq}`,
      { wallet: demo.guest, field: 'posted', expected: 96_501, actual: 96_500, source: 'journal' },
    ],
  ])('names %s', async (_what, statement, difference) => {
    const { ok, differences } = await auditAfter(statement)
    expect(ok).toBe(false)
    expect(differences).toContainEqual(expect.objectContaining(difference))
  })
})
