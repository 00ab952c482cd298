import { expect } from 'vitest'
import { day } from '../../core/time.ts'
import { accept, adjust, assign, capture, cases, has, hold, later, propose, refused, release, transfer, type World } from './cases.contract.ts'

/** Seeds of the Bank of Japan's forum; the numbers are those of holds.md section C, in brackets its minutes. 75 is in idempotency.test.ts. */

/** What others have reserved to be paid to the shop and the lender. */
const incoming =
  (shop: number, lender = 0) =>
  (world: World) =>
    expect([world.shop, world.lender].map((wallet) => world.balance(wallet, 'TOKEN')[2])).toEqual([shop, lender])
const spend = transfer('shop', 'ken', 1)
const ride = propose(({ hana, courier, in: at }) => ({
  template: 'cappedCharge',
  parameters: { payer: hana, payee: courier, asset: 'TOKEN', cap: 500, expiresAt: at(day) },
}))
const table = hold(800, { acceptances: ['payee'] })
const claim = (who: 'lender' | 'platform', amount: number) => assign('shop', (world) => ({ to: world[who], amount }))

cases('reservation on both sides (000)', { owns: { TOKEN: { hana: 1000 } } }, [
  [
    '76: what is reserved for the payee cannot be spent',
    [hold(600), incoming(600), refused('insufficient_funds amount', spend)],
    'held 0+0',
    { hana: [400, 600] },
  ],
  [
    '76: what is reserved of the payer cannot be spent',
    [hold(600), refused('insufficient_funds amount', transfer('hana', 'ken', 401))],
    'held 0+0',
    { hana: [400, 600] },
  ],
  ['76: once it is confirmed it can', [hold(600), capture('shop'), incoming(0), spend], 'captured 600+0', { hana: 400, shop: 599, ken: 1 }],
  [
    '76: on time-out both reservations end',
    [hold(600), later(7 * day), incoming(0), refused('insufficient_funds amount', spend), transfer('hana', 'ken', 1000)],
    'expired 0+600',
    { hana: 0, ken: 1000 },
  ],
])

cases('restaurant and taxi (001)', { owns: { TOKEN: { hana: 1000 } } }, [
  ['77: nothing is held before the restaurant accepts', [table, incoming(0), refused('hold_not_open', capture('shop'))], 'proposed 0+0'],
  ['77: it is when it has', [table, accept('shop'), incoming(800)], 'held 0+0', { hana: [200, 800] }],
  ['77: the guest cannot accept for it', [table, refused('not_permitted', accept('hana'))], 'proposed 0+0'],
  ['78: charge above the cap', [ride, refused('exceeds_hold amount', capture('courier', { amount: 501 }))], 'held 0+0', { hana: [500, 500] }],
  ['78: charge of all', [ride, capture('courier', { amount: 500 })], 'captured 500+0', { hana: 500, courier: 500 }],
])

cases('claims on one token (003)', { owns: { TOKEN: { hana: 1000 } } }, [
  ['80: claims up to its face value', [hold(1000), claim('lender', 600), claim('platform', 400), incoming(0, 600)], 'held 0+0', { hana: [0, 1000] }],
  [
    '80: claims above its face value (the source flags them; here refused)',
    [hold(1000), claim('lender', 600), refused('exceeds_hold amount', claim('platform', 401))],
    'held 0+0',
    { hana: [0, 1000] },
  ],
  [
    '80: a claim cannot be taken back',
    [
      hold(1000),
      claim('lender', 600),
      refused('condition_not_met', release('shop')),
      refused('exceeds_hold amount', adjust('shop', { amount: 599 })),
    ],
    'held 0+0',
    { hana: [0, 1000] },
  ],
  [
    '80: who has one is paid first',
    [hold(1000), claim('lender', 600), capture('shop', { amount: 700 }), has({ hana: 300, lender: 600, shop: 100 })],
    'captured 700+300',
    { hana: 300, lender: 600, shop: 100 },
  ],
])
