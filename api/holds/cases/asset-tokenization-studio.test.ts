import { createAsset } from '../../assets/create-asset.ts'
import { closeWallet } from '../../wallets/close-wallet.ts'
import { freezeWallet } from '../../wallets/freeze-wallet.ts'
import { accept, ask, cancel, capture, cases, hold, newest, refused, release, until, type World } from './cases.contract.ts'

/** Holds of securities, after hashgraph/asset-tokenization-studio; the numbers are those of holds.md section C. The escrow is the arbiter. */

const ofEscrow = ({ arbiter }: World) => ({
  parties: { controller: arbiter },
  rules: [{ action: 'capture', by: ['controller'], partial: true }],
  expiresAt: '2030-02-01T00:00:02Z',
})
const [made, before, at, after] = ['2030-01-01T00:00:00Z', '2030-02-01T00:00:01.999Z', '2030-02-01T00:00:02Z', '2030-02-01T00:00:03Z'].map(until) as [
  ReturnType<typeof until>,
  ReturnType<typeof until>,
  ReturnType<typeof until>,
  ReturnType<typeof until>,
]
const frozen = (who: 'hana' | 'shop') => ask(freezeWallet, (world) => world[who])
const held = { hana: [0, 1000] as const }
const proposed = hold(1000, { acceptances: ['payee'] })
const ofPersons = ask(createAsset, '', { code: 'PERSONS', scale: 0, rules: { receivers: ['person'] } })

cases('hashgraph/asset-tokenization-studio hold.test.ts', { owns: { TOKEN: { hana: 1000 } }, terms: ofEscrow }, [
  ['31: execute more than is held', [hold(1000), refused('exceeds_hold amount', capture('arbiter', { amount: 2000 }))], 'held 0+0', held],
  ['31: execute as another escrow', [hold(1000), refused('not_permitted', capture('courier'))], 'held 0+0', held],
  [
    '31: execute to another destination (here it cannot be said)',
    [
      hold(1000),
      refused(
        'invalid_request to',
        capture('arbiter', ({ ken }) => ({ to: ken })),
      ),
    ],
    'held 0+0',
    held,
  ],
  ['31: execute what is not there', [refused('hold_not_found', capture('arbiter'))], ''],
  ['32: execute after expiry', [made, hold(1000), after, refused('hold_expired', capture('arbiter'))], 'expired 0+1000'],
  ['32: release after expiry', [made, hold(1000), after, refused('hold_expired', release('arbiter'))], 'expired 0+1000'],
  [
    '32: reclaim after expiry (the source needs the call; here it went back by itself)',
    [made, hold(1000), after, newest({ action: 'expire', by: null }), refused('hold_expired', cancel('hana'))],
    'expired 0+1000',
  ],
  ['32: reclaim early', [made, hold(1000), before, refused('condition_not_met', cancel('hana'))], 'held 0+0', held],
  [
    'FIND-134: a millisecond before the expiry it can be executed',
    [hold(1000), before, capture('arbiter')],
    'captured 1000+0',
    { hana: 0, shop: 1000 },
  ],
  ['FIND-134, PR #1149: at the expiry neither executed', [hold(1000), at, refused('hold_expired', capture('arbiter'))], 'expired 0+1000'],
  ['FIND-134, PR #1149: nor released', [hold(1000), at, refused('hold_expired', release('arbiter'))], 'expired 0+1000'],
  ['FIND-061, PR #1382: approval at the expiry makes no hold', [proposed, at, refused('hold_expired', accept('shop'))], 'expired 0+1000'],
  ['34: execute to a blocked destination', [hold(1000), frozen('shop'), refused('wallet_frozen', capture('arbiter'))], 'held 0+0', held],
  ['34: execute from a blocked origin', [hold(1000), frozen('hana'), refused('wallet_frozen', capture('arbiter'))], 'held 0+0', held],
  ['34: hold for a blocked destination', [frozen('shop'), refused('wallet_frozen', hold(1000))], ''],
  ['34: hold from a blocked origin', [frozen('hana'), refused('wallet_frozen', hold(1000))], ''],
  ['34: a blocked origin gets its own back', [hold(1000), frozen('hana'), release('arbiter')], 'released 0+1000'],
  [
    '34: a closed destination is executed to',
    [hold(1000), ask(closeWallet, ({ shop }) => shop), refused('wallet_closed', capture('arbiter'))],
    'held 0+0',
    held,
  ],
  ['34: hold for a destination that may not own it', [ofPersons, refused('rule_violated', hold(1, { asset: 'PERSONS' }))], ''],
])
