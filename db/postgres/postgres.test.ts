import { readFileSync } from 'node:fs'
import { getTableConfig } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { issuance } from '../../api/core/journal.ts'
import type { Store } from '../../api/core/store.ts'
import { storeContract } from '../store.contract.ts'
import { housekeeping } from './lifecycle.ts'
import { openPostgres, type PostgresStore } from './open.ts'
import * as schema from './schema.ts'
import { database, noPostgres } from './test/database.ts'
import { beyondOneSandbox } from './test/one-sandbox.ts'
import { withClient } from './test/server.ts'
import { listen, type Sent, touchesRows } from './test/statements.ts'
import { change, found, founding, pay, payOnce, payReads, wallet } from './test/work.ts'

describe.skipIf(noPostgres !== null)(`PostgreSQL${noPostgres === null ? '' : ` (skipped: ${noPostgres})`}`, () => {
  const urls = new Map<Store, string>()
  const opened: PostgresStore[] = []
  async function open(url: string): Promise<PostgresStore> {
    const store = await openPostgres(url, { connections: 4 })
    urls.set(store, url)
    opened.push(store)
    return store
  }
  afterAll(async () => {
    for (const store of opened) await store.close()
  })

  describe('the contract', () => {
    const heard = listen()
    afterAll(heard.stop)
    const closing = (store: PostgresStore): Store => Object.assign(store, { close: async () => {} })

    storeContract('PostgreSQL', {
      open: async () => closing(await open(await database())),
      reopen: async (store) => closing(await open(urls.get(store)!)),
    })

    test('every statement that it takes names one sandbox, but those that are listed', () => {
      const texts = new Map(heard.sent.filter(touchesRows).map((sent) => [sent.text, sent]))
      const listed = new Set(Object.values(housekeeping).map(({ text }) => text))
      const others = [...texts.values()].filter(({ text }) => !listed.has(text) && !isOfMaking(text))
      expect(others.length).toBeGreaterThan(40)
      expect(others.flatMap(({ text, values }) => beyondOneSandbox(text, values[0]) ?? [])).toEqual([])
      for (const text of listed) expect(text).toMatch(/^SELECT [a-z_()]+ FROM (sandboxes|stagings)\b(?!.*\b(FROM|JOIN)\b)/)
    })

    test.each([
      ['SELECT id FROM wallets WHERE life = $2'],
      ['SELECT id FROM wallets WHERE sandbox = $10'],
      ['DELETE FROM wallets WHERE id = $1'],
      ['SELECT 1 FROM wallets JOIN balances ON balances.wallet = wallets.id WHERE wallets.sandbox = $1'],
      ['INSERT INTO wallets (sandbox, life) SELECT $2, $1'],
      ['UPDATE sandboxes SET life = 1 WHERE wake_at = $1'],
    ])('the check finds what names more: %s', (text) => expect(beyondOneSandbox(text, 'sbx_1')).not.toBeNull())
  })

  describe('round trips and statements', () => {
    const rowStatements = (sent: readonly Sent[]) => sent.filter(touchesRows)

    test.each([1, 50, 500])('a group of %i takes the same number of statements', async (size) => {
      const url = await database()
      const first = await open(url)
      await found(first, 'sbx_1', size + 1)
      const cold = await open(url)
      const reads = Array.from({ length: size }, (_, number) => payReads(0, number + 1))
      const heard = listen()
      await change(cold, 'sbx_1', reads, (state) => {
        for (const number of reads.keys()) pay(state, 0, number + 1)
      })
      heard.stop()
      // Lock; wallets, assets, balances; head, balances, journal, checkpoint, and nodes where some became complete.
      expect(rowStatements(heard.sent).filter(({ text }) => !text.includes('journal_nodes')).length).toBe(8)
    })

    test('what is remembered is not loaded again while nobody else wrote', async () => {
      const store = await open(await database())
      await found(store, 'sbx_1')
      await payOnce(store, 'sbx_1')
      const heard = listen()
      const state = await payOnce(store, 'sbx_1')
      heard.stop()
      expect(rowStatements(heard.sent).map(({ text }) => /^(SELECT|INSERT INTO \w+|UPDATE \w+)/.exec(text)![0])).toEqual([
        ...['SELECT', 'UPDATE sandboxes', 'INSERT INTO balances', 'INSERT INTO journal', 'INSERT INTO checkpoints'],
      ])
      expect(state.balance('wal_1', 'JPY').posted).toBe(2)
    })

    test('a group that writes nothing is one lock and a ROLLBACK', async () => {
      const store = await open(await database())
      await found(store, 'sbx_1')
      await payOnce(store, 'sbx_1')
      const heard = listen()
      await change(store, 'sbx_1', [payReads(0, 1)], () => {})
      heard.stop()
      expect(heard.sent.map(({ text }) => text.split(' ')[0])).toEqual(['BEGIN', 'SELECT', 'ROLLBACK'])
    })

    test('a key that is known is found at the door without asking', async () => {
      const store = await open(await database())
      const key = { id: 'key_1', name: null, scopes: ['read'] as const, wallet: null, hash: '0'.repeat(64), createdAt: 0, revokedAt: null }
      await change(store, 'sbx_1', [], (state) =>
        state.append({ type: 'api_key.created', data: {}, writes: [['apiKey', key]] }, { now: 0, by: { key: null, wallet: null } }),
      )
      const heard = listen()
      expect(await store.apiKey('sbx_1', 'key_1')).toEqual(key)
      heard.stop()
      expect(heard.sent).toEqual([])
    })
  })

  describe('several processes', () => {
    test('nothing that two of them do in turn or at once is lost', async () => {
      const url = await database()
      const stores = await Promise.all([open(url), open(url), open(url)])
      await found(stores[0]!, 'sbx_1')
      for (const store of [...stores, ...stores]) await payOnce(store, 'sbx_1')
      await Promise.all(Array.from({ length: 60 }, (_, number) => payOnce(stores[number % 3]!, 'sbx_1')))
      for (const store of stores) {
        expect(await store.reader('sbx_1').balancesOf('wal_1')).toMatchObject([{ posted: 66 }])
        const records = await store.reader('sbx_1').records(0, 1000)
        expect(records.map(({ seq }) => seq)).toEqual(Array.from({ length: 4 + 66 }, (_, index) => index + 1))
      }
      const sum = (await stores[0]!.reader('sbx_1').allBalances()).reduce((total, { posted }) => total + posted, 0)
      expect(sum).toBe(0)
    })

    test('who makes the same sandbox a moment later decides again, on the one that is there', async () => {
      const url = await database()
      const stores = [await open(url), await open(url)]
      let decided = 0
      const made = stores.map((store) =>
        store.commit(new Map([['sbx_new', [payReads(0, 1)]]]), async (sources) => {
          decided++
          const source = sources.get('sbx_new')
          while (decided < 2) await new Promise((resolve) => setTimeout(resolve, 1))
          return source ? { commits: [], result: 'found' } : { commits: [founding('sbx_new')], result: 'made' }
        }),
      )
      expect((await Promise.all(made)).sort()).toEqual(['found', 'made'])
      expect(decided).toBe(3)
    })

    test('what is of another version than what is remembered is forgotten, even if its number came again', async () => {
      const url = await database()
      const store = await open(url)
      await found(store, 'sbx_1')
      await payOnce(store, 'sbx_1')
      // As after a failover to a standby that had not got the newest commit, and another that went on from there.
      await withClient(url, async (client) => {
        await client.query("UPDATE balances SET posted = 500 WHERE wallet = 'wal_0'")
        await client.query('UPDATE sandboxes SET stamp = stamp + 1')
      })
      const state = await payOnce(store, 'sbx_1')
      expect(state.balance('wal_0', 'JPY').posted).toBe(499)
    })

    test('a snapshot does not see what is committed meanwhile', async () => {
      const store = await open(await database())
      await found(store, 'sbx_1')
      await store.snapshot('sbx_1', async (reader) => {
        expect((await reader.sandbox()).seq).toBe(4)
        await payOnce(store, 'sbx_1')
        expect(await reader.balancesOf('wal_1')).toEqual([])
        expect((await reader.load(payReads(0, 1))).find('balance', 'wal_0/JPY')).toMatchObject({ posted: 1000 })
      })
      expect(await store.reader('sbx_1').balancesOf('wal_1')).toMatchObject([{ posted: 1 }])
    })

    test('a secret of the service is made once', async () => {
      const url = await database()
      const stores = await Promise.all([open(url), open(url)])
      const [one, other] = await Promise.all(stores.map((store) => store.serviceKey('api keys')))
      expect(one).toHaveLength(43)
      expect(other).toBe(one)
      expect(await stores[0]!.serviceKey('another')).not.toBe(one)
    })
  })

  test.each([
    ['U+0000', 'a\u0000b'],
    ['half a surrogate pair', '\ud83d'],
    ['quotes, braces and backslashes', '{"\\"},NULL'],
    ['an empty text', ''],
  ])('texts come back as they were: %s', async (_what, text) => {
    const url = await database()
    const store = await open(url)
    await change(store, 'sbx_1', [], (state) => {
      state.append(
        { type: 'wallet.created', data: {}, writes: [['wallet', { ...wallet('wal_0', text), attributes: { text } }]] },
        { now: 0, by: { key: null, wallet: null } },
      )
    })
    const again = await open(url)
    expect(await again.reader('sbx_1').wallet(`${text}\0`)).toBeUndefined()
    expect(await again.reader('sbx_1').wallet('wal_0')).toMatchObject({ name: text, attributes: { text } })
    await change(again, 'sbx_1', [{ wallets: [text, 'wal_0'], balancesOf: [text] }], (state) => {
      expect(state.find('wallet', text)).toBeUndefined()
      expect(state.find('wallet', 'wal_0')).toMatchObject({ name: text })
    })
  })

  describe('the tables', () => {
    let url: string
    beforeAll(async () => {
      url = await database()
    })

    test.each(Object.entries(schema))('the one that drizzle knows as %s is the one that the migrations make', async (_name, table) => {
      const { name, columns, primaryKeys } = getTableConfig(table)
      const { rows: actual } = await withClient(url, (client) =>
        client.query(
          `SELECT attname AS name, format_type(atttypid, NULL) AS type, attnotnull AS "notNull"
           FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname COLLATE "C"`,
          [name],
        ),
      )
      const expected = columns.map((column) => ({ name: column.name, type: column.getSQLType(), notNull: column.notNull }))
      expect(actual).toEqual(expected.sort((a, b) => (a.name < b.name ? -1 : 1)))
      if (primaryKeys[0]) expect(primaryKeys[0].columns.slice(0, 2).map((column) => column.name)).toEqual(['sandbox', 'life'])
    })

    test('DISTRIBUTED.md distributes every table of a sandbox, and no other', () => {
      const text = readFileSync(new URL('./DISTRIBUTED.md', import.meta.url), 'utf8')
      const listed = [...text.matchAll(/create_distributed_table\('(\w+)'/g)].map((match) => match[1]!)
      const all = Object.values(schema).map((table) => getTableConfig(table).name)
      expect(listed.sort()).toEqual(all.filter((name) => name !== 'service_keys').sort())
    })

    test('every key and index of a sandbox begins with it, and every text in one is ordered by its bytes', async () => {
      const { rows } = await withClient(url, (client) =>
        client.query<{ index: string; first: string; collations: string[] }>(
          `SELECT i.indexrelid::regclass::text AS index, t.relname AS "table",
             (SELECT attname FROM pg_attribute WHERE attrelid = i.indrelid AND attnum = i.indkey[0]) AS first,
             ARRAY(SELECT c.collname::text FROM unnest(i.indcollation::oid[]) AS o (oid) JOIN pg_collation c ON c.oid = o.oid) AS collations
           FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public'`,
        ),
      )
      const notOfOne = ['sandboxes_pkey', 'sandboxes_wake', 'sandboxes_tidy', 'service_keys_pkey', 'migrations_pkey']
      expect(
        rows
          .filter(({ first }) => first !== 'sandbox')
          .map(({ index }) => index)
          .sort(),
      ).toEqual(notOfOne.sort())
      expect(rows.flatMap(({ collations }) => collations).filter((collation) => collation !== 'C')).toEqual([])
    })

    test.each([
      ["UPDATE journal SET record = '[]'", 'append-only'],
      ["UPDATE checkpoints SET note = ''", 'append-only'],
      ['UPDATE journal_nodes SET place = 1', 'append-only'],
      [`INSERT INTO balances VALUES ('sbx_1', 1, '${issuance}', 'JPY', 1, 0, 0, NULL)`, 'check constraint'],
      ["INSERT INTO balances VALUES ('sbx_1', 1, 'wal_0', 'JPY', 1, 2, 0, NULL)", 'check constraint'],
    ])('PostgreSQL itself refuses %s', async (text, words) => {
      await expect(withClient(url, (client) => client.query(text))).rejects.toThrow(words)
    })
  })
})

/** What makes tables, of which no sandbox knows. */
function isOfMaking(text: string): boolean {
  return /^\s*(CREATE|--)|pg_advisory_xact_lock|\bmigrations\b/.test(text)
}
