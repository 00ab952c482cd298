import { capture, cases, has, hold, refused, release } from './cases.contract.ts'

/** Holds of Formance wallets and Midaz; the numbers are those of the ledger's acceptance cases in holds.md. */

cases('formancehq/wallets and LerianStudio/midaz', { owns: { TOKEN: { hana: 1000 } } }, [
  [
    '14: a hold leaves what the payee has',
    [hold(100), has({ hana: [900, 100], shop: 0 }), capture('shop')],
    'captured 100+0',
    { hana: 900, shop: 100 },
  ],
  ['15: cancelled', [hold(200), release('shop')], 'released 0+200'],
  [
    '28: confirm 0 (the source takes it for all; here refused)',
    [hold(100), refused('invalid_request amount', capture('shop', { amount: 0 }))],
    'held 0+0',
    { hana: [900, 100] },
  ],
  ['33: final: the rest goes back', [hold(100), capture('shop', { amount: 50 })], 'captured 50+50', { hana: 950, shop: 50 }],
  [
    '33: not final: it stays (the source does so unless told; here only if told)',
    [hold(100), capture('shop', { amount: 50, final: false })],
    'held 50+0',
    { hana: [900, 50], shop: 50 },
  ],
  [
    '38, Midaz #1609: captured once it is answered',
    [hold(100), capture('shop'), refused('already_captured', capture('shop'))],
    'captured 100+0',
    { hana: 900, shop: 100 },
  ],
  [
    '39, Midaz #2437: a hold takes no more than is available',
    [hold(950), refused('insufficient_funds amount', hold(51))],
    'held 0+0',
    { hana: [50, 950] },
  ],
])
