import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareAnswers } from './compare.ts'
import { createHttpDriver, startService } from './drive-http.ts'
import type { Answer } from './driver.ts'
import { intents, parallelIntents } from './intents.ts'
import { opening } from './opening.ts'
import { createMatch, type Match } from './play.ts'
import type { Request } from './requests.ts'
import { parameters, start } from './runs.ts'
import type { SeenEvent } from './view.ts'

interface Sent {
  readonly request: Request
  readonly answer: Answer
}

/** Could the event tell of this request? It shows the resource as the answer does. */
function tells({ data }: SeenEvent, { request, answer }: Sent): boolean {
  if (answer.status >= 400) return false
  const body = JSON.parse(answer.text) as { refunds?: string[] }
  if (request.op === 'refundTransfer') return data['id'] === body.refunds?.at(-1)
  return Object.entries(body).every(([name, value]) => isDeepStrictEqual(data[name], value))
}

/** Would the oracle, as things stand, give this answer and leave just these events? */
function fits({ oracle, real }: Pick<Match, 'oracle' | 'real'>, { request, answer }: Sent, types: readonly string[]): boolean {
  const copy = oracle.copy()
  const known = copy.look(real).events.length
  const { status, code } = copy.apply(request, real)
  const seen = answer.status >= 400 ? (JSON.parse(answer.text) as { code: string }).code : null
  const events = copy.look(real).events.slice(known)
  return (
    status === answer.status &&
    code === seen &&
    isDeepStrictEqual(
      types,
      events.map(({ type }) => type),
    )
  )
}

/** Which of the requests, sent one after another, gives each event in turn. */
function order(match: Match, together: readonly Sent[], events: readonly SeenEvent[]): readonly Sent[] {
  const waiting = new Set(together)
  const trial = { real: match.real, oracle: match.oracle.copy() }
  return events.map((event) => {
    const cause = [...waiting].find((one) => tells(event, one) && fits(trial, one, [event.type]))
    assert.ok(cause, `somebody asked for ${event.type} ${JSON.stringify(event.data)}`)
    waiting.delete(cause)
    trial.oracle.apply(cause.request, match.real)
    return cause
  })
}

/** Sends them to the oracle in the order of the journal; what left no trace must be right somewhere in between. */
function explain(match: Match, together: readonly Sent[], events: readonly SeenEvent[]): void {
  const ordered = order(match, together, events)
  const traceless = new Set(together.filter((one) => !ordered.includes(one)))
  for (const next of [...ordered, null]) {
    for (const one of traceless) if (fits(match, one, [])) traceless.delete(one)
    if (next) compareAnswers(match.oracle.apply(next.request, match.real), next.answer, next.request, match.memory)
  }
  match.oracle.learn(match.memory.labels.idOf)
  assert.deepEqual([...traceless], [], 'every answer without a trace is right at some place in that order')
}

test('commands sent together do what they would have done one by one, in the order of the journal', async () => {
  const service = startService()
  const { store } = service.app
  const commit = store.commit.bind(store)
  let commits = 0
  store.commit = (needs, decide) => {
    commits++
    return commit(needs, decide)
  }
  const property = fc.asyncProperty(intents(5, 20), parallelIntents(2, 60), async (before, wishes) => {
    const driver = await createHttpDriver(service, start)
    const match = createMatch(driver, start)
    await match.telling(async () => {
      for (const request of opening) await match.send(request)
      for (const wish of before) await match.step(wish)
      await match.look()
      const requests = wishes.flatMap((wish) => {
        const step = match.concrete({ ...wish, keyed: false })
        return 'request' in step ? [step.request] : []
      })
      commits = 0
      const answers = await Promise.all(requests.map((request) => driver.send(match.memory.labels.toIds(request), match.real)))
      assert.equal(commits, 1, 'all are in one commit')
      match.story.push('together', ...requests.map((request) => JSON.stringify(request)))
      const snapshot = await driver.look(match.real)
      explain(
        match,
        requests.map((request, index) => ({ request, answer: answers[index]! })),
        snapshot.events,
      )
      await match.look(snapshot)
      assert.deepEqual(await driver.audit(), [], 'the audit finds nothing')
    })
  })
  await fc.assert(property, parameters(40))
  expect(service.app.faults).toEqual([])
  await service.close()
}, 600_000)
