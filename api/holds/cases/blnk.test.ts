import { accept, capture, cases, has, hold, refused, release, transfer } from './cases.contract.ts'

/** Inflight transactions of Blnk, and what broke there; the numbers are those of the ledger's acceptance cases in holds.md. */

const part = (amount: number, place = 0) => capture('shop', { amount, final: false }, place)
const five = [1, 2, 3, 4, 5].map(() => hold(1000))
const two = [hold(800), hold(300), capture('shop', {}, 1)]
const asked = hold(1000, { acceptances: ['payee'] })

cases('blnkfinance/blnk, model tests and issues', { owns: { TOKEN: { hana: 5000 } } }, [
  ['15: void', [hold(200), has({ hana: [4800, 200] }), release('shop')], 'released 0+200'],
  [
    '16, #181: five of 1,000 fill 5,000, and there is no sixth',
    [...five, refused('insufficient_funds amount', hold(1000))],
    Array(5).fill('held 0+0').join(', '),
    { hana: [0, 5000] },
  ],
  ['29: in two parts', [hold(500), part(250), has({ hana: [4500, 250], shop: 250 }), capture('shop')], 'captured 500+0', { hana: 4500, shop: 500 }],
  ['29: and no third', [hold(500), part(250), part(250), refused('already_captured', capture('shop'))], 'captured 500+0', { hana: 4500, shop: 500 }],
  ['30: a part, then void', [hold(500), part(250), release('shop')], 'released 250+250', { hana: 4750, shop: 250 }],
  [
    '30: capture after that',
    [hold(500), part(250), release('shop'), refused('already_released', capture('shop'))],
    'released 250+250',
    { hana: 4750, shop: 250 },
  ],
  [
    '30, #41: void after that',
    [hold(500), part(250), release('shop'), refused('already_released', release('shop'))],
    'released 250+250',
    { hana: 4750, shop: 250 },
  ],
  [
    '32: of two holds the captured one cannot be released',
    [...two, refused('already_captured', release('shop', {}, 1)), has({ hana: [3900, 800], shop: 300 })],
    'held 0+0, captured 300+0',
    { hana: [3900, 800], shop: 300 },
  ],
  ['32: the other can', [...two, release('shop')], 'released 0+800, captured 300+0', { hana: 4700, shop: 300 }],
  [
    '35, #182: one that could not be funded cannot be captured',
    [transfer('hana', 'ken', 4500), asked, refused('insufficient_funds amount', accept('shop')), refused('hold_not_open', capture('shop'))],
    'proposed 0+0',
    { hana: 500, ken: 4500 },
  ],
  ['#62: capture above the hold', [hold(500), refused('exceeds_hold amount', capture('shop', { amount: 501 }))], 'held 0+0', { hana: [4500, 500] }],
  [
    '#62: capture above what is left',
    [hold(500), part(250), refused('exceeds_hold amount', capture('shop', { amount: 251 }))],
    'held 250+0',
    { hana: [4500, 250], shop: 250 },
  ],
  [
    '#238: no credit is lost',
    [hold(500), hold(100), hold(50), capture('shop', {}, 0), capture('shop', {}, 1), capture('shop', {}, 2)],
    'captured 500+0, captured 100+0, captured 50+0',
    { hana: 4350, shop: 650 },
  ],
])
