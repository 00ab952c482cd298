import { describe, expect, test } from 'vitest'
import { issueAsset } from '../../assets/issue-asset.ts'
import { day, formatTime } from '../../core/time.ts'
import { t0 } from '../../test/deciding.ts'
import { createMarket, type Market } from '../../test/market.ts'
import { createTransfer } from '../../transfers/create-transfer.ts'
import { adjustHold } from '../adjust-hold.ts'
import { assignHold } from '../assign-hold.ts'
import { cancelHold } from '../cancel-hold.ts'
import { captureHold } from '../capture-hold.ts'
import { createHold } from '../create-hold.ts'
import { disputeHold } from '../dispute-hold.ts'
import { extendHold } from '../extend-hold.ts'
import { releaseHold } from '../release-hold.ts'
import { sendSignal } from '../send-signal.ts'
import { withdrawDispute } from '../withdraw-dispute.ts'

/** What an attacker tried, each as it is answered now: no party gets more than the terms say, or keeps another from its part. */

const at = (ms: number) => formatTime(t0 + ms)
const delivered = { signal: { name: 'delivered', from: ['payee'] } }

describe('nobody divides the whole anew', () => {
  test.each<[what: string, terms: (market: Market) => object, body: object, as: keyof Market, verdict: string]>([
    ['a payee takes a part of its pay', () => ({}), { amount: 1 }, 'shop', 'ok'],
    ['a payer who confirms pays all', () => ({ rules: [{ action: 'capture', by: ['payer'] }] }), {}, 'hana', 'ok'],
    ['a payer who confirms a penny', () => ({ rules: [{ action: 'capture', by: ['payer'] }] }), { amount: 1 }, 'hana', 'condition_not_met'],
    ['a controller takes its fee once', fee, {}, 'arbiter', 'ok'],
    ['a controller takes its fee with every part', fee, { amount: 100, final: false }, 'arbiter', 'condition_not_met'],
    ['a payee takes parts so small that others get none', shared(false), { amount: 1, final: false }, 'shop', 'condition_not_met'],
    ['the same where the terms allow parts', shared(true), { amount: 1, final: false }, 'shop', 'ok'],
  ])('%s', (_what, terms, body, as, verdict) => {
    const market = createMarket()
    expect(market.verdict(captureHold, market.hold(terms(market)), body, market[as] as string)).toBe(verdict)
  })
})

function fee({ arbiter }: Market): object {
  const outcomes = {
    sale: [
      { to: 'controller', amount: 100 },
      { to: 'payee', rest: true },
    ],
  }
  return { parties: { controller: arbiter }, outcomes, rules: [{ action: 'capture', by: ['controller'], outcome: 'sale' }] }
}

function shared(partial: boolean) {
  return ({ platform }: Market): object => ({
    parties: { platform },
    outcomes: {
      shared: [
        { to: 'payee', share: '50%' },
        { to: 'platform', share: '50%' },
      ],
    },
    rules: [{ action: 'capture', by: ['payee'], outcome: 'shared', partial }],
  })
}

