import { afterAll, expect, test } from 'vitest'
import { startServer, whyNoServer, withClient } from '../../db/postgres/test/server.ts'
import { run, startService, tryService } from './test/service.ts'

/** What an operator reads when the service starts on PostgreSQL, or cannot. */

const skipped = await whyNoServer()
const server = skipped ? undefined : await startServer({ fsync: false })
afterAll(() => server?.stop())

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64url')

test.skipIf(skipped)(`whoever starts with another signing key is told; those with the same are not ${skipped ?? ''}`, async () => {
  const DATABASE_URL = await server!.database()
  const said = async (SIGNING_KEY = '') => {
    const service = await startService('', { env: { DATABASE_URL, MASTER_KEY, SIGNING_KEY } })
    return (await service.stop()).stderr
  }
  const [one, other] = ['a', 'b'].map((letter) => letter.repeat(32)) as [string, string]
  expect(await said(one)).toBe('')
  expect(await said(one)).toBe('')
  expect(await said(other)).toContain('SIGNING_KEY is not the one that was first used with this database')
  expect(await said()).toContain('SIGNING_KEY is not set, but was when this database was first used')
})

test.skipIf(skipped).each([
  [
    'a server without TLS that is asked for it',
    '?sslmode=verify-full',
    {},
    /PostgreSQL and TLS: The server does not support SSL connections; README\.md says/,
  ],
  ['another master key', '', { MASTER_KEY: Buffer.alloc(32, 8).toString('base64url') }, /\(looked for in MASTER_KEY\); put the one with the ID/],
])(`in one line: %s ${skipped ?? ''}`, async (_what, parameters, env, says) => {
  const DATABASE_URL = await server!.database()
  await (await startService('', { env: { DATABASE_URL, MASTER_KEY } })).stop()
  const ended = await tryService('', { env: { DATABASE_URL: DATABASE_URL + parameters, MASTER_KEY, ...env } })
  if (!('code' in ended)) throw new Error('it started')
  expect(ended.stderr).toMatch(/^kariosae: [^\n]+\n$/)
  expect(ended.stderr).toMatch(says)
})

test.skipIf(skipped)(`in one line: a database in an encoding that has not all characters ${skipped ?? ''}`, async () => {
  const url = await server!.database()
  await withClient(url, (client) =>
    client.query("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER libc TEMPLATE template0"),
  )
  const ended = await tryService('', { env: { DATABASE_URL: url.replace(/[^/]*$/, 'latin'), MASTER_KEY } })
  if (!('code' in ended)) throw new Error('it started')
  expect(ended.stderr).toMatch(/^kariosae: the database keeps texts in LATIN1, [^\n]+; use one made with ENCODING 'UTF8'\n$/)
})

test('what is written after npm start is no setting', async () => {
  const { code, stderr } = await run(['api/server.ts', '--help']).ended
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^kariosae: --help is not understood: settings are in the environment[^\n]+\n$/),
  })
})
