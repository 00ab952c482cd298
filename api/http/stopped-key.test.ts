import { expect, test } from 'vitest'
import { openSqlite } from '../../db/sqlite/open.ts'
import { createTestApp } from '../test/harness.ts'

test('a key that another process revoked takes nothing out, and hears nothing', async () => {
  const store = openSqlite(':memory:')
  // The door of this process does not know it yet.
  const apiKey: typeof store.apiKey = async (...given) => {
    const found = await store.apiKey(...given)
    return found && { ...found, revokedAt: null }
  }
  const app = createTestApp({ local: true, store: { ...store, apiKey } })
  const own = await app.sandbox('demo')
  const { body: revoked } = await app.post('/v1/api-keys', { scopes: ['read', 'admin'] }, own)
  for (const path of ['/v1/sandbox/export', '/v1/events/stream']) {
    const response = await app.app.hono.request(path, { headers: { Authorization: `Bearer ${revoked.apiKey}` } })
    expect(response.status).toBe(200)
    await response.body!.cancel()
  }
  expect((await app.call('DELETE', `/v1/api-keys/${revoked.id}`, { key: own })).status).toBe(200)
  for (const path of ['/v1/sandbox/export', '/v1/events/stream']) {
    const { status, body, headers } = await app.get(path, revoked.apiKey)
    expect([path, status, body.code, headers.get('www-authenticate')]).toEqual([path, 401, 'unauthorized', 'Bearer realm="kariosae"'])
  }
})
