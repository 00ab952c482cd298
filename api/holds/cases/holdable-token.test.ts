import { day } from '../../core/time.ts'
import { cancel, capture, cases, extend, has, hold, hour, later, newest, refused, release, send, transfer, type World } from './cases.contract.ts'

/** ERC-1996 and ERC-2018 as their authors tested them; the numbers are those of holds.md section C. The notary is the arbiter. */

const nobody = `wal_${'0'.repeat(26)}`
const ofNotary = (world: World) => ({
  parties: { controller: world.arbiter },
  rules: [{ action: 'capture', by: ['controller'], partial: true }],
  expiresAt: world.in(day),
})

cases('IoBuilders/holdable-token test/Holdable.js', { owns: { TOKEN: { hana: 3, ken: 3 } }, terms: ofNotary }, [
  ['1: released by the notary', [hold(1), release('arbiter')], 'released 0+1', { hana: 3 }],
  ['2: released by the payee', [hold(1), release('shop')], 'released 0+1', { hana: 3 }],
  ['3: by the payer, before it expires: refused', [hold(1), refused('not_permitted', release('hana'))], 'held 0+0', { hana: [2, 1] }],
  [
    '4: after expiry (the source lets a stranger call for it; here time does it, and the stranger is refused)',
    [hold(1), later(day), has({ hana: 3 }), refused('not_permitted', release('ken'))],
    'expired 0+1',
  ],
  ['5: released twice', [hold(1), release('arbiter'), refused('already_released', release('arbiter'))], 'released 0+1'],
  ['6: executed whole', [hold(3), capture('arbiter', { amount: 3 }), newest({ action: 'capture', amount: 3 })], 'captured 3+0', { hana: 0, shop: 3 }],
  [
    '7: executed in part, which frees the rest, and never again',
    [hold(3), capture('arbiter', { amount: 1 }), refused('already_captured', capture('arbiter', { amount: 1 }))],
    'captured 1+2',
    { hana: 2, shop: 1 },
  ],
  [
    '9: executed and kept open, then executed',
    [hold(3), capture('arbiter', { amount: 1, final: false }), has({ hana: [0, 2], shop: 1 }), capture('arbiter', { amount: 2 })],
    'captured 3+0',
    { hana: 0, shop: 3 },
  ],
  ['11: execute more than is held', [hold(3), refused('exceeds_hold amount', capture('arbiter', { amount: 4 }))], 'held 0+0', { hana: [0, 3] }],
  ['11: execute 0', [hold(3), refused('invalid_request amount', capture('arbiter', { amount: 0 }))], 'held 0+0', { hana: [0, 3] }],
  ['11: execute as the payer', [hold(3), refused('not_permitted', capture('hana'))], 'held 0+0', { hana: [0, 3] }],
  ['11: execute as the payee', [hold(3), refused('condition_not_met', capture('shop'))], 'held 0+0', { hana: [0, 3] }],
  ['11: execute after release', [hold(3), release('arbiter'), refused('already_released', capture('arbiter'))], 'released 0+3'],
  ['11: execute at the expiry', [hold(3), later(day), refused('hold_expired', capture('arbiter'))], 'expired 0+3'],
  ['11: execute what is not there', [refused('hold_not_found', capture('arbiter'))], ''],
  ['12: hold 0', [refused('invalid_request amount', hold(0))], ''],
  ['12: for nobody', [refused('wallet_not_found to', hold(1, { to: nobody }))], ''],
  ['12: with nobody as notary', [refused('wallet_not_found parties.controller', hold(1, { parties: { controller: nobody } }))], ''],
  ['12: more than there is', [refused('insufficient_funds amount', hold(4))], ''],
  [
    '12: until a past time',
    [
      refused(
        'expiry_in_past expiresAt',
        hold(1, ({ in: at }) => ({ expiresAt: at(-1000) })),
      ),
    ],
    '',
  ],
  ['12: by an operator who has no part in it', [refused('not_permitted', hold(1, {}, 'ken'))], ''],
  [
    '12: by the notary (the source lets an authorised operator bind the payer; here the payer must accept)',
    [hold(1, {}, 'arbiter'), has({ hana: 3 })],
    'proposed 0+0',
  ],
  ['15: what is held adds up, what is owned stays', [hold(1), has({ hana: [2, 1] }), hold(2)], 'held 0+0, held 0+0', { hana: [0, 3] }],
  ['15: of two payers', [hold(3), hold(2, ({ ken }) => ({ from: ken }), 'ken')], 'held 0+0, held 0+0', { hana: [0, 3], ken: [1, 2] }],
  [
    '16: only what is available can be transferred',
    [hold(1), refused('insufficient_funds amount', transfer('hana', 'shop', 3)), transfer('hana', 'shop', 2)],
    'held 0+0',
    { hana: [0, 1], shop: 2 },
  ],
  [
    'renewHold: by the payer, kept open or not',
    [
      ...[hold(2), capture('arbiter', { amount: 1, final: false }), later(day / 2), extend('hana', ({ in: at }) => ({ expiresAt: at(day) }))],
      ...[later(day - hour), has({ hana: [1, 1], shop: 1 })],
    ],
    'held 1+0',
    { hana: [1, 1], shop: 1 },
  ],
])

/** The clearing agent takes the arbiter's place: it may take an order into process, and clear it only then. */
const ofAgent = ({ arbiter }: World) => ({
  parties: { controller: arbiter },
  rules: [
    { name: 'clear', action: 'capture', by: ['controller'], when: { signal: { name: 'process', from: ['controller'] } } },
    { action: 'cancel', by: ['payer'], when: { before: { since: 'signal:process', plus: 'PT0S' } } },
  ],
})
const process = send('arbiter', { signal: 'process' })

cases('IoBuilders/clearable-token test/Clearable.js', { owns: { TOKEN: { hana: 3 } }, terms: ofAgent }, [
  [
    '17: rejected with a reason',
    [hold(1), release('arbiter', { memo: 'Unknown beneficiary' }), newest({ action: 'release', memo: 'Unknown beneficiary' })],
    'released 0+1',
  ],
  ['17: rejected by the payer', [hold(1), refused('not_permitted', release('hana'))], 'held 0+0', { hana: [2, 1] }],
  ['17: rejected twice', [hold(1), release('arbiter'), refused('already_released', release('arbiter'))], 'released 0+1'],
  ['17: cancelled while only ordered', [hold(1), cancel('hana')], 'cancelled 0+1'],
  ['17: cancelled in process', [hold(1), process, refused('condition_not_met', cancel('hana'))], 'held 0+0', { hana: [2, 1] }],
  ['17: taken into process by the payer', [hold(1), refused('not_permitted', send('hana', { signal: 'process' }))], 'held 0+0', { hana: [2, 1] }],
  ['17: processed and cleared', [hold(1), process, capture('arbiter')], 'captured 1+0', { hana: 2, shop: 1 }],
])
