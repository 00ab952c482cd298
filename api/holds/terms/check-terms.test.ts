import { describe, expect, test } from 'vitest'
import { createAsset } from '../../assets/create-asset.ts'
import { issueAsset } from '../../assets/issue-asset.ts'
import { day, formatTime } from '../../core/time.ts'
import { t0 } from '../../test/deciding.ts'
import { createMarket, type Market } from '../../test/market.ts'
import { closeWallet } from '../../wallets/close-wallet.ts'
import { freezeWallet } from '../../wallets/freeze-wallet.ts'
import { createHold } from '../create-hold.ts'

const at = (ms: number) => formatTime(t0 + ms)
const rule = { action: 'capture', by: ['payee'] }
const waiting = { signal: { name: 'delivered', from: ['courier'] } }
const repeat = { action: 'capture', when: waiting, amount: { signal: 'delivered', field: 'amount' }, final: false, repeat: true }
const also = (_done: unknown, change: object) => change
const halves = [
  { to: 'payee', share: '50%' },
  { to: 'platform', share: '50%' },
]
const two = ({ hana, shop, ken }: Market) => ({
  ...{ from: undefined, to: undefined, asset: undefined, amount: undefined },
  legs: [
    { from: hana, to: shop, asset: 'JPY', amount: 10 },
    { from: ken, to: hana, asset: 'BOND', amount: 10 },
  ],
})

