import { describe, expect, test } from 'vitest'
import { approved, hana, isTrue, type Piece, schemaFault, shop, signalled } from '../../test/condition-facts.ts'

const at = '2026-12-24T19:00:00.000Z'
const early = '2026-12-24T18:59:59.999Z'
/** One hour before. */
const firstAt = Date.parse('2026-12-24T18:00:00.000Z')
const then = (since: string, plus = 'PT1H') => ({ since, plus })
const delivered: Piece = { ...signalled('delivered', shop), firstAt }

/** `before` is the opposite of `after`, also where the instant has yet to come to be known. */
describe.each([
  ['after', true],
  ['before', false],
])('%s', (type, later) => {
  test.each<[what: string, moment: unknown, now: string, after: boolean, pieces?: readonly Piece[], heldAt?: number | null]>([
    ['an instant', at, at, true],
    ['an instant with an offset', '2026-12-25T04:00:00+09:00', at, true],
    ['since created', then('created', 'P23DT19H'), at, true],
    ['since created, early', then('created', 'P23DT19H'), early, false],
    ['since held', then('held'), at, true, [], firstAt],
    ['since held, early', then('held'), early, false, [], firstAt],
    ['since held, not held yet', then('held'), at, false, [], null],
    ['since a signal', then('signal:delivered'), at, true, [delivered]],
    ['since a signal, early', then('signal:delivered'), early, false, [delivered]],
    ['since a signal, none yet', then('signal:delivered'), at, false],
    ['since a signal, another', then('signal:delivered'), at, false, [{ ...delivered, name: 'sent' }]],
    ['since a signal, two of them', then('signal:delivered'), at, true, [{ ...delivered, firstAt: firstAt + 1 }, delivered]],
    ['since a signal, an approval of that name', then('signal:delivered'), at, false, [{ ...approved(hana, 'delivered'), firstAt }]],
    ['since a signal that came before the value was locked: from then', then('signal:delivered'), at, false, [delivered], firstAt + 1],
    ['since a signal, nothing locked yet', then('signal:delivered'), at, false, [delivered], null],
    ['since a signal that was never as it is wanted', then('signal:delivered'), at, false, [{ ...delivered, firstAt: null }]],
    ['since an approval', then('approval:plan'), at, true, [{ ...approved(hana, 'plan'), firstAt }]],
    ['since an approval without a topic', then('approval'), at, true, [{ ...approved(hana), firstAt }]],
    ['since an approval without a topic, one with', then('approval'), at, false, [{ ...approved(hana, 'plan'), firstAt }]],
    ['since created, beyond all time', then('created', 'P99999999D'), at, false],
  ])('%s', (_what, moment, now, answer, pieces = [], heldAt = firstAt - 1) => {
    expect(isTrue({ [type]: moment }, pieces, { now, heldAt })).toBe(answer === later)
  })
})

test.each<[what: string, moment: unknown, fault: string]>([
  ['a number', 5, 'after: must be a time, or an object with since and plus'],
  ['no time', 'soon', 'after: must be an RFC 3339 time like 2026-12-24T19:00:00Z'],
  ['too fine', '2026-12-24T19:00:00.0001Z', 'after: must not be finer than a millisecond'],
  ['since when', { plus: 'P1D' }, 'after.since: Invalid input: expected string, received undefined'],
  ['since something else', then('paid'), 'after.since: must be created, held, signal:<name>, approval:<topic>, or approval for one without a topic'],
  [
    'since a signal without a name',
    then('signal:'),
    'after.since: must be created, held, signal:<name>, approval:<topic>, or approval for one without a topic',
  ],
  ['months', then('created', 'P1M'), 'after.plus: must be an ISO 8601 duration like PT30M or P7D'],
])('%s', (_what, moment, fault) => {
  expect(schemaFault({ after: moment })).toBe(fault)
})
