import assert from 'node:assert/strict'
import type { Answer } from './driver.ts'
import type { Labels } from './labels.ts'
import type { Outcome, Request } from './requests.ts'

interface Body {
  readonly id?: string
  readonly code?: string
  readonly refunds?: readonly string[]
  readonly results?: readonly { index?: number; status: number; result: Body | null; problem: Body | null; replayed: boolean }[]
}

interface Memory {
  readonly labels: Labels
  /** The first answer under each Idempotency-Key, word for word. */
  readonly first: Map<string, string>
}

/** Holds an answer against what the oracle foretold, and learns the IDs of what was made. */
export function compareAnswers(expected: Outcome, answer: Answer, request: Request, memory: Memory): void {
  const body = JSON.parse(answer.text) as Body
  compare(expected, { ...answer, body }, request.key, memory)
  if (request.op !== 'createBatch' || !body.results) return
  if (expected.code === 'batch_rejected') {
    const told = body.results.map(({ index, problem }) => [index, problem?.code])
    assert.deepEqual(told, [[expected.results.length - 1, expected.results.at(-1)?.code]])
    return
  }
  assert.equal(body.results.length, expected.results.length)
  for (const [index, { status, result, problem, replayed }] of body.results.entries()) {
    const part = (result ?? problem)!
    const key = expected.replayed ? null : (request.body.operations[index]?.idempotencyKey ?? null)
    compare(expected.results[index]!, { status, body: part, replayed, text: JSON.stringify(part) }, key, memory)
  }
}

type Seen = Answer & { readonly body: Body }

function compare(expected: Outcome, { status, body, replayed, text }: Seen, key: string | null, { labels, first }: Memory): void {
  const code = status >= 400 ? body.code : null
  assert.deepEqual({ status, code, replayed }, { status: expected.status, code: expected.code, replayed: expected.replayed })
  if (key !== null && expected.replayed) assert.equal(text, first.get(key), 'a replay is the first answer, word for word')
  if (key !== null && !expected.replayed && expected.code !== 'idempotency_key_reused') first.set(key, text)
  if (expected.created === null) return
  const made = (body.refunds && body.refunds.length > 0 ? body.refunds.at(-1) : body.id)!
  if (labels.labelOf(made) === made) labels.learn(expected.created, made)
  assert.equal(labels.labelOf(made), expected.created)
}
