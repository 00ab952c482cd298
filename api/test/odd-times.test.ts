import { expect, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { createTestApp } from './harness.ts'

/** Times and durations: what RFC 3339 and ISO 8601 allow is read exactly, all else is refused. It is 2026-12-01T00:00:00Z. */

const app = createTestApp()
const hold = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 100 }

test.each<[sent: string, read: string]>([
  ['2026-12-24T19:00:00Z', '2026-12-24T19:00:00.000Z'],
  ['2026-12-24T19:00:00.5Z', '2026-12-24T19:00:00.500Z'],
  ['2026-12-24T19:00:00.123Z', '2026-12-24T19:00:00.123Z'],
  ['2026-12-24T19:00:00+09:00', '2026-12-24T10:00:00.000Z'],
  ['2026-12-24T19:00:00-23:59', '2026-12-25T18:59:00.000Z'],
  ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
])('the time %s is read', async (sent, read) => {
  const key = await app.sandbox('demo')
  const { status, body } = await app.post('/v1/holds', { ...hold, expiresAt: sent, cancelUntil: sent }, key)
  expect({
    status,
    expiresAt: body.expiresAt,
    cancelUntil: body.rules?.find(({ action }: { action: string }) => action === 'cancel').when.before,
  }).toEqual({
    status: 201,
    expiresAt: read,
    cancelUntil: read,
  })
})

test.each<[sent: unknown]>([
  ['2026-12-31T23:59:60Z'],
  ['2026-12-24T24:00:00Z'],
  ['2026-12-24T19:00Z'],
  ['2026-12-24T19:00:00'],
  ['2026-12-24 19:00:00Z'],
  ['2026-12-24t19:00:00z'],
  ['2026-12-24T19:00:00.1234Z'],
  ['2026-12-24T19:00:00.000000000Z'],
  ['2026-12-24T19:00:00.Z'],
  ['2026-12-24T19:00:00+0900'],
  ['2026-12-24T19:00:00+09'],
  ['2026-12-24T19:00:00+24:00'],
  ['2026-12-24'],
  ['2026-02-29T00:00:00Z'],
  ['2026-13-01T00:00:00Z'],
  ['2026-00-01T00:00:00Z'],
  ['10000-01-01T00:00:00Z'],
  ['+010000-01-01T00:00:00Z'],
  ['-000001-01-01T00:00:00Z'],
  ['9999-12-31T23:59:59-00:01'],
  ['0000-01-01T00:00:00+00:01'],
  ['２０２６-12-24T19:00:00Z'],
  ['tomorrow'],
  [''],
  [1798138800],
  [null],
])('the time %j is refused', async (sent) => {
  const key = await app.sandbox('demo')
  for (const [path, field, body] of [
    ['/v1/holds', 'expiresAt', hold],
    ['/v1/holds', 'cancelUntil', hold],
    [`/v1/holds/${demo.seat}/extend`, 'expiresAt', {}],
    ['/v1/clock/advance', 'to', {}],
  ] as const) {
    const answer = await app.post(path, { ...body, [field]: sent }, key)
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', field } })
  }
})

test.each<[by: string, milliseconds: number]>([
  ['PT0S', 0],
  ['PT0.001S', 1],
  ['PT1.5S', 1500],
  ['PT90M', 5_400_000],
  ['P1DT1H1M1S', 90_061_000],
  ['P2W', 1_209_600_000],
])('the duration %s is read', async (by, milliseconds) => {
  const { body } = await app.post('/v1/clock/advance', { by }, await app.sandbox())
  expect(body.aheadMs).toBe(milliseconds)
})

test.each<[by: unknown]>([
  ['P'],
  ['PT'],
  ['P1'],
  ['1D'],
  ['p1d'],
  ['P1Y'],
  ['P1M'],
  ['P-1D'],
  ['-P1D'],
  ['P1.5D'],
  ['PT1.1234S'],
  ['PT1,5S'],
  ['P1H'],
  ['P1D2W'],
  ['P1DT'],
  ['P99999999999999999D'],
  ['PT9007199254740992S'],
  [`P${'1'.repeat(100)}D`],
  ['P１D'],
  [' P1D'],
  [''],
  [5],
  [null],
])('the duration %j is refused', async (by) => {
  expect(await app.post('/v1/clock/advance', { by }, await app.sandbox())).toMatchObject({
    status: 400,
    body: { code: 'invalid_request', field: 'by' },
  })
})

test('a clock is advanced by a duration or to a time, not by both or neither', async () => {
  const key = await app.sandbox()
  for (const body of [{}, { by: 'P1D', to: '2027-01-01T00:00:00Z' }])
    expect(await app.post('/v1/clock/advance', body, key)).toMatchObject({ status: 400, body: { code: 'invalid_request', field: 'by' } })
})

test('at the end of time a sandbox still answers, and its clock stands', async () => {
  const key = await app.sandbox('demo')
  const { body } = await app.post('/v1/clock/advance', { to: '9999-12-31T23:59:59.998Z' }, key)
  expect(body.now).toBe('9999-12-31T23:59:59.998Z')
  expect((await app.post('/v1/holds', hold, key)).body.expiresAt).toBe('9999-12-31T23:59:59.999Z')
  app.time.now += 10_000
  expect((await app.get('/v1/clock', key)).body.now).toBe('9999-12-31T23:59:59.999Z')
  expect(await app.post('/v1/holds', hold, key)).toMatchObject({ status: 422, body: { code: 'expiry_in_past' } })
  expect(await app.post('/v1/clock/advance', { by: 'PT0.001S' }, key)).toMatchObject({
    status: 422,
    body: { code: 'clock_out_of_range', field: 'by' },
  })
  expect((await app.post('/v1/clock/freeze', {}, key)).body.now).toBe('9999-12-31T23:59:59.999Z')
  expect((await app.get('/v1/audit', key)).body.ok).toBe(true)
  expect(app.faults).toEqual([])
})
