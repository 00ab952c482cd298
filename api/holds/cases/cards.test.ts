import { day } from '../../core/time.ts'
import { adjust, capture, cases, has, hold, later, refused, release, transfer } from './cases.contract.ts'

/** Amounts as card schemes hold them; the numbers are those of holds.md section C. */

const to = (amount: number) => ({ amount })
const tip = (overcapture: number) => hold(45, { limits: { overcapture } })

cases('Galileo, authorization scenarios', { owns: { TOKEN: { hana: 1000 } } }, [
  [
    '59: taxi',
    [hold(25), has({ hana: [975, 25] }), adjust('hana', to(40)), has({ hana: [960, 40] }), adjust('hana', to(50))],
    'held 0+0',
    { hana: [950, 50] },
  ],
  [
    '59: taxi, raised by the driver (the source allows it; here the payer agrees)',
    [hold(25), refused('not_permitted', adjust('shop', to(40)))],
    'held 0+0',
    { hana: [975, 25] },
  ],
  [
    '60: ride',
    [hold(30), has({ hana: [970, 30] }), release('shop', to(20)), has({ hana: [990, 10] }), capture('shop', to(10))],
    'captured 10+20',
    { hana: 990, shop: 10 },
  ],
  ['61: fuel', [hold(75), has({ hana: [925, 75] }), capture('shop', to(30))], 'captured 30+45', { hana: 970, shop: 30 }],
  [
    '61: fuel, completed first, settled later',
    [hold(75), adjust('shop', to(30)), has({ hana: [970, 30] }), capture('shop')],
    'captured 30+0',
    { hana: 970, shop: 30 },
  ],
  [
    '62: tip (the source allows it; here refused)',
    [hold(45), refused('exceeds_hold amount', capture('shop', to(55)))],
    'held 0+0',
    { hana: [955, 45] },
  ],
  ['62: tip beyond a tolerance of 20 %', [tip(9), refused('exceeds_hold amount', capture('shop', to(55)))], 'held 0+0', { hana: [955, 45] }],
  ['62: tip within the tolerance of the terms', [tip(10), capture('shop', to(55))], 'captured 55+0', { hana: 945, shop: 55 }],
  ['63: full reversal', [hold(10), has({ hana: [990, 10] }), release('shop')], 'released 0+10'],
  [
    '64: claimed late (the source settles it; here refused)',
    [hold(35), later(7 * day), has({ hana: 1000 }), later(3 * day), refused('hold_expired', capture('shop'))],
    'expired 0+35',
  ],
  [
    '65: refund',
    [hold(150), capture('shop'), has({ hana: 850, shop: 150 }), transfer('shop', 'hana', 40)],
    'captured 150+0',
    { hana: 890, shop: 110 },
  ],
])
