import { expect, test } from 'vitest'
import type { HoldStatus } from '../../core/model.ts'
import { otherHold as hold, isTrue, schemaFault, sentences } from '../../test/condition-facts.ts'
import { namesIn } from './index.ts'

test.each<[is: HoldStatus[], status: HoldStatus | undefined, verdict: boolean]>([
  [['captured'], 'captured', true],
  [['captured'], 'held', false],
  [['captured', 'released'], 'released', true],
  [['captured', 'released'], 'expired', false],
  [['captured'], undefined, false],
])('is %j: %s', (is, status, verdict) => {
  expect(isTrue({ holdStatus: { hold, is } }, [], { statuses: status ? { [hold]: status } : {} })).toBe(verdict)
})

test.each<[what: string, holdStatus: unknown, fault: string]>([
  ['no hold', { hold: 'wal_0000000000000000000000hana', is: ['held'] }, 'holdStatus.hold: must be an ID like hld_0000000000000000000000seat'],
  ['no status', { hold, is: [] }, 'holdStatus.is: Too small: expected array to have >=1 items'],
  ['a status twice', { hold, is: ['held', 'held'] }, 'holdStatus.is: must not name a status twice'],
])('names %s', (_what, holdStatus, fault) => {
  expect(schemaFault({ holdStatus })).toBe(fault)
})

test('names its hold', () => {
  expect(namesIn({ holdStatus: { hold, is: ['captured'] } }).holds).toEqual([hold])
})

test('in words', () => {
  expect(sentences({ holdStatus: { hold, is: ['captured', 'released'] } })).toEqual([
    `If the hold ${hold} is captured or released, …`,
    `仮押さえ${hold}が確定済みまたは解放済みである場合、…`,
  ])
})
