import { expect, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { grow, rootOf } from '../core/merkle/tree.ts'
import { formatTime } from '../core/time.ts'
import { createTestApp } from '../test/harness.ts'

test('a fork at a moment when time has to act first goes on from the tree that has grown by that', async () => {
  const { get, post, sandbox, store, time } = createTestApp()
  const key = await sandbox('demo')
  const hold = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 1, expiresAt: formatTime(time.now + 1_000) }
  const { id } = (await post('/v1/holds', hold, key)).body
  time.now += 2_000
  const { status, body: fork } = await post('/v1/sandbox/fork', {}, key)
  expect(status).toBe(201)
  expect((await get(`/v1/holds/${id}`, fork.apiKey)).body.status).toBe('expired')
  const reader = store.reader(fork.id)
  const head = await reader.sandbox()
  expect(rootOf(head.frontier)).toEqual(rootOf(grow([], 0, await reader.leaves(0, head.seq)).frontier))
  expect((await get('/v1/audit', fork.apiKey)).body.ok).toBe(true)
})
