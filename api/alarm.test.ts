import { expect, test } from 'vitest'
import { createAlarm } from './alarm.ts'

/** A store that knows when each sandbox is due, a clock, and acts that end when they are told to. */
function stage() {
  const world = { now: 0, timers: [] as { at: number; task: () => void }[] }
  const dueAt = new Map<string, number>()
  const acting = new Map<string, PromiseWithResolvers<void>>()
  const acts: string[] = []
  const faults: unknown[] = []
  const alarm = createAlarm({
    store: {
      shared: false,
      dueSandboxes: () => [...dueAt].filter(([, at]) => at <= world.now).map(([sandbox]) => sandbox),
      nextWake: () => [...dueAt.values()].sort((a, b) => a - b)[0] ?? null,
      tidy: () => false,
    } as never,
    queue: {
      act(sandbox: string) {
        acts.push(`${sandbox} at ${world.now}`)
        acting.set(sandbox, Promise.withResolvers())
        return acting.get(sandbox)!.promise
      },
    } as never,
    deliverer: { deliver: async () => {} },
    realNow: () => world.now,
    schedule(task, milliseconds) {
      const timer = { at: world.now + milliseconds, task }
      world.timers.push(timer)
      return () => void world.timers.splice(world.timers.indexOf(timer) >>> 0, 1)
    },
    reportFault: (fault) => faults.push(fault),
  })
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  return {
    ...{ alarm, dueAt, acts, faults },
    rings: () => world.timers.length,
    async done(sandbox: string, fault?: Error) {
      if (!fault) dueAt.delete(sandbox)
      if (fault) acting.get(sandbox)!.reject(fault)
      else acting.get(sandbox)!.resolve()
      await settle()
    },
    async pass(until: number) {
      for (;;) {
        const next = world.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        world.timers.splice(world.timers.indexOf(next), 1)
        world.now = Math.max(world.now, next.at)
        next.task()
        await settle()
      }
      world.now = until
    },
    async start() {
      alarm.start()
      await settle()
    },
  }
}

test('one sandbox that takes long holds up no other, and is not begun again meanwhile', async () => {
  const { start, pass, done, dueAt, acts } = stage()
  dueAt.set('locked', 0).set('other', 1_500)
  await start()
  await pass(2_000)
  expect(acts).toEqual(['locked at 0', 'other at 2000'])
  await done('other')
  await pass(5_000)
  expect(acts).toHaveLength(2)
  await done('locked')
  dueAt.set('locked', 7_000)
  await pass(7_000)
  expect(acts.at(-1)).toBe('locked at 7000')
})

test('what cannot be done is told, and tried again a second later', async () => {
  const { start, pass, done, dueAt, acts, faults } = stage()
  dueAt.set('broken', 0)
  await start()
  await done('broken', new Error('no disk'))
  await pass(999)
  expect([acts, faults]).toEqual([['broken at 0'], [new Error('no disk')]])
  await pass(1_000)
  expect(acts).toEqual(['broken at 0', 'broken at 1000'])
})

test('where nothing is due there is one timer, for what comes next', async () => {
  const { start, pass, done, dueAt, acts, rings } = stage()
  dueAt.set('later', 20_000)
  await start()
  const clearing = 1
  expect(rings()).toBe(clearing + 1)
  await pass(20_000)
  expect(acts).toEqual(['later at 20000'])
  await done('later')
  expect(rings()).toBe(clearing + 1)
  await pass(29_000)
  expect(acts).toHaveLength(1)
})
