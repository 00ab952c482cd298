import { expect, test } from 'vitest'
import { useCases } from '../catalogue.ts'
import { dump } from './dump.ts'
import { openStream } from './event-stream.ts'
import { requestsFor } from './exercise.ts'
import { createTestApp } from './harness.ts'
import { fillWorld } from './world.ts'

/** No route opens to anything but a whole, true, living key. */

const app = createTestApp()
const { body: created } = await app.call('POST', '/v1/sandboxes', { body: {} })
const key: string = created.apiKey
const { ids } = await fillWorld(app, key)
const stranger = await app.sandbox()
const revoked = (await app.post('/v1/api-keys', { scopes: ['read', 'write', 'admin'] }, key)).body
await app.call('DELETE', `/v1/api-keys/${revoked.id}`, { key })

const [prefix, place, secret] = [key.slice(0, 4), key.slice(4, 56), key.slice(57)]
const other = (text: string, at: number) => text.slice(0, at) + (text.at(at) === 'a' ? 'b' : 'a') + text.slice(at + 1)
const build = (somePlace: string, someSecret: string) => `Bearer ${prefix}${somePlace}_${someSecret}`
const strangerPlace = stranger.slice(4, 56)

const rows: [what: string, authorization: string | undefined][] = [
  ['no header', undefined],
  ['an empty header', ''],
  ['no key in the header', 'Bearer'],
  ['another scheme', `Basic ${key}`],
  ['the key without its scheme', key],
  ['garbage', 'Bearer garbage'],
  ['garbage in the shape of a key', build('0'.repeat(52), 'A'.repeat(43))],
  ['another first character of the secret', build(place, other(secret, 0))],
  ['another last character of the secret', build(place, other(secret, 42))],
  ['a shorter secret', build(place, secret.slice(0, -1))],
  ['a longer secret', build(place, `${secret}A`)],
  ['no secret', build(place, '')],
  ['another key ID', build(other(place, 51), secret)],
  ["another sandbox's key ID", build(place.slice(0, 26) + strangerPlace.slice(26), secret)],
  ['another sandbox', build(other(place, 25), secret)],
  ["another sandbox's ID", build(strangerPlace.slice(0, 26) + place.slice(26), secret)],
  ["another sandbox's ID and key ID", build(strangerPlace, secret)],
  ["another key's secret", build(place, revoked.apiKey.slice(57))],
  ['capitals', build(place.toUpperCase(), secret)],
  ['two keys', `Bearer ${key} ${key}`],
  ['the hash of the secret', build(place, 'f'.repeat(64))],
  ['a revoked key', `Bearer ${revoked.apiKey}`],
]

const routes = [
  ...useCases.filter(({ scope }) => scope !== null).map((useCase) => [useCase.operationId, requestsFor(app, useCase, ids)[0]!] as const),
  ['streamEvents', { method: 'GET', path: '/v1/events/stream', body: undefined }] as const,
]

test.each(routes)('%s is closed to anything that is not a living key', async (_name, { method, path, body }) => {
  const before = await dump(app.store, created.id)
  for (const [what, authorization] of rows) {
    const headers: Record<string, string> = authorization === undefined ? {} : { Authorization: authorization }
    const answer = await app.call(method, path, { body, headers })
    expect([what, answer.status, answer.body.code]).toEqual([what, 401, 'unauthorized'])
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /)
  }
  expect(await dump(app.store, created.id)).toEqual(before)
})

test('the same key, whole, opens them', async () => {
  expect((await app.get('/v1/sandbox', key)).status).toBe(200)
  expect((await app.call('GET', '/v1/sandbox', { headers: { Authorization: `bearer ${key}` } })).status).toBe(200)
})

test('an open stream ends when its key is revoked, and tells nothing more', async () => {
  const reader = (await app.post('/v1/api-keys', { scopes: ['read'] }, key)).body
  const stream = await openStream(app, reader.apiKey)
  await app.post('/v1/wallets', { name: 'before' }, key)
  expect((await stream.soFar()).text).toContain('before')
  await app.call('DELETE', `/v1/api-keys/${reader.id}`, { key })
  await app.post('/v1/wallets', { name: 'afterwards' }, key)
  const { text, ended } = await stream.soFar()
  expect(text).not.toContain('afterwards')
  expect(ended).toBe(true)
})

test("a stream from another sandbox's place in the feed shows only one's own events", async () => {
  const mine = await openStream(app, stranger, { 'Last-Event-ID': ids.events[0]! })
  await app.post('/v1/wallets', { name: 'not for strangers' }, key)
  await app.post('/v1/wallets', { name: 'for myself' }, stranger)
  const { text } = await mine.soFar()
  expect(text).toContain('for myself')
  expect(text).not.toContain('not for strangers')
  await mine.close()
})
