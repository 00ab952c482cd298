import { expect, test } from 'vitest'
import { type CommitQueue, createCommitQueue } from '../commit-queue.ts'
import type { Store } from '../core/store.ts'
import { createIds } from '../ids.ts'
import { createSeal } from '../seal.ts'
import { createTestDatabase } from '../test/engines.ts'
import { createTestApp } from '../test/harness.ts'
import { createReceiver, pass } from '../test/webhooks.ts'
import { createDeliverer, type WebhookDoor } from './deliverer.ts'

/** Whoever dies on the way, another goes on, and of two processes one sends. */

const lease = 30_000
const never = new Promise<never>(() => {})

/** A service in which nothing is sent but by the processes that a test makes, all in the same journal. */
async function service() {
  const app = createTestApp()
  const key = await app.sandbox()
  const { body: sandbox } = await app.get('/v1/sandbox', key)
  const { body: endpoint } = await app.post('/v1/webhook-endpoints', { url: 'https://receiver.example/' }, key)
  const store: Store = { ...app.store, shared: true }
  const realNow = () => app.time.now
  const committed = () => {}
  const queue = createCommitQueue({
    store,
    signing: app.signing,
    seal: createSeal(app.app.serviceKeys, () => 'A'.repeat(22)),
    realNow,
    defer: setImmediate,
    committed,
  })
  const faults: unknown[] = []
  const newId = createIds(realNow)
  const start = (door: WebhookDoor, own: Partial<CommitQueue> = {}) => {
    const { deliver, idle } = createDeliverer({
      ...{ store, queue: { ...queue, ...own }, door, credentials: app.app.credentials, newId, realNow },
      monotonicNow: () => performance.now(),
      reportFault: (fault) => void faults.push(fault),
    })
    return { deliver: () => deliver(sandbox.id), idle }
  }
  const happen = async () => void (await app.post('/v1/wallets', { name: 'x' }, key))
  const deliveries = async () => (await app.get(`/v1/webhook-endpoints/${endpoint.id}/deliveries`, key)).body.data.toReversed()
  return { app, start, queue, happen, deliveries, faults }
}

test('one dies before it sends: when its claim ends another sends, and an outcome that comes too late is not written', async () => {
  const { app, start, happen, deliveries, faults } = await service()
  const receiver = createReceiver()
  let wakeUp = (_status: number) => {}
  const dying = start({ timeout: 10_000, send: async () => ({ status: await new Promise<number>((resolve) => (wakeUp = resolve)) }) })
  const other = start(receiver.door)
  await happen()
  app.time.now += 50
  await dying.deliver()
  await other.deliver()
  app.time.now += lease - 1
  await other.deliver()
  await other.idle()
  expect(receiver.received).toEqual([])
  app.time.now += 1
  await other.deliver()
  await other.idle()
  expect(receiver.received).toHaveLength(1)
  const before = await deliveries()
  expect(before).toMatchObject([{ status: 'delivered', attempts: [{ status: 204 }] }])
  wakeUp(500)
  await dying.idle()
  expect(await deliveries()).toEqual(before)
  expect(faults).toEqual([])
})

test('one dies between sending and writing: it is sent again under the same ID, and written once', async () => {
  const { app, start, queue, happen, deliveries } = await service()
  const receiver = createReceiver()
  let claimed = false
  const dying = start(receiver.door, {
    act(sandbox, work) {
      if (claimed) return never
      claimed = true
      return queue.act(sandbox, work)
    },
  })
  await happen()
  app.time.now += 50
  await dying.deliver()
  await expect.poll(() => receiver.received.length).toBe(1)
  expect(await deliveries()).toMatchObject([{ status: 'pending', attempts: [] }])
  app.time.now += lease
  const other = start(receiver.door)
  await other.deliver()
  await other.idle()
  expect(receiver.received).toHaveLength(2)
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1)
  expect(await deliveries()).toMatchObject([{ status: 'delivered', attempts: [{ status: 204 }] }])
})

test('an outcome that cannot be written is told, disturbs nothing that is being sent, and is sent again', async () => {
  const { app, start, queue, happen, deliveries, faults } = await service()
  const receiver = createReceiver()
  const answers: ((status: number) => void)[] = []
  receiver.answer = () => new Promise((resolve) => answers.push(resolve))
  let acts = 0
  const failing = start(receiver.door, { act: (sandbox, work) => (++acts === 2 ? Promise.reject(new Error('locked')) : queue.act(sandbox, work)) })
  for (let event = 0; event < 2; event++) await happen()
  app.time.now += 50
  await failing.deliver()
  await expect.poll(() => answers.length).toBe(1)
  answers[0]!(200)
  // The first cannot be written while the second is under way.
  await expect.poll(() => answers.length).toBe(2)
  await expect.poll(() => faults).toEqual([new Error('locked')])
  answers[1]!(200)
  await failing.idle()
  expect((await deliveries()).map(({ status }: { status: string }) => status)).toEqual(['pending', 'delivered'])
  receiver.answer = () => 200
  app.time.now += lease
  await failing.deliver()
  await failing.idle()
  expect((await deliveries()).map(({ status }: { status: string }) => status)).toEqual(['delivered', 'delivered'])
})

test('two that are asked at the same time, again and again, send each event once and in order', async () => {
  const { app, start, happen, deliveries, faults } = await service()
  const receiver = createReceiver()
  receiver.answer = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 3, 200))
  const both = [start(receiver.door), start(receiver.door)]
  for (let round = 0; round < 15; round++) {
    await happen()
    app.time.now += 50
    await Promise.all(both.map(({ deliver }) => deliver()))
  }
  for (let round = 0; round < 15; round++) {
    await Promise.all(both.map(({ idle }) => idle()))
    app.time.now += 1_000
    await Promise.all(both.map(({ deliver }) => deliver()))
  }
  expect(receiver.take()).toEqual(Array.from({ length: 15 }, (_, index) => index + 3))
  expect((await deliveries()).map(({ attempts }: { attempts: object[] }) => attempts.length)).toEqual(Array(15).fill(1))
  expect(faults).toEqual([])
})

test('the process ends while it sends: after a restart it is sent, as soon as it is due', async () => {
  const database = await createTestDatabase()
  const stuck = createTestApp({ store: database.open(), webhooks: { timeout: 10_000, send: () => never } })
  const key = await stuck.sandbox()
  const { body: endpoint } = await stuck.post('/v1/webhook-endpoints', { url: 'https://receiver.example/' }, key)
  await stuck.post('/v1/wallets', { name: 'x' }, key)
  stuck.time.now += 50
  void stuck.app.ring()
  const deliveries = (app: typeof stuck) => app.get(`/v1/webhook-endpoints/${endpoint.id}/deliveries`, key)
  await expect.poll(async () => (await deliveries(stuck)).body.data).toMatchObject([{ status: 'pending' }])
  await stuck.store.close()
  const receiver = createReceiver()
  const again = createTestApp({ store: database.open(), webhooks: receiver.door })
  again.time.now = stuck.time.now
  await pass(again, lease)
  expect(receiver.received).toHaveLength(1)
  expect((await deliveries(again)).body.data).toMatchObject([{ status: 'delivered', attempts: [{ status: 204 }] }])
  await again.store.close()
  await database.remove()
})