describe('nobody uses up what others need', () => {
  test('however often a seller says delivered, the buyer can dispute', () => {
    const market = createMarket()
    const { arbiter, shop, hana } = market
    const when = { all: [delivered, { after: { since: 'signal:delivered', plus: 'P3D' } }] }
    const id = market.hold({ parties: { controller: arbiter }, rules: [{ action: 'capture', when }], disputes: { by: ['payer'] } })
    for (let count = 0; count < 300; count++) market.must(sendSignal, id, { signal: 'delivered' }, shop)
    expect(market.of(id).history).toHaveLength(2)
    for (let count = 0; count < 99; count++) market.must(sendSignal, id, { signal: 'delivered', data: { count } }, shop)
    expect(market.verdict(sendSignal, id, { signal: 'delivered', data: { count: 99 } }, shop)).toBe('too_many_steps')
    expect(market.verdict(disputeHold, id, {}, hana)).toBe('ok')
  })

  test('however often a payer extends, the payee can show the preimage', () => {
    const market = createMarket()
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    const id = market.hold({ rules: [{ action: 'capture', when: { preimage: { sha256 } } }], expiresAt: at(day) })
    for (let count = 1; count < 100; count++) market.must(extendHold, id, { expiresAt: at(day + count) }, market.hana)
    expect(market.verdict(sendSignal, id, { preimage: '616263' }, market.shop)).toBe('ok')
  })

  test('each party disputes once: withdrawing and disputing again would put it off for ever', () => {
    const market = createMarket()
    const id = market.hold({ parties: { controller: market.arbiter }, disputes: { by: ['payer', 'payee'] } })
    market.must(disputeHold, id, {}, market.hana)
    market.must(withdrawDispute, id, {}, market.hana)
    expect(market.verdict(disputeHold, id, {}, market.hana)).toBe('condition_not_met')
    expect(market.verdict(disputeHold, id, {}, market.shop)).toBe('ok')
  })

  test('one wallet makes eight holds that watch another, and those that ended do not count', () => {
    const market = createMarket()
    const first = market.hold({ amount: 1 })
    const rules = [{ action: 'capture', when: { holdStatus: { hold: first, is: ['captured'] } } }]
    const watching = () => market.verdict(createHold, '', { ...market.sale, amount: 1, rules }, market.hana)
    const made = Array.from({ length: 8 }, () => market.hold({ amount: 1, rules }, market.hana))
    expect(watching()).toBe('terms_invalid rules')
    market.must(releaseHold, made[0]!, {})
    expect(watching()).toBe('ok')
  })
})

describe('a signal counts for whom it is from', () => {
  const orders = ({ courier, platform }: Market) => ({
    parties: { first: courier, second: platform },
    rules: [
      {
        ...{ action: 'capture', when: { signal: { name: 'order', from: ['first', 'second'], where: 'data.amount < 1000' } } },
        ...{ amount: { signal: 'order', field: 'amount' }, final: false, repeat: true },
      },
    ],
  })
  test('one that fails its expression sets nothing off, though another passed before', () => {
    const market = createMarket()
    const id = market.hold(orders(market))
    market.must(sendSignal, id, { signal: 'order', data: { amount: 500 } }, market.courier)
    market.must(sendSignal, id, { signal: 'order', data: { amount: 9000 } }, market.platform)
    expect(market.balance(market.shop)).toEqual([500, 0, 9500])
  })

  test('the amount is what the rule asks for, not what somebody else says last', () => {
    const market = createMarket()
    const { courier, platform, hana } = market
    const order = (role: string, more: object = {}) => ({ signal: { name: 'order', from: [role], ...more } })
    const rules = [
      { action: 'capture', when: { all: [order('first'), { approvedBy: { parties: ['payer'] } }] }, amount: { signal: 'order', field: 'amount' } },
      { action: 'release', when: order('second', { where: 'data.bad == true' }) },
    ]
    const id = market.hold({ parties: { first: courier, second: platform }, rules })
    market.must(sendSignal, id, { signal: 'order', data: { amount: 500 } }, courier)
    market.must(sendSignal, id, { signal: 'order', data: { amount: 9000 } }, platform)
    market.must(sendSignal, id, { approval: '' }, hana)
    expect(market.balance(market.shop)).toEqual([500, 0, 0])
  })
})

