import { describe, expect, test } from 'vitest'
import { useCases } from '../../catalogue.ts'
import { verifySigned } from '../../core/crypto/envelope.ts'
import { demo } from '../../core/demo-ids.ts'
import { isSignable } from '../../core/use-case.ts'
import { createTestApp, type Result } from '../harness.ts'
import { signerSeed } from '../sign.ts'
import { type SelfCase, selfCases } from './self-cases.ts'
import { createTown, headerOf, kinSeed, publicKeyOf, signAsTold, type Town } from './town.ts'

/** A wallet that keeps its own key does nothing without its signature, whoever asks and however. */

const shared = createTestApp()
const byName = new Map(useCases.map((useCase) => [useCase.operationId, useCase]))
const pathOf = (op: string, id: string) => byName.get(op)!.path.replace(/\{\w+\}/, encodeURIComponent(id))

/** The call with what the steps before it created. */
async function prepare({ app, key, kin, sign }: Town, { before = [], id = '', body = {} }: SelfCase) {
  let last = ''
  const fill = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll('$id', last).replaceAll('$kin', kin)) as T
  for (const step of before) {
    const filled = fill(step.body ?? {})
    const headers = {
      ...(step.actAs ? { 'Act-As': step.actAs } : {}),
      ...(step.signed ? sign(step.op, filled, step.op === 'createHold' ? '' : last) : {}),
    }
    const { status, body: answer } = await app.post(pathOf(step.op, last), filled, key, headers)
    if (status >= 300) throw new Error(`${step.op}: ${JSON.stringify(answer)}`)
    last = answer.id
  }
  return { id: fill(id), body: fill(body) }
}

interface Way {
  /** Can a command for the whole sandbox be sent so? */
  readonly whole: boolean
  send(town: Town, op: string, call: { id: string; body: object }, signature?: object): Promise<Result>
}

/** The outcome of the one operation of a batch, as if it had been sent alone. */
async function alone(answer: Promise<Result>): Promise<Result> {
  const { body, headers, status } = await answer
  const one = body.results?.[0]
  return one ? { status: one.status, body: one.result ?? one.problem, headers } : { status, body, headers }
}

const direct = (whole: boolean, keyOf: (town: Town) => string, headers: Record<string, string> = {}): Way => ({
  whole,
  send: (town, op, { id, body }, signature) =>
    town.app.post(pathOf(op, id), body, keyOf(town), { ...headers, ...(signature && headerOf(signature)) }),
})
const batched = (atomic: boolean, keyOf: (town: Town) => string, headers: Record<string, string> = {}): Way => ({
  whole: keyOf({ key: 'k', bound: 'b' } as Town) === 'k' && Object.keys(headers).length === 0,
  send: (town, op, { id, body }, signature) => {
    const operation = { op, ...(id === '' ? {} : { id }), body, ...(signature && { signature }) }
    return alone(town.app.post('/v1/batches', { atomic, operations: [operation] }, keyOf(town), headers))
  },
})

const actAs = { 'Act-As': demo.signer }
const ways: Record<string, Way> = {
  'the key of the sandbox': direct(true, ({ key }) => key),
  'the key of the sandbox, acting as it': direct(false, ({ key }) => key, actAs),
  'a key bound to it': direct(false, ({ bound }) => bound),
  'a batch': batched(false, ({ key }) => key),
  'a batch, acting as it': batched(false, ({ key }) => key, actAs),
  'a batch, with a key bound to it': batched(false, ({ bound }) => bound),
}

const signable = useCases.filter(isSignable).map(({ operationId }) => operationId)
const notInBatches = ['captureHolds', 'releaseHolds']

test('every command that can be signed is shown here', () => {
  expect([...new Set(Object.values(selfCases).map(({ op }) => op))].sort()).toEqual([...signable].sort())
  expect(signable.length).toBeGreaterThan(15)
})

const rows = Object.entries(selfCases).flatMap(([name, one]) =>
  Object.entries(ways)
    .filter(
      ([how, { whole }]) => (whole ? !one.onlyAs : byName.get(one.op)!.walletKeys) && !(how.startsWith('a batch') && notInBatches.includes(one.op)),
    )
    .map(([how, way]) => [name, how, one, way] as const),
)

describe.each(Object.keys(selfCases))('%s', (name) => {
  test.each(rows.filter(([of]) => of === name).map(([, how, one, way]) => [how, one, way] as const))('with %s', async (_how, one, way) => {
    const town = await createTown(shared)
    const { app, key } = town
    const call = await prepare(town, one)
    const lastSeq = async () => (await app.get('/v1/sandbox', key)).body.lastSeq
    const before = await lastSeq()

    const refused = await way.send(town, one.op, call)
    expect([refused.status, refused.body.code]).toEqual([403, 'signature_required'])
    const { toSign } = refused.body
    expect(toSign.body).toEqual({
      ...{ sandbox: town.sandbox, wallet: demo.signer, operation: one.op, id: call.id === '' ? null : call.id, request: call.body },
      ...{ nonce: expect.any(String), validUntil: '2026-12-01T00:05:00.000Z' },
    })
    const byAnother = { ...signAsTold(toSign, kinSeed) }
    expect((await way.send(town, one.op, call, byAnother)).body.code).toBe('signature_invalid')
    expect(await lastSeq()).toBe(before)

    const done = await way.send(town, one.op, call, signAsTold(toSign))
    expect([done.status, done.body.toSign]).toEqual([byName.get(one.op)!.answer.status, undefined])
    const replayed = (await way.send(town, one.op, call, signAsTold(toSign))).body.code
    expect(replayed).toBe(one.op === 'rotateKey' ? 'signature_invalid' : 'signature_replayed')

    const made = (await town.records()).filter(({ seq }) => seq > before)
    expect(made.length).toBeGreaterThan(0)
    expect(made[0].record.signatures).toContainEqual(expect.objectContaining({ type: 'kariosae.command.v1', body: toSign.body }))
    for (const { record } of made)
      for (const one of record.signatures) expect(one.body.wallet !== demo.signer || verifySigned(one, publicKeyOf(signerSeed))).toBe(true)
  })
})
