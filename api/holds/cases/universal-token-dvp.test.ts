import { day } from '../../core/time.ts'
import { accept, capture, cases, has, hold, hour, later, propose, refused, send, type World } from './cases.contract.ts'

/** ConsenSys's delivery versus payment; the numbers are those of holds.md section C. The executer is the arbiter. */

const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
const [secret, wrong] = [{ preimage: '616263' }, { preimage: '616264' }]
const revealed = { rules: [{ name: 'revealed', action: 'capture', when: { preimage: { sha256 } } }] }
const first = hold(600, ({ in: at }) => ({ ...revealed, expiresAt: at(hour) }))
const ofKen = ({ ken, courier, in: at }: World) => ({ from: ken, to: courier, asset: 'OTHER', expiresAt: at(day) })
const second = hold(1200, (world) => ({ ...revealed, ...ofKen(world) }), 'ken')
const together = hold(
  1200,
  (world) => ({ ...ofKen(world), rules: [{ action: 'capture', when: { holdStatus: { hold: world.ids[0], is: ['captured'] } } }] }),
  null,
)
const bothHeld = [has({ hana: [400, 600] }), has({ ken: [800, 1200] }, 'OTHER')]
const swapped = [has({ hana: 400, shop: 600 }), has({ ken: 800, courier: 1200 }, 'OTHER')]

cases('test/DVPHoldableLockable.test.js', { owns: { TOKEN: { hana: 1000 }, OTHER: { ken: 2000 } } }, [
  [
    '25: both sides under one secret',
    [first, second, ...bothHeld, send('shop', secret), send('courier', secret, 1), ...swapped],
    'captured 600+0, captured 1200+0',
    { hana: 400, shop: 600 },
  ],
  [
    '25: both at once, one following the other',
    [first, together, ...bothHeld, send('shop', secret), ...swapped],
    'captured 600+0, captured 1200+0',
    { hana: 400, shop: 600 },
  ],
  [
    '26: the wrong secret',
    [first, second, refused('evidence_invalid preimage', send('shop', wrong)), ...bothHeld],
    'held 0+0, held 0+0',
    { hana: [400, 600] },
  ],
  [
    '26: never shown',
    [first, together, later(hour), has({ ken: [800, 1200] }, 'OTHER'), later(day), has({}, 'OTHER')],
    'expired 0+600, expired 0+1200',
  ],
])

/** Hana sells 600 for 1,200 of Ken; the arbiter executes. */
const trade = propose((world) => ({
  legs: [
    { from: world.hana, to: world.ken, asset: 'TOKEN', amount: 600 },
    { from: world.ken, to: world.hana, asset: 'OTHER', amount: 1200 },
  ],
  parties: { controller: world.arbiter },
  rules: [{ action: 'capture', by: ['controller'], partial: true }],
  expiresAt: world.in(hour),
}))
const offLedger = { rules: [{ action: 'capture', when: { approvedBy: { parties: ['payer'], topic: 'paid' } } }] }

cases('test/DVP.test.js', { owns: { TOKEN: { hana: 1000 }, OTHER: { ken: 2000 } } }, [
  [
    '30: accepted and executed',
    [trade, accept('ken'), capture('arbiter'), has({ ken: 800, hana: 1200 }, 'OTHER')],
    'captured',
    { hana: 400, ken: 600 },
  ],
  ['30: accepted by another', [trade, refused('not_permitted', accept('courier'))], 'proposed', { hana: [400, 600] }],
  [
    '30: accepted with an amount (here it cannot differ from the terms)',
    [trade, refused('invalid_request amount', accept('ken', { amount: 1199 }))],
    'proposed',
    { hana: [400, 600] },
  ],
  ['30: executed before it is accepted', [trade, refused('hold_not_open', capture('arbiter'))], 'proposed', { hana: [400, 600] }],
  ['30: executed after expiry', [trade, accept('ken'), later(hour), refused('hold_expired', capture('arbiter'))], 'expired'],
  ['30: accepted after expiry', [trade, later(hour), refused('hold_expired', accept('ken'))], 'expired'],
  [
    '30: forced by one side (the source allows it; here refused: all legs or none)',
    [trade, refused('hold_not_open', capture('hana')), accept('ken'), refused('condition_not_met', capture('hana'))],
    'held',
    { hana: [400, 600] },
  ],
  [
    '30: paid for outside the ledger',
    [hold(600, offLedger), refused('not_permitted', send('shop', { approval: 'paid' })), send('hana', { approval: 'paid' })],
    'captured 600+0',
    { hana: 400, shop: 600 },
  ],
])