describe('what a payee assigned it takes back by no way', () => {
  const low = { outcomes: { low: [{ to: 'payee', share: '1%' }] } }
  test.each<[what: string, terms: (market: Market) => object, call: (market: Market, id: string) => string]>([
    [
      'cancelling',
      () => ({
        rules: [
          { action: 'capture', by: ['payee'] },
          { action: 'cancel', by: ['payee'] },
        ],
      }),
      ({ verdict, shop }, id) => verdict(cancelHold, id, {}, shop),
    ],
    [
      'an outcome that pays it little',
      () => ({
        ...low,
        rules: [
          { action: 'capture', by: ['payee'], outcome: 'low' },
          { action: 'capture', by: ['payer'] },
        ],
      }),
      ({ verdict, shop }, id) => verdict(captureHold, id, {}, shop),
    ],
    ['releasing as controller too', ({ shop }) => ({ parties: { controller: shop } }), ({ verdict, shop }, id) => verdict(releaseHold, id, {}, shop)],
    ['a final capture of less', () => ({}), ({ verdict, shop }, id) => verdict(captureHold, id, { amount: 5999 }, shop)],
  ])('%s', (_what, terms, call) => {
    const market = createMarket()
    const id = market.hold(terms(market))
    market.must(assignHold, id, { to: market.lender, amount: 6000 }, market.shop)
    expect(call(market, id)).toBe('condition_not_met')
  })

  test('no more can be assigned than a capture can pay', () => {
    const market = createMarket()
    const id = market.hold({ ...low, rules: [{ action: 'capture', by: ['payee'], outcome: 'low' }] })
    expect(market.verdict(assignHold, id, { to: market.lender, amount: 101 }, market.shop)).toBe('exceeds_hold amount')
    expect(market.verdict(assignHold, id, { to: market.lender, amount: 100 }, market.shop)).toBe('ok')
    expect(market.verdict(adjustHold, id, { amount: 9000 }, market.shop)).toBe('ok')
  })
})

test('a payer who fills the limit of the platform takes its share only, not the pay of the seller', () => {
  const market = createMarket()
  market.must(issueAsset, 'JPY', { to: market.platform, amount: 999_500 })
  const outcomes = {
    sale: [
      { to: 'platform', share: '5%' },
      { to: 'payee', rest: true },
    ],
  }
  const id = market.hold({
    parties: { platform: market.platform },
    outcomes,
    rules: [{ action: 'capture', outcome: 'sale', when: { after: at(day) } }],
  })
  market.must(createTransfer, '', { from: market.hana, to: market.platform, asset: 'JPY', amount: 1 })
  market.pass(day)
  expect(market.of(id)).toMatchObject({ status: 'captured', legs: [{ captured: 9500, released: 500 }] })
  expect(market.balance(market.shop)).toEqual([9500, 0, 0])
})

describe('a period is counted from the first signal that fits, and only from that', () => {
  const warm = (market: Market) => ({
    ...{ parties: { courier: market.courier }, expiresAt: at(30 * day) },
    rules: [
      {
        ...{ name: 'good', action: 'capture' },
        when: {
          all: [
            { signal: { name: 'delivered', from: ['courier'], where: 'data.degrees < 8' } },
            { after: { since: 'signal:delivered', plus: 'P1D' } },
          ],
        },
      },
    ],
  })
  const send = (degrees: number) => ({ signal: 'delivered', data: { degrees } })

  test('one that is too warm starts nothing', () => {
    const market = createMarket()
    const id = market.hold(warm(market))
    market.must(sendSignal, id, send(15))
    market.pass(2 * day)
    expect(market.must(sendSignal, id, send(5)).evidence).toMatchObject([{ fits: true }])
    market.pass(day - 1)
    expect(market.of(id).status).toBe('held')
    market.pass(1)
    expect(market.of(id).status).toBe('captured')
  })

  test('a piece that does not fit is kept, and said not to', () => {
    const market = createMarket()
    expect(market.must(sendSignal, market.hold(warm(market)), send(15)).evidence).toMatchObject([{ fits: false }])
  })

  test('conditions that want the same signal in two ways leave open which one is meant', () => {
    const market = createMarket()
    const [good] = warm(market).rules
    const bad = { action: 'release', when: { signal: { name: 'delivered', from: ['courier'], where: 'data.degrees >= 8' } } }
    expect(market.verdict(createHold, '', { ...market.sale, ...warm(market), rules: [good, bad] })).toBe('terms_invalid rules.0.when')
  })

  test('an instant that is past already would act at once: a wrong year is refused', () => {
    const market = createMarket()
    const rules = (by?: string[]) => [{ action: 'capture', by, when: { after: at(-day) } }]
    expect(market.verdict(createHold, '', { ...market.sale, rules: rules() })).toBe('terms_invalid rules.0.when')
    expect(market.verdict(createHold, '', { ...market.sale, rules: rules(['payee']) })).toBe('ok')
  })
})
