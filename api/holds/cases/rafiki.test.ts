import { createAsset } from '../../assets/create-asset.ts'
import { day } from '../../core/time.ts'
import { createTransfer } from '../../transfers/create-transfer.ts'
import { ask, capture, cases, has, hold, later, newest, refused, release, transfer, type World } from './cases.contract.ts'

/** Two-phase transfers of interledger/rafiki; the numbers are those of the ledger's acceptance cases in holds.md. */

const nobody = `wal_${'0'.repeat(26)}`
const inOneDay = ({ in: at }: World) => ({ expiresAt: at(day) })
const [open, paid] = [{ hana: [90, 10] as const }, { hana: 90, shop: 20 }]

cases('interledger/rafiki', { owns: { TOKEN: { hana: 100, shop: 10 } } }, [
  ['2: hold more than there is', [refused('insufficient_funds amount', hold(101))], ''],
  ['1: hold all there is', [hold(100)], 'held 0+0', { hana: [0, 100] }],
  [
    '4: what is pending for a wallet cannot be spent',
    [hold(10), refused('insufficient_funds amount', transfer('shop', 'ken', 11))],
    'held 0+0',
    open,
  ],
  [
    '4: nor held',
    [
      hold(10),
      refused(
        'insufficient_funds amount',
        hold(11, ({ shop, ken }) => ({ from: shop, to: ken }), 'shop'),
      ),
    ],
    'held 0+0',
    open,
  ],
  ['4: what it has can', [hold(10), transfer('shop', 'ken', 10)], 'held 0+0', { ...open, shop: 0, ken: 10 }],
  ['5: hold 0', [refused('invalid_request amount', hold(0))], ''],
  ['5: hold -1', [refused('invalid_request amount', hold(-1))], ''],
  [
    '6: for the same wallet',
    [
      refused(
        'same_wallet to',
        hold(1, ({ hana }) => ({ to: hana })),
      ),
    ],
    '',
  ],
  [
    '7: of an asset the payer has none of (here a wallet has no currency of its own)',
    [ask(createAsset, '', { code: 'EUR', scale: 2 }), refused('insufficient_funds amount', hold(1, { asset: 'EUR' }))],
    '',
  ],
  ['8: from an unknown wallet', [refused('wallet_not_found from', hold(1, { from: nobody }, null))], ''],
  ['8: to an unknown wallet', [refused('wallet_not_found to', hold(1, { to: nobody }))], ''],
  [
    '8: from and to unknown wallets: the payer is told first',
    [refused('wallet_not_found from', hold(1, { from: nobody, to: `${nobody.slice(0, -1)}1` }, null))],
    '',
  ],
  ['24: capture what was released', [hold(10), release('shop'), refused('already_released', capture('shop'))], 'released 0+10'],
  ['24: release what was released', [hold(10), release('shop'), refused('already_released', release('shop'))], 'released 0+10'],
  ['25: capture an unknown hold', [refused('hold_not_found', capture('shop'))], ''],
  ['42: capture a millisecond before the expiry', [hold(10, inOneDay), later(day - 1), capture('shop')], 'captured 10+0', paid],
  ['42: capture at the expiry', [hold(10, inOneDay), later(day), refused('hold_expired', capture('shop'))], 'expired 0+10'],
  [
    '43: captured, its expiry long past: not expired',
    [hold(10, inOneDay), capture('shop'), later(2 * day), newest({ action: 'capture' }), refused('already_captured', capture('shop'))],
    'captured 10+0',
    paid,
  ],
  [
    '43: released, its expiry long past: not expired',
    [hold(10, inOneDay), release('shop'), later(2 * day), refused('already_released', capture('shop'))],
    'released 0+10',
  ],
  [
    '44: expiry in the past',
    [
      refused(
        'expiry_in_past expiresAt',
        hold(10, ({ in: at }) => ({ expiresAt: at(-1) })),
      ),
    ],
    '',
  ],
  ['44: expiry that is a negative number', [refused('invalid_request expiresAt', hold(10, { expiresAt: -1 }))], ''],
  [
    '44: expiry of a plain transfer',
    [
      refused(
        'invalid_request expiresAt',
        ask(createTransfer, '', ({ hana, shop, in: at }) => ({ from: hana, to: shop, asset: 'TOKEN', amount: 1, expiresAt: at(day) })),
      ),
    ],
    '',
  ],
  [
    '#3134: its state and expiry are told (Mojaloop #3300 too)',
    [hold(10, inOneDay), has(open), later(day), newest({ action: 'expire', automatic: true })],
    'expired 0+10',
  ],
])
