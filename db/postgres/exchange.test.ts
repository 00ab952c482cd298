import { afterAll, describe, expect, test } from 'vitest'
import { createConnections } from './connections.ts'
import { bare, query, statement } from './statements.ts'
import { type PostgresServer, startServer, whyNoServer } from './test/server.ts'

const skipped = await whyNoServer()

/** What travels together, on a real server. */
describe.skipIf(skipped)(`exchanges with PostgreSQL ${skipped ?? ''}`, async () => {
  const server = skipped ? (undefined as unknown as PostgresServer) : await startServer({ fsync: false })
  const connections = server && createConnections(await server.database(), { connections: 1, waitMilliseconds: 5_000 }, () => {})
  afterAll(async () => {
    await connections?.close()
    await server?.stop()
  })

  const one = statement('SELECT $1::int8 + 1')
  const wrong = statement('SELECT 1 / $1::int4')
  const unknown = statement('SELECT nothing FROM nowhere')

  test.each<[type: string, value: unknown, read: unknown]>([
    ['int8', 2 ** 53 - 1, 2 ** 53 - 1],
    ['int4', -1, -1],
    ['text', 'ä\n', 'ä\n'],
    ['text', '', ''],
    ['text', null, null],
    ['text', undefined, null],
    ['bool', true, true],
    ['json', '{"a":[1]}', { a: [1] }],
    ['bytea', Buffer.from([0, 255]), Buffer.from([0, 255])],
  ])('%s: %j is read as %j, when it is prepared and when it was', async (type, value, read) => {
    const echo = statement(`SELECT $1::${type}`)
    for (let time = 0; time < 2; time++) expect(await connections.run(query(echo, [value]))).toEqual([[read]])
  })

  test('answers come in order, each with its rows, also of one statement several times', async () => {
    const many = query(statement('SELECT * FROM generate_series(1, $1::int4)'), [3])
    const none = query(statement('SELECT 1 WHERE $1'), [false])
    const answers = await connections.using(({ pipeline }) => pipeline([query(one, [1]), many, query(one, [2]), none, query(one, [3])]))
    expect(answers).toEqual([[[2]], [[1], [2], [3]], [[3]], [], [[4]]])
  })

  test('a long parameter is answered like any other, and what follows it', async () => {
    const length = statement('SELECT length($1)')
    const answers = await connections.using(({ pipeline }) => pipeline([1, 1_000_000, 2].map((size) => query(length, ['x'.repeat(size)]))))
    expect(answers).toEqual([[[1]], [[1_000_000]], [[2]]])
  })

  test.each([
    ['cannot be run', query(wrong, [0]), '22012'],
    ['cannot be prepared', query(unknown, []), '42P01'],
    ['has a value that does not fit', query(one, ['x']), '22P02'],
  ])('what follows a statement that %s is not run, and nothing of it is kept; the connection goes on', async (_what, failing, code) => {
    const table = `t_${code.toLowerCase()}`
    await connections.using(({ script }) => script(`CREATE TABLE ${table} (n int4)`))
    const insert = statement(`INSERT INTO ${table} SELECT $1::int4`)
    const later = statement(`SELECT count(*)::int4 FROM ${table} WHERE n > $1`)
    await connections.using(async (connection) => {
      const together = connection.pipeline([bare('BEGIN'), query(insert, [1]), failing, query(later, [0]), bare('COMMIT')])
      await expect(together).rejects.toMatchObject({ code })
      await connection.run(bare('ROLLBACK'))
      // What was sent first in that exchange may be prepared by now, or not.
      expect(await connection.pipeline([query(later, [0]), query(insert, [5]), query(later, [0])])).toEqual([[[0]], [], [[1]]])
      await expect(connection.run(failing)).rejects.toMatchObject({ code })
      await expect(connection.pipeline([query(insert, [6]), failing])).rejects.toMatchObject({ code })
      expect(await connection.run(query(later, [0]))).toEqual([[1]])
      expect(await connection.run(query(one, [1]))).toEqual([[2]])
    })
  })

  test.each([
    ['a column that it reads has another type', 'ALTER TABLE altered_0a000 ALTER COLUMN name TYPE varchar(99)', '0A000'],
    ['somebody took away what was prepared', 'DEALLOCATE ALL', '26000'],
  ])('%s: the statement is refused once, then prepared anew; a single one nobody notices', async (_what, change, code) => {
    const table = `altered_${code.toLowerCase()}`
    const read = query(statement(`SELECT name FROM ${table}`), [])
    await connections.using(async ({ run, script }) => {
      await script(`CREATE TABLE ${table} (name text); INSERT INTO ${table} VALUES ('a')`)
      expect(await run(read)).toEqual([['a']])
      await script(change)
      await expect(run(read)).rejects.toMatchObject({ code })
      expect(await run(read)).toEqual([['a']])
      await script(change.replace('99', '98'))
    })
    expect(await connections.run(read)).toEqual([['a']])
  })

  test('what is asked at the same time is answered one after the other', async () => {
    const slow = statement('SELECT $1::int8 FROM pg_sleep(0.05)')
    const answers = await connections.using(({ run }) => Promise.all([run(query(slow, [1])), run(query(one, [1])), run(query(one, [2]))]))
    expect(answers).toEqual([[[1]], [[2]], [[3]]])
  })

  test('a transaction that failed is told when its COMMIT is', async () => {
    await connections.using(async (connection) => {
      await expect(connection.pipeline([bare('BEGIN'), query(wrong, [0])])).rejects.toMatchObject({ code: '22012' })
      expect(await connection.commit([])).toBe(false)
    })
  })
})
