import assert from 'node:assert/strict'
import { compareAnswers } from './compare.ts'
import type { Driver } from './driver.ts'
import type { Intent } from './intents.ts'
import { createInvariants } from './invariants.ts'
import { createLabels } from './labels.ts'
import { opening } from './opening.ts'
import { createOracle } from './oracle.ts'
import type { Request } from './requests.ts'
import { resolve } from './resolve.ts'
import { foretold, type Snapshot, seen } from './view.ts'
import { newWorld } from './world.ts'

/**
 * Plays a sequence against a driver and the oracle side by side: each answer must be as foretold, and so must the
 * whole sandbox and the invariants whenever it is looked at. `between` runs before the step with that number.
 */
export async function play(wishes: readonly Intent[], driver: Driver, start: number, between?: (step: number) => Promise<void>): Promise<void> {
  const match = createMatch(driver, start)
  await match.telling(async () => {
    for (const request of opening) await match.send(request)
    for (const [number, wish] of wishes.entries()) {
      await between?.(number)
      await match.step(wish)
      if ((number + 1) % driver.looksEvery === 0) await match.look()
      if (wish.commit) driver.commit()
    }
    await match.look()
    assert.deepEqual(await driver.audit(), [], 'the audit finds nothing')
  })
}

/** A driver and an oracle that are kept in step. */
export function createMatch(driver: Driver, start: number) {
  const oracle = createOracle(newWorld(start))
  const memory = { labels: createLabels(), first: new Map<string, string>() }
  const checkInvariants = createInvariants()
  const story: string[] = []
  const sent: Request[] = []
  let real = start
  let keys = 0
  let known = 0

  async function send(request: Request): Promise<void> {
    story.push(JSON.stringify(request))
    sent.push(request)
    const answer = await driver.send(memory.labels.toIds(request), real)
    compareAnswers(oracle.apply(request, real), answer, request, memory)
    oracle.learn(memory.labels.idOf)
  }

  /** Looks, unless that was done already, and compares. */
  async function look(taken?: Snapshot): Promise<void> {
    const snapshot = taken ?? (await driver.look(real))
    const world = oracle.look(real)
    assert.deepEqual(seen(snapshot, memory.labels), foretold(world, real, known))
    checkInvariants(snapshot)
    known = world.events.length
  }

  function concrete(wish: Intent) {
    return resolve(wish, { world: oracle.look(real), real, sent, nextKey: () => `key-${++keys}` })
  }

  return {
    oracle,
    memory,
    story,
    send,
    concrete,
    get real() {
      return real
    },
    async step(wish: Intent): Promise<void> {
      const step = concrete(wish)
      if ('request' in step) return send(step.request)
      real += step.pass
      story.push(`host time ${step.pass >= 0 ? '+' : ''}${step.pass} ms`)
      // Time acts when somebody looks; so that both sides have looked before the host's clock may step back.
      await look()
    },
    look,
    /** Adds to a failure what led to it. */
    async telling(work: () => Promise<void>): Promise<void> {
      try {
        await work()
      } catch (fault) {
        throw new Error(`${(fault as Error).message}\nafter\n  ${story.slice(opening.length).join('\n  ')}`, { cause: fault })
      }
    },
  }
}
export type Match = ReturnType<typeof createMatch>
