import type { CommitQueue } from './commit-queue.ts'
import type { Sandbox } from './core/model.ts'
import type { Store } from './core/store.ts'
import { wakeTime } from './core/time.ts'
import type { Deliverer } from './webhooks/deliverer.ts'

interface AlarmDeps {
  readonly store: Store
  readonly queue: CommitQueue
  readonly deliverer: Pick<Deliverer, 'deliver'>
  realNow(): number
  schedule(task: () => void, milliseconds: number): () => void
  reportFault(fault: unknown): void
}

/** Longest single sleep: it bounds what a host clock that jumps can delay, and fits any timer. */
const longestSleep = 60_000
/** How often to look for what other processes left behind, and for others while something takes long. */
const glance = 1_000
const tidyEvery = 30_000

/**
 * Makes holds expire and webhooks leave by themselves. The store says when the next one is due, so nothing is lost by a
 * restart. The instant of expiry does not depend on this: every command and every read lets time act first.
 */
export function createAlarm({ store, queue, deliverer, realNow, schedule, reportFault }: AlarmDeps) {
  const underWay = new Set<string>()
  let running = false
  let setFor = Number.POSITIVE_INFINITY
  let cancel = () => {}
  let cancelTidy = () => {}

  function set(at: number): void {
    if (!running || at >= setFor) return
    cancel()
    setFor = at
    cancel = schedule(() => void ring(), Math.min(store.shared ? glance : longestSleep, Math.max(0, at - realNow())))
  }

  /** Doing what is due may take long, where a sandbox is locked: others are looked after meanwhile. */
  async function ring(): Promise<void> {
    setFor = Number.POSITIVE_INFINITY
    try {
      const due = (await store.dueSandboxes(realNow(), 100)).filter((sandbox) => !underWay.has(sandbox))
      if (due.length > 0 || underWay.size > 0) set(realNow() + glance)
      if (due.length === 0 && underWay.size > 0) return
      const between = setFor
      const done = await Promise.all(due.map(act))
      if (setFor === between) forget()
      set(done.includes(false) ? realNow() + glance : ((await store.nextWake()) ?? realNow() + longestSleep))
    } catch (fault) {
      reportFault(fault)
      set(realNow() + glance)
    }
  }

  /** False if it could not be done: one sandbox that is locked or fails holds up no other. */
  async function act(sandbox: string): Promise<boolean> {
    underWay.add(sandbox)
    try {
      await Promise.all([queue.act(sandbox), deliverer.deliver(sandbox)])
      return true
    } catch (fault) {
      reportFault(fault)
      return false
    } finally {
      underWay.delete(sandbox)
    }
  }

  function forget(): void {
    cancel()
    setFor = Number.POSITIVE_INFINITY
  }

  async function tidy(): Promise<void> {
    let more = false
    try {
      more = await store.tidy(realNow())
    } catch (fault) {
      reportFault(fault)
    }
    if (running) cancelTidy = schedule(() => void tidy(), more ? 20 : tidyEvery)
  }

  return {
    ring,
    start(): void {
      running = true
      void ring()
      cancelTidy = schedule(() => void tidy(), tidyEvery)
    },
    stop(): void {
      running = false
      cancel()
      cancelTidy()
    },
    /** Heads that were just committed: one of them may be due sooner than what is set. */
    note(heads: readonly Sandbox[]): void {
      for (const head of heads) {
        const wake = wakeTime(head)
        if (wake !== null) set(wake)
      }
    },
  }
}
