import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { SandboxUnavailable, StoreUnavailable } from '../core/store.ts'
import { createHealth } from './health.ts'
import { createMetrics } from './metrics.ts'
import { watchStore } from './watched-store.ts'

const readings = { queueLength: () => 0, queueAge: () => 0, dueLag: async () => 0, isReady: () => true }

function stage() {
  const world = { now: 0, length: 0, age: 0, probes: 0, broken: undefined as Error | undefined }
  const health = createHealth({
    monotonicNow: () => world.now,
    queueLength: () => world.length,
    queueAge: () => world.age,
    probe() {
      world.probes++
      if (world.broken) throw world.broken
    },
  })
  return { world, health }
}

test('it is ready while it serves, and says why when it is not', () => {
  const { world, health } = stage()
  expect(health.whyNotReady()).toBe('the service is starting')
  health.serving()
  expect(health.whyNotReady()).toBeUndefined()
  world.length = 8_000
  expect(health.whyNotReady()).toBe('too many orders wait for their commit')
  Object.assign(world, { length: 3, age: 12.5 })
  expect(health.whyNotReady()).toBe('an order has waited 12 s for its commit')
  world.age = 0
  health.signingFailed(new Error('gone'))
  expect(health.whyNotReady()).toBe('the signing backend cannot serve: gone')
  world.now += 5_000
  expect(health.whyNotReady()).toBeUndefined()
  health.stopping()
  expect(health.whyNotReady()).toBe('the service is stopping')
})

test('however often it is asked, a store that serves is never tried, and one that failed once a second', async () => {
  const { world, health } = stage()
  health.serving()
  for (let time = 0; time < 1_000; time++) health.whyNotReady()
  expect(world.probes).toBe(0)
  world.broken = new Error('SQLITE_FULL')
  health.storeFailed(world.broken)
  for (let time = 0; time < 100; time++) {
    world.now += 50
    expect(health.whyNotReady()).toBe('the store cannot serve: SQLITE_FULL')
    await sleep(0)
  }
  expect(world.probes).toBe(5)
  world.broken = undefined
  world.now += 1_000
  health.whyNotReady()
  await sleep(0)
  expect(health.whyNotReady()).toBeUndefined()
})

test('a commit that succeeds says more than any probe', () => {
  const { health } = stage()
  health.serving()
  health.storeFailed(new Error('ECONNREFUSED'))
  health.storeServed()
  expect(health.whyNotReady()).toBeUndefined()
})

test('what one sandbox cannot have does not make the whole not ready, unless the store fails when it is tried', async () => {
  const { world, health } = stage()
  health.serving()
  const fails = (fault: Error) => ({ commit: () => Promise.reject(fault), nextWake: () => Promise.reject(fault) })
  const watched = (fault: Error) => watchStore(fails(fault) as never, createMetrics(readings), health, () => world.now)
  const locked = watched(new SandboxUnavailable('PostgreSQL: 55P03'))
  await expect(locked.commit(new Map(), () => ({ commits: [], result: null }))).rejects.toThrow('55P03')
  await sleep(0)
  expect(world.probes).toBe(1)
  expect(health.whyNotReady()).toBeUndefined()
  // Of all sandboxes: then the try itself fails.
  Object.assign(world, { broken: new SandboxUnavailable('PostgreSQL: 55P03'), now: 1_000 })
  await expect(locked.nextWake()).rejects.toThrow('55P03')
  await sleep(0)
  expect(health.whyNotReady()).toBe('the store cannot serve: PostgreSQL: 55P03')
  Object.assign(world, { broken: undefined, now: 2_000 })
  health.whyNotReady()
  await sleep(0)
  expect(health.whyNotReady()).toBeUndefined()
  await expect(watched(new StoreUnavailable('PostgreSQL: 57P01')).nextWake()).rejects.toThrow('57P01')
  expect(health.whyNotReady()).toBe('the store cannot serve: PostgreSQL: 57P01')
})
