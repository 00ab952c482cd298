import { z } from '@hono/zod-openapi'
import { describe, expect, test } from 'vitest'
import { isFault } from '../../core/fault.ts'
import { checkTerms } from '../terms/check-terms.ts'
import { compileTerms } from '../terms/compile-terms.ts'
import { createHoldBody, legsOf } from '../terms/create-body.ts'
import { bodyFromTemplate } from './fill.ts'
import { shippedTemplate, templates } from './index.ts'
import type { AnyTemplate } from './template.ts'

const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u
const now = Date.parse('2026-12-01T00:00:00Z')
const many = (count: number, make: (place: number) => object) => Array.from({ length: count }, (_, place) => make(place))
const all = templates.map((template) => [template.name, template] as const)

/** The hold that these parameters come to, instead of or beside those of the example. */
function holdOf(template: AnyTemplate, changes: object = {}) {
  const filled = bodyFromTemplate(template, { ...template.example, ...changes })
  if (isFault(filled)) throw new Error(`${filled.field} ${filled.fault}`)
  const body = createHoldBody.parse(filled.body)
  return { body, legs: legsOf(body), terms: compileTerms(body), expiresAt: body.expiresAt! }
}

test('names are distinct', () => {
  expect(new Set(templates.map(({ name }) => name)).size).toBe(templates.length)
  expect(shippedTemplate('escrow')?.name).toBe('escrow')
  expect(shippedTemplate('Escrow')).toBeUndefined()
})

describe.each(all)('%s', (_name, template) => {
  test('its example makes terms that can be', () => {
    expect(checkTerms(holdOf(template), now)).toBeUndefined()
  })

  test('it is plain JSON', () => {
    const { body } = bodyFromTemplate(template, template.example) as { body: object }
    expect(JSON.parse(JSON.stringify(body))).toEqual(body)
  })

  test('everything is told in both languages', () => {
    const { properties, additionalProperties } = z.toJSONSchema(template.parameters, { io: 'input' })
    expect(additionalProperties).toBe(false)
    for (const text of [template.title, template.summary]) {
      expect(text.en).not.toMatch(japanese)
      expect(text.ja).toMatch(japanese)
    }
    for (const [field, description] of descriptionsIn(properties!))
      expect([field, description]).toEqual([field, expect.stringMatching(/^[ -~]+ \/ .+$/)])
  })

  test('what it needs is refused when it is missing, and what it does not know', () => {
    const { required } = z.toJSONSchema(template.parameters, { io: 'input' })
    for (const field of required!) {
      const { [field]: _gone, ...rest } = template.example
      expect(bodyFromTemplate(template, rest)).toEqual({ field, fault: 'is required' })
    }
    expect(bodyFromTemplate(template, { ...template.example, colour: 'red' })).toEqual({ field: 'colour', fault: 'no such field is taken here' })
    expect(bodyFromTemplate(template, 'all')).toEqual({ fault: 'must be a JSON object' })
  })
})

function descriptionsIn(properties: Record<string, unknown>): [string, string | undefined][] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const { description, properties: own, items } = schema as { description?: string; properties?: Record<string, unknown>; items?: typeof schema }
    const inner = own ?? (items as { properties?: Record<string, unknown> } | undefined)?.properties
    return [[name, description] as [string, string | undefined], ...(inner ? descriptionsIn(inner) : [])]
  })
}

