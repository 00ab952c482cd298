import { expect, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { createTestApp } from './harness.ts'

test('a capture pays the payee and frees the rest', async () => {
  const { sandbox, post, get, faults } = createTestApp()
  const key = await sandbox('demo')
  const captured = await post(`/v1/holds/${demo.seat}/capture`, { amount: 6400 }, key)
  expect(captured).toMatchObject({ status: 200, body: { status: 'captured', captured: 6400, released: 1600, remaining: 0 } })
  expect((await get('/v1/audit', key)).body).toMatchObject({ ok: true, differences: [] })
  expect((await post(`/v1/holds/${demo.seat}/capture`, {}, key)).body.code).toBe('already_captured')
  expect((await get('/v1/wallets?limit=0', key)).status).toBe(400)
  expect(faults).toEqual([])
})
