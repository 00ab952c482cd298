import { expect, test } from 'vitest'
import { day, formatTime } from '../../core/time.ts'
import { t0 } from '../../test/deciding.ts'
import { createMarket } from '../../test/market.ts'
import { createHold } from '../create-hold.ts'
import { captureHolds, releaseHolds } from '../settle-together.ts'
import { ask, capture, cases, hold, later, refused, type World } from './cases.contract.ts'

/** Many two-phase transfers as one, and at once; "C" is a number of holds.md section C, "L" of the ledger's acceptance cases. */

const amounts = (world: World, ...parts: object[]) => ({ holds: parts.map((part, place) => ({ id: world.ids[place], ...part })) })
const two = [hold(15), hold(30)]
const stay = { hana: [955, 45] as const }

cases('linked transfers, C48 and issue #3382: a whole chain is posted or voided at once', { owns: { TOKEN: { hana: 1000 } } }, [
  [
    'posted',
    [...two, ask(captureHolds, '', (world) => amounts(world, {}, { amount: 20 }))],
    'captured 15+0, captured 20+10',
    { hana: 965, shop: 35 },
  ],
  [
    'one bad member: none is',
    [
      ...two,
      refused(
        'exceeds_hold holds.1.amount',
        ask(captureHolds, '', (world) => amounts(world, {}, { amount: 31 })),
      ),
    ],
    'held 0+0, held 0+0',
    stay,
  ],
  [
    'one posted already: none is',
    [
      ...two,
      capture('shop', {}, 1),
      refused(
        'already_captured holds.1',
        ask(captureHolds, '', (world) => amounts(world, {}, {})),
      ),
    ],
    'held 0+0, captured 30+0',
    { hana: [955, 15], shop: 30 },
  ],
  [
    'one twice: none is',
    [
      ...two,
      refused(
        'invalid_request holds',
        ask(captureHolds, '', ({ ids }) => ({ holds: [{ id: ids[0] }, { id: ids[0] }] })),
      ),
    ],
    'held 0+0, held 0+0',
    stay,
  ],
  ['voided', [...two, ask(releaseHolds, '', (world) => amounts(world, {}, {}))], 'released 0+15, released 0+30'],
  [
    'one not to be voided: none is',
    [
      ...two,
      later(7 * day - 1),
      later(1),
      refused(
        'hold_expired holds.0',
        ask(releaseHolds, '', (world) => amounts(world, {}, {})),
      ),
    ],
    'expired 0+15, expired 0+30',
  ],
])

test('L46: 10,000 expire at once, each once and with its event, in order of expiry, then of creation', () => {
  const { must, hana, shop, pass, balance, state } = createMarket()
  const ids = Array.from({ length: 10_000 }, (_, index) => {
    const expiresAt = formatTime(t0 + day + (index % 3))
    return { expiresAt, id: must(createHold, '', { from: hana, to: shop, asset: 'JPY', amount: 1, expiresAt }).id as string }
  })
  const due = ids.toSorted((a, b) => (a.expiresAt < b.expiresAt ? -1 : a.expiresAt > b.expiresAt ? 1 : 0))
  const before = state.records.length
  pass(day + 2)
  expect(state.records.slice(before).map(({ type, data }) => [type, (data as { id: string }).id])).toEqual(due.map(({ id }) => ['hold.expired', id]))
  expect([balance(hana), balance(shop)]).toEqual([
    [20_000, 0, 0],
    [0, 0, 0],
  ])
})
