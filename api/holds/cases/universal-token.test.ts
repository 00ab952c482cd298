import { redeemAsset } from '../../assets/redeem-asset.ts'
import { ask, capture, cases, hold, hour, later, refused, release, send, type World } from './cases.contract.ts'

/** ConsenSys's hash-locked holds; the numbers are those of holds.md section C. The notary is the arbiter. */

const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
const [secret, wrong] = [{ preimage: '616263' }, { preimage: '616264' }]
const locked = (world: World) => ({
  parties: { controller: world.arbiter, candidate: world.ken },
  outcomes: { chosen: [{ to: 'candidate', rest: true }] },
  rules: [
    { name: 'revealed', action: 'capture', when: { preimage: { sha256 } } },
    { action: 'capture', by: ['controller'] },
    { name: 'chosen', action: 'capture', when: { approvedBy: { parties: ['controller'], topic: 'candidate' } }, outcome: 'chosen' },
  ],
  expiresAt: world.in(hour),
})
const redeem = (amount: number) => ask(redeemAsset, 'TOKEN', ({ hana }) => ({ from: hana, amount }))

cases('ConsenSys/UniversalToken test/HoldableToken.test.js', { owns: { TOKEN: { hana: 1000 } }, terms: locked }, [
  ['18: what is held stays owned', [hold(900)], 'held 0+0', { hana: [100, 900] }],
  ['18: the secret executes it', [hold(900), send('shop', secret)], 'captured 900+0', { hana: 100, shop: 900 }],
  ['18: another does not', [hold(900), refused('evidence_invalid preimage', send('shop', wrong))], 'held 0+0', { hana: [100, 900] }],
  ['21: the payer releases before expiry', [hold(900), refused('not_permitted', release('hana'))], 'held 0+0', { hana: [100, 900] }],
  ['21: the payee releases', [hold(900), release('shop')], 'released 0+900'],
  ['21: the notary releases', [hold(900), release('arbiter')], 'released 0+900'],
  [
    '22: expired, the notary executes (the source allows it; here refused)',
    [hold(900), later(hour), refused('hold_expired', capture('arbiter'))],
    'expired 0+900',
  ],
  [
    '22: expired, the secret is shown (the source allows it; here refused)',
    [hold(900), later(hour), refused('hold_expired', send('shop', secret))],
    'expired 0+900',
  ],
  ['24: what is held is burned', [hold(900), refused('insufficient_funds amount', redeem(101))], 'held 0+0', { hana: [100, 900] }],
  ['24: what is not held is burned', [hold(900), redeem(100)], 'held 0+0', { hana: [0, 900] }],
])

cases('the same, without a recipient', { owns: { TOKEN: { hana: 9_876_543_210 } }, terms: locked }, [
  ['23: held for nobody yet (the source allows it; here refused)', [refused('invalid_request to', hold(9_000_000_000, { to: undefined }))], ''],
  [
    '23: the notary names a recipient the terms know',
    [hold(9_000_000_000), send('arbiter', { approval: 'candidate' })],
    'captured 9000000000+0',
    { hana: 876_543_210, ken: 9_000_000_000 },
  ],
  [
    '23: the notary names another (here it has no way to)',
    [
      hold(9_000_000_000),
      refused(
        'invalid_request to',
        capture('arbiter', ({ lender }) => ({ to: lender })),
      ),
    ],
    'held 0+0',
    { hana: [876_543_210, 9_000_000_000] },
  ],
])