/** Neighbouring rows differ in one parameter. */
describe('wrong parameters', () => {
  const wallet = shippedTemplate('reservation')!.example['guest']
  test.each<[name: string, changes: object, field: string, fault: string]>([
    ['reservation', { guest: 'hana' }, 'guest', 'must be an ID like wal_0000000000000000000000hana'],
    ['reservation', { amount: 0 }, 'amount', 'must be at least 1'],
    ['reservation', { amount: 1.5 }, 'amount', 'must be a whole number'],
    ['reservation', { start: 'tonight' }, 'start', 'must be an RFC 3339 time like 2026-12-24T19:00:00Z'],
    ['reservation', { start: '9950-01-01T00:00:00Z' }, 'start', 'must be within the years 1970 to 9899 in UTC'],
    ['reservation', { schedule: [] }, 'schedule', 'must not be empty'],
    ['reservation', { schedule: [{ until: 'P5000D' }] }, 'schedule.0.until', 'must be at most 3660 days'],
    [
      'reservation',
      { schedule: [{ until: 'P1D', fee: '0%' }] },
      'schedule.0.fee',
      'must be a share like 30% or 1/3, more than nothing and at most all',
    ],
    [
      'reservation',
      { schedule: [{ until: 'P1D' }, { until: 'P1D' }] },
      'schedule',
      'must be in order: each step must end nearer to the start than the one before',
    ],
    [
      'reservation',
      { schedule: [{ until: 'P1D' }, { until: 'P2D' }] },
      'schedule',
      'must be in order: each step must end nearer to the start than the one before',
    ],
    ['reservation', { noShowFee: '101%' }, 'noShowFee', 'must be a share like 30% or 1/3, more than nothing and at most all'],
    ['reservation', { grace: 'P1D' }, 'billWithin', 'must be longer than grace'],
    ['cappedCharge', { tolerance: 0 }, 'tolerance', 'must be at least 1'],
    ['escrow', { milestones: [{ name: 'a b', amount: 1 }] }, 'milestones.0.name', 'must be 1 to 40 letters, digits, dots, hyphens or underscores'],
    ['escrow', { milestones: [{ name: 'accepted', amount: 1 }] }, 'milestones.0.name', 'must not be accepted: that is the approval of everything'],
    [
      'escrow',
      {
        milestones: [
          { name: 'a', amount: 1 },
          { name: 'a', amount: 1 },
        ],
      },
      'milestones',
      'must not name a milestone twice',
    ],
    ['escrow', { milestones: [{ name: 'a', amount: 40_001 }] }, 'milestones', 'must not come to more than amount'],
    ['escrow', { platform: { wallet } }, 'platform.fee', 'is required'],
    ['escrow', { inspection: 'PT0S' }, 'inspection', 'must be more than no time'],
    ['dvp', { payment: { from: wallet, asset: 'JPY', amount: 1 } }, 'payment.from', 'must be another wallet than delivery.from'],
    ['dvp', { delivery: { from: wallet, asset: 'JPY', amount: 1 } }, 'payment.asset', 'must be another asset than delivery.asset'],
    ['dvp', { settleBefore: '2099-03-01T08:00:00Z' }, 'delivery.fundBy', 'must not be later than settleBefore'],
    ['dvp', { settleBefore: '2099-03-01T10:00:00Z' }, 'payment.fundBy', 'must not be later than settleBefore'],
    ['dvp', { settleFrom: '2099-03-01T15:00:00Z' }, 'settleBefore', 'must be later than settleFrom'],
    ['hashLock', { sha256: 'abc' }, 'sha256', 'must be 32 bytes in hexadecimal'],
    ['returnWindow', { returnPeriod: 'a week' }, 'returnPeriod', 'must be an ISO 8601 duration like PT30M or P7D'],
    ['appraisal', { registry: 'office' }, 'registry', 'must be the ID of an oracle or a wallet'],
    ['appraisal', { appraiser: { wallet, lowest: 60_001 } }, 'appraiser.lowest', 'must not be more than amount'],
    ['visit', { settleWithin: 'PT0S' }, 'settleWithin', 'must be more than no time'],
    ['standingOrder', { perCapture: 24_001 }, 'perCapture', 'must not be more than total'],
    ['standingOrder', { perPeriod: { amount: 24_001, period: 'P1D' } }, 'perPeriod.amount', 'must not be more than total'],
    ['standingOrder', { perPeriod: { amount: 1, period: 'PT0S' } }, 'perPeriod.period', 'must be more than no time'],
    ['deposit', { claims: [{ name: 'refund', share: '1%' }] }, 'claims.0.name', 'must not be pay, refund or split'],
    [
      'deposit',
      {
        claims: [
          { name: 'late', share: '1%' },
          { name: 'late', share: '2%' },
        ],
      },
      'claims',
      'must not name a claim twice',
    ],
    [
      'deposit',
      { claims: [{ name: 'late', share: '1%', where: 'data.days > 1' }] },
      'claims',
      'must have no where if there is an arbiter: a claim then waits for a dispute instead',
    ],
    [
      'deposit',
      { arbiter: undefined, claims: [{ name: 'late', share: '1%', where: 'data.days >' }] },
      'claims.0.where',
      expect.stringMatching(/^is not valid/),
    ],
    ['collateral', { deliverBy: '2099-04-01T00:00:00Z' }, 'deliverBy', 'must be later than firmFrom'],
  ])('%s %o: %s', (name, changes, field, fault) => {
    const template = shippedTemplate(name)!
    expect(bodyFromTemplate(template, { ...template.example, ...changes })).toEqual({ field, fault })
  })
})

/** Each with everything that is optional. */
describe('other parameters make terms that can be, too', () => {
  const wallet = 'wal_00000000000000000000000new'
  const oracle = 'orc_000000000000000000000trade'
  test.each<[name: string, changes: object]>([
    ['reservation', { schedule: [{ until: 'PT0S', fee: '1/3' }], noShowFee: '80%', grace: 'PT0S' }],
    ['cappedCharge', { tolerance: undefined }],
    ['escrow', { carrier: wallet, platform: { wallet, fee: '10%' }, milestones: [] }],
    ['dvp', { venue: wallet, settleFrom: '2099-03-01T13:00:00Z' }],
    ['returnWindow', { carrier: wallet, arbiter: undefined }],
    ['appraisal', { registry: oracle, appraiser: { wallet, lowest: 40_000 }, item: undefined }],
    ['reservation', { schedule: many(10, (place) => ({ until: `PT${20 - place}H`, fee: `${place + 1}%` })) }],
    ['escrow', { milestones: many(20, (place) => ({ name: `m${place}`, amount: 2000 })) }],
    ['deposit', { claims: many(10, (place) => ({ name: `c${place}`, share: '1%' })) }],
    ['visit', { tolerance: undefined }],
    ['standingOrder', { perCapture: undefined, perPeriod: undefined }],
    ['deposit', { inspector: wallet, arbiter: undefined, claims: [{ name: 'late', share: '1%', where: 'data.days > 1' }] }],
  ])('%s %o', (name, changes) => {
    expect(checkTerms(holdOf(shippedTemplate(name)!, changes), now)).toBeUndefined()
  })
})
