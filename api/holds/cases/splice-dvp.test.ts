import { expect } from 'vitest'
import { accept, capture, cases, decline, has, hour, later, propose, refused, release, type World } from './cases.contract.ts'

/** Allocations of the Canton token standard; the number is that of holds.md section C. Alice is Hana, Bob Ken, the venue the arbiter. Here nothing costs a fee. */

const deal = propose(
  (world) => ({
    legs: [
      { from: world.hana, to: world.ken, asset: 'TOKEN', amount: 100, fundBy: world.in(hour) },
      { from: world.ken, to: world.hana, asset: 'TOKEN', amount: 20, fundBy: world.in(hour) },
    ],
    parties: { controller: world.arbiter },
    rules: [{ name: 'settle', action: 'capture', by: ['controller'], when: { after: world.in(hour) } }],
    expiresAt: world.in(2 * hour),
    memo: 'allocation for OTCTrade 1',
  }),
  'arbiter',
)
const allocated = [deal, accept('hana'), accept('ken')]
const locked = { hana: [900, 100], ken: [980, 20] } as const
const told = ({ of, ids, in: at }: World) => {
  const { expiresAt, memo, legs } = of(ids[0]!)
  expect([new Date(expiresAt).toISOString(), memo, legs.map(({ remaining }) => remaining)]).toEqual([
    at(2 * hour),
    'allocation for OTCTrade 1',
    [100, 20],
  ])
}

cases('hyperledger-labs/splice TestAmuletTokenDvP and TradingApp', { owns: { TOKEN: { hana: 1000, ken: 1000 } } }, [
  ['57: nobody has allocated', [deal, refused('hold_not_open', capture('arbiter'))], 'proposed'],
  ['57: Alice has', [deal, accept('hana'), refused('hold_not_open', capture('arbiter'))], 'proposed', { hana: [900, 100] }],
  ['57: both have, and the lock says until when and why', [...allocated, told], 'held', locked],
  ['57: settled after prepareUntil', [...allocated, later(hour), capture('arbiter')], 'captured', { hana: 920, ken: 1080 }],
  ['57: not before', [...allocated, later(hour - 1), refused('condition_not_met', capture('arbiter'))], 'held', locked],
  ['57: not by a trader', [...allocated, later(hour), refused('condition_not_met', capture('hana'))], 'held', locked],
  ['57: not in part', [...allocated, later(hour), refused('invalid_request amount', capture('arbiter', { amount: 20 }))], 'held', locked],
  ['57: Bob allocates a millisecond before prepareUntil', [deal, accept('hana'), later(hour - 1), accept('ken')], 'held', locked],
  ['57: Bob has not allocated by prepareUntil', [deal, accept('hana'), later(hour), has({}), refused('hold_expired', accept('ken'))], 'expired'],
  ['57: settled a millisecond before settleBefore', [...allocated, later(2 * hour - 1), capture('arbiter')], 'captured', { hana: 920, ken: 1080 }],
  ['57: not at settleBefore', [...allocated, later(2 * hour), refused('hold_expired', capture('arbiter'))], 'expired'],
  ['issue #17541: the venue aborts early', [...allocated, release('arbiter')], 'released'],
  ['issue #17541: an expired settlement unwinds by itself', [...allocated, later(2 * hour), has({})], 'expired'],
  ['Alice withdraws before Bob has allocated', [deal, accept('hana'), decline('hana')], 'declined'],
  [
    'Alice withdraws when both have (the source allows it; here refused)',
    [...allocated, refused('condition_not_met', release('hana'))],
    'held',
    locked,
  ],
])
