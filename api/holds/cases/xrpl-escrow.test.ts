import { accept, cancel, capture, cases, has, hold, later, newest, refused, send, type World } from './cases.contract.ts'

/** Escrows by time and condition, after rippled's Escrow_test.cpp; the numbers are those of holds.md section C. Zelda, a stranger, is Ken. Vectors: conditions/fulfillments. */

const second = 1_000
const payees = { shop: 5000, ken: 5000 }
const finishAfter = { after: { since: 'created', plus: 'PT97S' } }
const escrow = (...rules: object[]) => hold(1000, ({ ken, in: at }: World) => ({ parties: { zelda: ken }, rules, expiresAt: at(117 * second) }))
const byPayee = escrow({ action: 'capture', by: ['payee'], when: finishAfter })
const byItself = escrow({ name: 'finish', action: 'capture', when: finishAfter })
const condition = 'a0258020e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855810100'
const locked = escrow({ action: 'capture', when: { fulfillment: { condition } } })
const fulfillment = { fulfillment: 'a0028000' }
const byOthers = escrow({ action: 'capture', by: ['payee', 'zelda'] })
const [open, paid] = [{ hana: [4000, 1000] as const }, { hana: 4000, shop: 6000 }]
const deposit = hold(1000, ({ ken }) => ({ acceptances: ['payee'], parties: { zelda: ken }, rules: [{ action: 'capture', by: ['payee', 'zelda'] }] }))

cases('XRPLF/rippled src/test/app/Escrow_test.cpp', { owns: { TOKEN: { hana: 5000, ...payees } } }, [
  ['49: finish a millisecond too early', [byPayee, later(97 * second - 1), refused('condition_not_met', capture('shop'))], 'held 0+0', open],
  ['49: finish in time', [byPayee, later(97 * second), capture('shop')], 'captured 1000+0', paid],
  [
    '49: finish (the source needs a call; here it can act by itself)',
    [byItself, later(97 * second - 1), has(open), later(1), newest({ action: 'capture', by: null })],
    'captured 1000+0',
    paid,
  ],
  ['50: cancel before CancelAfter', [locked, later(117 * second - 1), refused('condition_not_met', cancel('hana'))], 'held 0+0', open],
  ['50: finish a millisecond before CancelAfter', [locked, later(117 * second - 1), send('shop', fulfillment)], 'captured 1000+0', paid],
  [
    '50: finish at CancelAfter (the source needs a call to cancel; here it is back by itself)',
    [locked, later(117 * second), has({}), refused('hold_expired', send('shop', fulfillment))],
    'expired 0+1000',
  ],
  ['53: finished by a stranger whom the terms name', [byOthers, capture('ken')], 'captured 1000+0', paid],
  ['53: fulfilled by a stranger whom the terms name', [locked, send('ken', fulfillment)], 'captured 1000+0', paid],
  ['53: by any other (the source allows it; here refused)', [locked, refused('not_permitted', send('courier', fulfillment))], 'held 0+0', open],
  ['53: deposit authorisation: nothing is locked before the payee accepts', [deposit, refused('not_permitted', accept('hana'))], 'proposed 0+0'],
  ['53: then not finished by the payer', [deposit, accept('shop'), refused('not_permitted', capture('hana'))], 'held 0+0', open],
  ['53: but by the payee', [deposit, accept('shop'), capture('shop')], 'captured 1000+0', paid],
  ['53: or by whom it authorised', [deposit, accept('shop'), capture('ken')], 'captured 1000+0', paid],
])

const sha256Of = {
  abc: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  '': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
}
const two = escrow(
  { name: 'deliver', action: 'capture', when: { preimage: { sha256: sha256Of.abc } } },
  { name: 'return', action: 'release', when: { fulfillment: { condition } } },
)
const [buyersKey, sellersKey] = [{ preimage: '616263' }, fulfillment]

cases('ERC-7573: exactly one key is revealed', { owns: { TOKEN: { hana: 5000, ...payees } } }, [
  ["56: the buyer's delivers", [two, send('shop', buyersKey), refused('already_captured', send('hana', sellersKey))], 'captured 1000+0', paid],
  ["56: the seller's returns", [two, send('hana', sellersKey), refused('already_released', send('shop', buyersKey))], 'released 0+1000'],
  ['56: another does nothing', [two, refused('evidence_invalid preimage', send('shop', { preimage: '616264' }))], 'held 0+0', open],
])
