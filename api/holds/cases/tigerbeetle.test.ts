import { day } from '../../core/time.ts'
import { closeWallet } from '../../wallets/close-wallet.ts'
import { ask, capture, cases, has, hold, later, newest, refused, release, transfer, type World } from './cases.contract.ts'

/** Two-phase transfers; "C" is a number of holds.md section C, "L" of the ledger's acceptance cases. What retries do is in idempotency.test.ts. */

const asHeld = { hana: [985, 15] as const }
const close = (who: 'hana' | 'shop') => ask(closeWallet, (world) => world[who])
const expiring = ({ in: at }: World) => ({ expiresAt: at(day) })

cases('tigerbeetle docs/coding/two-phase-transfers.md and src/state_machine_tests.zig', { owns: { TOKEN: { hana: 1000 } } }, [
  ['C43, L18: post 123 of 123', [hold(123), has({ hana: [877, 123] }), capture('shop', { amount: 123 })], 'captured 123+0', { hana: 877, shop: 123 }],
  ['C43, L18: post 100 of 123', [hold(123), capture('shop', { amount: 100 })], 'captured 100+23', { hana: 900, shop: 100 }],
  ['C43: void 123', [hold(123), release('shop')], 'released 0+123'],
  [
    'C44, L17: refused when it is held, not when it is posted',
    [transfer('hana', 'ken', 970), refused('insufficient_funds amount', hold(50))],
    '',
    { hana: 30, ken: 970 },
  ],
  ['L20: post 16 of 15', [hold(15), refused('exceeds_hold amount', capture('shop', { amount: 16 }))], 'held 0+0', asHeld],
  [
    'L20: post 16 of 15 that were posted (the source says that it exceeds; here that it is over)',
    [hold(15), capture('shop'), refused('already_captured', capture('shop', { amount: 16 }))],
    'captured 15+0',
    { hana: 985, shop: 15 },
  ],
  ['L22: void 3 of 5 (the source refuses; here a part goes back)', [hold(5), release('shop', { amount: 3 })], 'held 0+3', { hana: [998, 2] }],
  ['L22: void 6 of 5', [hold(5), refused('exceeds_hold amount', release('shop', { amount: 6 }))], 'held 0+0', { hana: [995, 5] }],
  ['L23: void what was posted', [hold(15), capture('shop'), refused('already_captured', release('shop'))], 'captured 15+0', { hana: 985, shop: 15 }],
  ['L27: post all: how much is told', [hold(7), capture('shop'), newest({ action: 'capture', amount: 7 })], 'captured 7+0', { hana: 993, shop: 7 }],
  [
    'L28: post 0, which is never all (the source closes it; here refused)',
    [hold(15), refused('invalid_request amount', capture('shop', { amount: 0 }))],
    'held 0+0',
    asHeld,
  ],
  ['expires_at <= now: posted at that instant', [hold(15, expiring), later(day), refused('hold_expired', capture('shop'))], 'expired 0+15'],
  [
    'issue #2118: the balance is right at that instant',
    [hold(15, expiring), later(day - 1), has(asHeld), later(1), has({ hana: 1000 })],
    'expired 0+15',
  ],
])

cases('L54: closing', { owns: { TOKEN: { hana: 1000 } } }, [
  ['a closed wallet pays', [close('hana'), refused('wallet_closed', transfer('hana', 'ken', 5))], ''],
  ['a closed wallet is held for', [close('shop'), refused('wallet_closed', hold(15))], ''],
  ['post into a closed wallet', [hold(15), close('shop'), refused('wallet_closed', capture('shop'))], 'held 0+0', asHeld],
  ['post from a closed wallet', [hold(15), close('hana'), refused('wallet_closed', capture('shop'))], 'held 0+0', asHeld],
  ['void for a closed payee', [hold(15), close('shop'), release('shop')], 'released 0+15'],
  ['void for a closed payer', [hold(15), close('hana'), release('shop')], 'released 0+15'],
  ['expiry frees', [hold(15), close('hana'), close('shop'), later(7 * day)], 'expired 0+15'],
])
