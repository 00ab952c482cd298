import { OpenAPIHono, z } from '@hono/zod-openapi'
import { expect, test } from 'vitest'
import { validate } from '../../http/validate.ts'
import { holdId, schemaFault, sentences } from '../../test/condition-facts.ts'
import { processorTime } from '../../test/processor-time.ts'
import { conditionSchema, conditionTypes, everyCondition, namesIn } from './index.ts'

const when = '2026-12-24T19:00:00Z'
const body = z.strictObject({ rules: z.array(z.strictObject({ when: conditionSchema.nullable() })) })

test.each<[what: string, when: unknown, fault: string | undefined]>([
  ['one type', { after: when }, undefined],
  ['none', null, undefined],
  ['no field', {}, 'rules.0.when: must have one field'],
  ['a text', when, 'rules.0.when: must be an object with one field'],
  ['a list', [{ after: when }], 'rules.0.when.0: is no type of condition'],
  ['left out', undefined, 'rules.0.when: is required'],
  ['of no type', { later: when }, 'rules.0.when.later: is no type of condition; there are all, any, atLeast, after, before, approvedBy,'],
  ['a name of Object.prototype', { toString: when }, 'rules.0.when.toString: is no type of condition'],
  ['two types', { after: when, before: when }, 'rules.0.when: must have exactly one field; put several conditions into all, any or atLeast'],
  ['a type and no type', { after: when, later: when }, 'rules.0.when.later: is no type of condition'],
  ['a bad value', { after: 5 }, 'rules.0.when.after: must be a time, or an object with since and plus'],
  ['a bad time', { after: 'soon' }, 'rules.0.when.after: must be an RFC 3339 time like 2026-12-24T19:00:00Z'],
  ['a missing field', { signal: { name: 'delivered' } }, 'rules.0.when.signal.from: is required'],
  ['an unknown field', { signal: { name: 'x', from: ['payer'], to: 1 } }, 'rules.0.when.signal.to: no such field is taken here'],
  ['a bad one inside', { all: [{ after: when }, { any: [{ after: 5 }] }] }, 'rules.0.when.all.1.any.0.after: must be a time'],
  ['nothing inside', { all: [] }, 'rules.0.when.all: must not be empty'],
  ['20 inside', { all: Array(20).fill({ after: when }) }, undefined],
  ['21 inside', { all: Array(21).fill({ after: when }) }, 'rules.0.when.all: must be at most 20 items long'],
])('%s', (_what, when, fault) => {
  const answer = validate(body, { rules: [when === undefined ? {} : { when }] })
  expect('detail' in answer ? answer.detail : undefined).toEqual(fault && expect.stringContaining(fault))
})

test.each<[what: string, condition: unknown]>([
  ['10,000 side by side', { all: Array(10_000).fill({ after: when }) }],
  ['500 levels with a fault in the last', Array.from({ length: 500 }).reduce((inner) => ({ any: [inner] }), { after: 5 })],
])('%s are refused at once', (_what, condition) => {
  expect(processorTime(() => expect(schemaFault(condition)).toBeDefined())).toBeLessThan(200)
})

test('the document refers to a condition by its name, within itself and where it may be null', () => {
  const app = new OpenAPIHono()
  app.openAPIRegistry.register('Body', body)
  const { schemas } = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'x', version: '1' } }).components!
  const ref = { $ref: '#/components/schemas/Condition' }
  const variants = (schemas!['Condition'] as { anyOf: { properties: object }[] }).anyOf
  expect(variants.map(({ properties }) => Object.keys(properties))).toEqual([...conditionTypes.keys()].map((name) => [name]))
  expect(variants[0]).toMatchObject({ properties: { all: { type: 'array', items: ref, maxItems: 20 } } })
  expect(JSON.stringify(schemas!['Body'])).toContain(JSON.stringify([ref, { type: 'null' }]))
})

const signal = { signal: { name: 'delivered', from: ['courier'] } }
const approval = { approvedBy: { parties: ['payer', 'payee'] } }
const nested = { all: [signal, { any: [approval, { atLeast: { count: 1, of: [{ holdStatus: { hold: holdId, is: ['captured'] } }] } }] }] }

test('every condition, and what they name', () => {
  expect(everyCondition(nested).map(({ type }) => type.name)).toEqual(['all', 'signal', 'any', 'approvedBy', 'atLeast', 'holdStatus'])
  expect(namesIn(nested)).toEqual({ roles: ['courier', 'payer', 'payee'], holds: [holdId], oracles: [] })
})

const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ signal: { name, from: ['courier'] } })) as [typeof signal, typeof signal, typeof signal]

test.each<[condition: Record<string, unknown>, en: string, ja: string]>([
  [{ all: [a] }, 'If the courier has sent the signal "a", …', '配達員がシグナル「a」を送った場合、…'],
  [
    { all: [a, b] },
    'If the courier has sent the signal "a" and the courier has sent the signal "b", …',
    '配達員がシグナル「a」を送った、かつ、配達員がシグナル「b」を送った場合、…',
  ],
  [
    { any: [a, { all: [b, c] }] },
    'If the courier has sent the signal "a" or (the courier has sent the signal "b" and the courier has sent the signal "c"), …',
    '「配達員がシグナル『a』を送った」または「配達員がシグナル『b』を送った、かつ、配達員がシグナル『c』を送った」が成り立つ場合、…',
  ],
  [
    { all: [{ any: [a, b] }, c] },
    'If (the courier has sent the signal "a" or the courier has sent the signal "b") and the courier has sent the signal "c", …',
    '「配達員がシグナル『a』を送った」または「配達員がシグナル『b』を送った」が成り立つ、かつ、配達員がシグナル「c」を送った場合、…',
  ],
  [
    { atLeast: { count: 2, of: [a, b, c] } },
    'If at least 2 of (the courier has sent the signal "a"), (the courier has sent the signal "b") and (the courier has sent the signal "c") are true, …',
    '「配達員がシグナル『a』を送った」「配達員がシグナル『b』を送った」「配達員がシグナル『c』を送った」のうち2つ以上が成り立つ場合、…',
  ],
])('%j in words', (condition, en, ja) => {
  expect(sentences(condition)).toEqual([en, ja])
})
