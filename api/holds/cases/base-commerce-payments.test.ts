import { day } from '../../core/time.ts'
import { freezeWallet } from '../../wallets/freeze-wallet.ts'
import { accept, ask, capture, cases, has, hold, hour, later, propose, refused, release, type World } from './cases.contract.ts'

/** Authorise and capture with a fee, after base/commerce-payments; the numbers are those of holds.md section C. The courier operates. */

const ofOperator = (world: World) => ({
  parties: { controller: world.courier, platform: world.platform },
  outcomes: {
    sale: [
      { to: 'platform', share: '2.5%' },
      { to: 'payee', rest: true },
    ],
  },
  rules: [{ action: 'capture', by: ['controller'], outcome: 'sale', partial: true }],
  expiresAt: world.in(day),
})
const fee = (...sale: object[]) => ({ outcomes: { sale: [...sale, { to: 'payee', rest: true }] } })
const nobody = `wal_${'0'.repeat(26)}`
const half = capture('courier', { amount: 500, final: false })
const open = { hana: [0, 500] as const, shop: 488, platform: 12 }

cases('base/commerce-payments', { owns: { TOKEN: { hana: 1000 } }, terms: ofOperator }, [
  ['37: authorised', [hold(1000)], 'held 0+0', { hana: [0, 1000] }],
  ['37: half captured stays half capturable', [hold(1000), half], 'held 500+0', open],
  ['37: more than what is capturable', [hold(1000), half, refused('exceeds_hold amount', capture('courier', { amount: 501 }))], 'held 500+0', open],
  ['37: captured twice, each with its fee rounded down', [hold(1000), half, half], 'captured 1000+0', { hana: 0, shop: 976, platform: 24 }],
  ['39: a fee above all', [refused('terms_invalid outcomes.sale', hold(1000, fee({ to: 'platform', amount: 1001 })))], ''],
  ['39: a fee of more than 100 %', [refused('invalid_request outcomes.sale.0.share', hold(1000, fee({ to: 'platform', share: '101%' })))], ''],
  ['39: for a receiver that is not there', [refused('wallet_not_found outcomes.sale.0.to', hold(1000, fee({ to: nobody, share: '1%' })))], ''],
  ['39: for no receiver', [refused('invalid_request outcomes.sale.0.to', hold(1000, fee({ to: '', share: '1%' })))], ''],
  [
    '39: a fee of 0 (the source allows it; here refused, leave it out)',
    [refused('invalid_request outcomes.sale.0.share', hold(1000, fee({ to: 'platform', share: '0%' })))],
    '',
  ],
  ['39: no fee', [hold(1000, fee()), capture('courier')], 'captured 1000+0', { hana: 0, shop: 1000 }],
  [
    '39: another fee at capture (the source bounds it; here it is fixed)',
    [hold(1000), refused('invalid_request fee', capture('courier', { fee: 10 }))],
    'held 0+0',
    { hana: [0, 1000] },
  ],
  [
    '39: for a receiver that is blocked when it is captured',
    [hold(1000), ask(freezeWallet, ({ platform }) => platform), refused('wallet_frozen', capture('courier'))],
    'held 0+0',
    { hana: [0, 1000] },
  ],
  ['40: voided by the operator', [hold(1000), release('courier')], 'released 0+1000'],
  ['40: what is left after a capture is voided', [hold(1000), half, release('courier')], 'released 500+500', { hana: 500, shop: 488, platform: 12 }],
  ['40: voided by another', [hold(1000), refused('not_permitted', release('ken'))], 'held 0+0', { hana: [0, 1000] }],
  ['40: voided twice', [hold(1000), release('courier'), refused('already_released', release('courier'))], 'released 0+1000'],
  [
    '40: voided when all is captured',
    [hold(1000), capture('courier'), refused('already_captured', release('courier'))],
    'captured 1000+0',
    { hana: 0, shop: 975, platform: 25 },
  ],
  [
    '40: captured a millisecond before the expiry',
    [hold(1000), later(day - 1), capture('courier')],
    'captured 1000+0',
    { hana: 0, shop: 975, platform: 25 },
  ],
  [
    '40: captured at the expiry, when it is back already',
    [hold(1000), later(day), has({ hana: 1000 }), refused('hold_expired', capture('courier'))],
    'expired 0+1000',
  ],
])

/** The operator asks; the payer approves within `fundBy`. */
const asked = (fundBy: number) =>
  propose(
    (world) => ({ ...ofOperator(world), legs: [{ from: world.hana, to: world.shop, asset: 'TOKEN', amount: 1000, fundBy: world.in(fundBy) }] }),
    'courier',
  )

cases('the same, three deadlines', { owns: { TOKEN: { hana: 1000 } } }, [
  ['42: approved a millisecond before the approval expires', [asked(hour), later(hour - 1), accept('hana')], 'held 0+0', { hana: [0, 1000] }],
  ['42: approved as it expires', [asked(hour), later(hour), refused('hold_expired', accept('hana'))], 'expired 0+1000'],
  [
    '42: approval that expires after the authorisation (the source refuses; here the earlier counts)',
    [asked(2 * day), later(day), refused('hold_expired', accept('hana'))],
    'expired 0+1000',
  ],
])
