import { expect, test } from 'vitest'
import { createTestApp } from '../test/harness.ts'
import { createRateLimit } from './rate-limit.ts'

test('a bucket empties, refuses, and refills evenly', () => {
  const take = createRateLimit({ name: 'sandbox', quota: 10, window: 5 })
  for (let left = 9; left >= 0; left--)
    expect(take('a', 0)).toMatchObject({ allowed: true, headers: { RateLimit: `"sandbox";r=${left};t=${Math.ceil((10 - left) / 2)}` } })
  expect(take('a', 0)).toEqual({
    allowed: false,
    headers: { 'RateLimit-Policy': '"sandbox";q=10;w=5', RateLimit: '"sandbox";r=0;t=5', 'Retry-After': '1' },
  })
  expect(take('b', 0).allowed).toBe(true)
  expect(take('a', 499).allowed).toBe(false)
  expect(take('a', 500).allowed).toBe(true)
  expect(take('a', 500).allowed).toBe(false)
  expect(take('a', 60_000).headers['RateLimit']).toBe('"sandbox";r=9;t=1')
})

test('a host clock that steps back refills nothing and breaks nothing', () => {
  const take = createRateLimit({ name: 'sandbox', quota: 1, window: 1 })
  expect(take('a', 10_000).allowed).toBe(true)
  expect(take('a', 0).allowed).toBe(false)
  expect(take('a', 1_000).allowed).toBe(true)
})

test('over HTTP: 429 with Retry-After, no key consumed, and other sandboxes untouched', async () => {
  const { sandbox, get, post, time } = createTestApp({ rateLimit: 1 })
  const [key, other] = [await sandbox('demo'), await sandbox('demo')]
  for (let count = 0; count < 10; count++) expect((await get('/v1/clock', key)).status).toBe(200)
  const body = { name: 'Ken' }
  const refused = await post('/v1/wallets', body, key, { 'Idempotency-Key': 'one' })
  expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited', retryable: true } })
  expect(refused.headers.get('retry-after')).toBe('1')
  expect((await get('/v1/clock', other)).status).toBe(200)
  time.now += 1_000
  expect(await post('/v1/wallets', body, key, { 'Idempotency-Key': 'one' })).toMatchObject({ status: 201 })
})

test('guessing keys is limited by client, and does not touch those who have one', async () => {
  const { sandbox, get } = createTestApp({ rateLimit: 1 })
  const key = await sandbox('demo')
  const codes = []
  for (let count = 0; count < 61; count++) codes.push((await get('/v1/clock', 'ksk_guess')).body.code)
  expect(codes.filter((code) => code === 'unauthorized').length).toBe(59) // of 60, one went to the sandbox
  expect(codes.at(-1)).toBe('rate_limited')
  expect((await get('/v1/clock', key)).status).toBe(200)
})