describe('what cannot be is refused when the hold is made: each row differs from good terms in one thing', () => {
  test.each<[what: string, verdict: string, change: (market: Market) => object]>([
    ['good', 'ok', () => ({})],
    ['a role nobody has', 'terms_invalid rules.0.by', () => ({ rules: [{ ...rule, by: ['notary'] }] })],
    [
      'a role nobody has, in a condition',
      'terms_invalid rules.0.when',
      () => ({ rules: [{ ...rule, when: { approvedBy: { parties: ['notary'] } } }] }),
    ],
    ['an outcome that is not there', 'terms_invalid rules.0.outcome', () => ({ rules: [{ ...rule, outcome: 'late' }] })],
    ['split, which only a resolver can choose', 'terms_invalid rules.0.outcome', () => ({ rules: [{ ...rule, outcome: 'split' }] })],
    [
      'two rules of one name',
      'terms_invalid rules',
      () => ({
        rules: [
          { ...rule, name: 'a' },
          { ...rule, name: 'a' },
        ],
      }),
    ],
    [
      '60 % and 60 % (Blnk, precision tests)',
      'terms_invalid outcomes.late',
      () => ({ outcomes: { late: halves.map((one) => ({ ...one, share: '60%' })) } }),
    ],
    [
      '60 % and 40 %',
      'ok',
      () => ({
        outcomes: {
          late: [
            { ...halves[0], share: '60%' },
            { ...halves[1], share: '40%' },
          ],
        },
      }),
    ],
    ['5,000 and half of 10,000', 'ok', () => ({ outcomes: { late: [{ to: 'payee', amount: 5000 }, halves[1]] } })],
    ['5,001 and half of 10,000', 'terms_invalid outcomes.late', () => ({ outcomes: { late: [{ to: 'payee', amount: 5001 }, halves[1]] } })],
    ['two rests', 'terms_invalid outcomes.late', () => ({ outcomes: { late: halves.map(({ to }) => ({ to, rest: true })) } })],
    ['a portion for nobody', 'terms_invalid outcomes.late.0.to', () => ({ outcomes: { late: [{ to: 'notary', share: '1/3' }] } })],
    [
      'a portion for a wallet that is not there',
      'wallet_not_found outcomes.late.0.to',
      () => ({ outcomes: { late: [{ to: `wal_${'0'.repeat(26)}`, share: '1/3' }] } }),
    ],
    ['a party that is not there', 'wallet_not_found parties.courier', () => ({ parties: { courier: `wal_${'0'.repeat(26)}` } })],
    [
      'a portion of a leg that is not there',
      'terms_invalid outcomes.late.0.leg',
      () => ({ outcomes: { late: [{ to: 'payee', share: '1/3', leg: 1 }] } }),
    ],
    [
      'a fixed amount of two legs',
      'terms_invalid outcomes.late.0.leg',
      (market) => ({ ...two(market), outcomes: { late: [{ to: 'payee', amount: 1 }] } }),
    ],
    ['a fixed amount of one of two legs', 'ok', (market) => ({ ...two(market), outcomes: { late: [{ to: 'payee', amount: 1, leg: 1 }] } })],
    ['a partial capture of two legs', 'terms_invalid rules.0.amount', (market) => ({ ...two(market), rules: [{ ...rule, amount: 5 }] })],
    ['limits on two legs', 'terms_invalid limits', (market) => ({ ...two(market), limits: { perCapture: 5 } })],
    ['a period of no time', 'terms_invalid limits.perPeriod.period', () => ({ limits: { perPeriod: { amount: 5, period: 'PT0S' } } })],
    ['an instant at the end', 'terms_invalid rules.0.when', () => ({ rules: [{ ...rule, when: { after: at(7 * day) } }] })],
    ['an instant just before the end', 'ok', () => ({ rules: [{ ...rule, when: { after: at(7 * day - 1) } }] })],
    ['a span as long as the hold', 'terms_invalid rules.0.when', () => ({ rules: [{ ...rule, when: { after: { since: 'held', plus: 'P7D' } } }] })],
    [
      'a span from a signal nobody asks for',
      'terms_invalid rules.0.when',
      () => ({ rules: [{ ...rule, when: { after: { since: 'signal:sent', plus: 'P1D' } } }] }),
    ],
    ['a rule that repeats on a signal', 'ok', () => ({ rules: [repeat] })],
    ['a rule that repeats on nothing', 'terms_invalid rules.0.repeat', () => ({ rules: [{ ...repeat, when: null, amount: null }] })],
    ['a rule that repeats when called', 'terms_invalid rules.0.repeat', () => ({ rules: [{ ...repeat, by: ['payee'] }] })],
    [
      'the amount of another signal',
      'terms_invalid rules.0.amount.signal',
      () => ({ rules: [{ ...repeat, amount: { signal: 'sent', field: 'amount' } }] }),
    ],
    ['a partial cancellation', 'terms_invalid rules.0.final', () => ({ rules: [{ action: 'cancel', by: ['payer'], final: false }] })],
    ['disputes without a controller', 'terms_invalid disputes.resolvers', () => ({ disputes: { by: ['payer'] }, parties: {} })],
    ['disputes by nobody', 'terms_invalid disputes.by', () => ({ disputes: { by: ['notary'] } })],
    ['disputes with an outcome that is not there', 'terms_invalid disputes.outcomes', () => ({ disputes: { by: ['payer'], outcomes: ['late'] } })],
    ['disputes otherwise ending in a split', 'terms_invalid disputes.otherwise', () => ({ disputes: { by: ['payer'], otherwise: 'split' } })],
    ['disputes with no time', 'terms_invalid disputes.within', () => ({ disputes: { by: ['payer'], within: 'PT0S' } })],
    ['a hundred conditions', 'ok', () => ({ rules: [nested(93), { ...rule, when: { after: at(1) } }] })],
    ['one more', 'terms_invalid rules', () => ({ rules: [nested(93), { ...rule, when: { any: [{ after: at(1) }] } }] })],
    [
      'an oracle that is not there',
      'oracle_not_found rules.0.when',
      () => ({ rules: [{ ...rule, when: { attestedBy: { oracle: `orc_${'0'.repeat(26)}`, statement: 'done' } } }] }),
    ],
    ['a receiver that is frozen', 'wallet_frozen', ({ must, platform }) => also(must(freezeWallet, platform, {}), { outcomes: { late: halves } })],
    ['a receiver that is closed', 'wallet_closed', ({ must, platform }) => also(must(closeWallet, platform, {}), { outcomes: { late: halves } })],
    ['a party that is frozen, but receives nothing', 'ok', ({ must, platform }) => also(must(freezeWallet, platform, {}), {})],
    [
      'a receiver without room',
      'holding_limit_exceeded amount',
      ({ must, platform }) => also(must(issueAsset, 'JPY', { to: platform, amount: 995_001 }), { outcomes: { late: halves } }),
    ],
    [
      'a receiver with just enough room',
      'ok',
      ({ must, platform }) => also(must(issueAsset, 'JPY', { to: platform, amount: 995_000 }), { outcomes: { late: halves } }),
    ],
    [
      'a receiver who may not have the asset',
      'rule_violated',
      ({ must, ken, hana }) => {
        must(createAsset, '', { code: 'FISH', scale: 0, rules: { receivers: ['business', 'system'] } })
        return { asset: 'FISH', amount: 1, outcomes: { late: [{ to: ken, share: '1/2' }] }, parties: { courier: hana } }
      },
    ],
  ])('%s', (_what, verdict, change) => {
    const market = createMarket()
    const { sale, arbiter, courier, platform } = market
    const good = { ...sale, expiresAt: at(7 * day), parties: { controller: arbiter, courier, platform } }
    expect(market.verdict(createHold, '', { ...good, ...change(market) })).toBe(verdict)
  })
})

/** A rule with this many conditions and two above them. */
function nested(count: number): object {
  const leaves = Array.from({ length: count }, (_, index) => ({ before: at(index + 1) }))
  const groups = [0, 20, 40, 60, 80].map((begin) => ({ any: leaves.slice(begin, begin + 20) }))
  return { ...rule, when: { all: groups.slice(0, Math.ceil(count / 20)) } }
}
