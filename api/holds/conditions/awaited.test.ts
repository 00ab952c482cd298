import { expect, test } from 'vitest'
import type { Condition, Evidence, Hold } from '../../core/model.ts'
import { approved, hana, ken, type Piece, signalled, stranger } from '../../test/condition-facts.ts'
import { awaits, takes } from './awaited.ts'
import { everyCondition } from './index.ts'

const signal = { signal: { name: 'delivered', from: ['payer'], where: 'data.km < 5' } }
const approval = { approvedBy: { parties: ['payer'], topic: 'damage' } }
const past = { after: '2000-01-01T00:00:00.000Z' }
const hash = 'ab'.repeat(32)

test.each<[what: string, condition: Condition, kind: string, name: string, expected: boolean]>([
  ['a signal of its name', signal, 'signal', 'delivered', true],
  ['a signal of another name', signal, 'signal', 'returned', false],
  ['an approval of the name of its signal', signal, 'approval', 'delivered', false],
  ['an approval of its topic', approval, 'approval', 'damage', true],
  ['an approval without its topic', approval, 'approval', '', false],
  ['an approval without a topic where it has none', { approvedBy: { parties: ['payer'] } }, 'approval', '', true],
  ['what nothing can refer to', { preimage: { sha256: hash } }, 'preimage', hash, false],
])('does a condition wait for %s', (_what, condition, kind, name, expected) => {
  expect(awaits(everyCondition(condition)[0]!, { kind, name })).toBe(expected)
})

const near = signalled('delivered', hana, { km: 3 })

test.each<[what: string, condition: Condition | null, piece: Piece, expected: boolean]>([
  ['as it wants it', signal, near, true],
  ['deep inside', { all: [{ any: [past, signal] }, approval] }, near, true],
  ['with other data', signal, signalled('delivered', hana, { km: 9 }), false],
  ['from somebody else', signal, signalled('delivered', stranger, { km: 3 }), false],
  ['beside what is true anyway', { any: [past, signal] }, signalled('delivered', hana, { km: 9 }), false],
  ['where nothing is asked for', { all: [past] }, near, false],
  ['where there is no condition', null, near, false],
  ['of which more are needed', approval, approved(ken, 'damage'), true],
  ['of which more are needed, from somebody else', approval, approved(stranger, 'damage'), false],
  ['a preimage of its hash', { preimage: { sha256: hash } }, { kind: 'preimage', name: hash, by: null }, true],
])('is evidence taken %s', (_what, condition, piece, expected) => {
  const evidence: Evidence[] = [{ data: null, ...piece, at: 1, fits: true, firstAt: null }]
  const facts = { now: Date.parse('2026-12-01T00:00:00.000Z'), statusOf: () => undefined, walletsOf: () => [hana, ken] }
  expect(takes(condition, { ...facts, hold: { evidence } as unknown as Hold })).toBe(expected)
})
