import { describe, expect, test } from 'vitest'
import { day, formatTime } from '../../core/time.ts'
import { t0 } from '../../test/deciding.ts'
import { createMarket, type Market } from '../../test/market.ts'
import { closeWallet } from '../../wallets/close-wallet.ts'
import { freezeWallet } from '../../wallets/freeze-wallet.ts'
import { captureHold } from '../capture-hold.ts'
import { disputeHold } from '../dispute-hold.ts'
import { resolveHold } from '../resolve-hold.ts'
import { sendSignal } from '../send-signal.ts'
import { withdrawDispute } from '../withdraw-dispute.ts'

const at = (ms: number) => formatTime(t0 + ms)
const hour = 3_600_000

/** Delivered by the courier, paid an hour later; a tenth goes to the platform. */
const delivery = ({ arbiter, courier, platform }: Market) => ({
  expiresAt: at(7 * day),
  parties: { controller: arbiter, courier, platform },
  outcomes: {
    paid: [
      { to: 'platform', share: '10%' },
      { to: 'payee', rest: true },
    ],
  },
  rules: [{ name: 'inspected', action: 'capture', when: { after: { since: 'signal:delivered', plus: 'PT1H' } }, outcome: 'paid' }],
  disputes: { by: ['payer'], within: 'P10D' },
})
/** The rule waits for the signal, which some condition must ask for. */
const inspected = (market: Market) => ({
  ...delivery(market),
  rules: [
    {
      name: 'inspected',
      action: 'capture',
      outcome: 'paid',
      when: { all: [{ signal: { name: 'delivered', from: ['courier'] } }, { after: { since: 'signal:delivered', plus: 'PT1H' } }] },
    },
  ],
})

describe('what happens by itself, at its own instant', () => {
  test.each<[what: string, steps: (market: Market, id: string) => void, status: string, owns: number[]]>([
    ['nothing: it expires', ({ pass }) => pass(7 * day), 'expired', [20_000, 0, 0, 0, 0, 0, 0]],
    ['one millisecond before', ({ pass }) => pass(7 * day - 1), 'held', [20_000, 0, 0, 0, 0, 0, 0]],
    [
      'delivered, and a millisecond short of an hour',
      ({ must, pass, courier }, id) => {
        must(sendSignal, id, { signal: 'delivered' }, courier)
        pass(hour - 1)
      },
      'held',
      [20_000, 0, 0, 0, 0, 0, 0],
    ],
    [
      'delivered, and an hour',
      ({ must, pass, courier }, id) => {
        must(sendSignal, id, { signal: 'delivered' }, courier)
        pass(hour)
      },
      'captured',
      [10_000, 9000, 0, 0, 0, 1000, 0],
    ],
    [
      'delivered twice: counted from the first',
      ({ must, pass, courier }, id) => {
        must(sendSignal, id, { signal: 'delivered' }, courier)
        pass(hour / 2)
        must(sendSignal, id, { signal: 'delivered' }, courier)
        pass(hour / 2)
      },
      'captured',
      [10_000, 9000, 0, 0, 0, 1000, 0],
    ],
    [
      'delivered less than an hour before the end: it expires',
      ({ must, pass, courier }, id) => {
        pass(7 * day - hour)
        must(sendSignal, id, { signal: 'delivered' }, courier)
        pass(2 * hour)
      },
      'expired',
      [20_000, 0, 0, 0, 0, 0, 0],
    ],
    [
      'disputed: nothing',
      ({ must, pass, courier, hana }, id) => {
        must(sendSignal, id, { signal: 'delivered' }, courier)
        must(disputeHold, id, {}, hana)
        pass(9 * day)
      },
      'disputed',
      [20_000, 0, 0, 0, 0, 0, 0],
    ],
    [
      'disputed and never resolved: what the terms say otherwise',
      ({ must, pass, courier, hana }, id) => {
        must(sendSignal, id, { signal: 'delivered' }, courier)
        must(disputeHold, id, {}, hana)
        pass(10 * day)
      },
      'released',
      [20_000, 0, 0, 0, 0, 0, 0],
    ],
    [
      'disputed past the end, then withdrawn: what waited happens now, so disputing gains nothing',
      ({ must, pass, courier, hana }, id) => {
        must(sendSignal, id, { signal: 'delivered' }, courier)
        must(disputeHold, id, {}, hana)
        pass(9 * day)
        must(withdrawDispute, id, {}, hana)
      },
      'captured',
      [10_000, 9000, 0, 0, 0, 1000, 0],
    ],
    [
      'disputed before delivery and withdrawn: the end is later by as long as the dispute lasted',
      ({ must, pass, hana }, id) => {
        must(disputeHold, id, {}, hana)
        pass(2 * day)
        must(withdrawDispute, id, {}, hana)
        pass(7 * day - 1)
      },
      'held',
      [20_000, 0, 0, 0, 0, 0, 0],
    ],
    [
      'resolved by a split',
      ({ must, hana, arbiter }, id) => {
        must(disputeHold, id, {}, hana)
        must(resolveHold, id, { split: [4000] }, arbiter)
      },
      'captured',
      [16_000, 4000, 0, 0, 0, 0, 0],
    ],
    [
      'resolved by giving back',
      ({ must, hana, arbiter }, id) => {
        must(disputeHold, id, {}, hana)
        must(resolveHold, id, { outcome: 'refund' }, arbiter)
      },
      'released',
      [20_000, 0, 0, 0, 0, 0, 0],
    ],
    [
      'a receiver is closed: only its share goes back',
      ({ must, pass, courier, platform }, id) => {
        must(closeWallet, platform, {})
        must(sendSignal, id, { signal: 'delivered' }, courier)
        pass(hour)
      },
      'captured',
      [11_000, 9000, 0, 0, 0, 0, 0],
    ],
    [
      'the payer is frozen: everything goes back, frozen',
      ({ must, pass, courier, hana }, id) => {
        must(freezeWallet, hana, {})
        must(sendSignal, id, { signal: 'delivered' }, courier)
        pass(hour)
      },
      'released',
      [20_000, 0, 0, 0, 0, 0, 0],
    ],
  ])('%s', (_what, steps, status, owns) => {
    const market = createMarket()
    const id = market.hold(inspected(market))
    steps(market, id)
    expect(market.of(id).status).toBe(status)
    expect(market.owns()).toEqual(owns)
  })

  test('a receiver is closed, and the terms then give everything back', () => {
    const market = createMarket()
    const id = market.hold({ ...inspected(market), fallback: 'releaseAll' })
    market.must(closeWallet, market.platform, {})
    market.must(sendSignal, id, { signal: 'delivered' }, market.courier)
    market.pass(hour)
    expect(market.of(id)).toMatchObject({ status: 'released', legs: [{ captured: 0, released: 10_000 }] })
    expect(market.of(id).history.at(-1)!.memo).toContain('is closed')
  })

  test('history tells who, when, which rule, on what evidence, and what moved', () => {
    const market = createMarket()
    const id = market.hold(inspected(market))
    market.must(sendSignal, id, { signal: 'delivered', data: { km: 3 } }, market.courier)
    market.pass(hour)
    expect(market.of(id).history.slice(1)).toMatchObject([
      { action: 'signal', at: t0, by: market.courier, evidence: [{ kind: 'signal', name: 'delivered', by: market.courier, data: { km: 3 } }] },
      {
        ...{ action: 'capture', at: t0 + hour, by: null, rule: 'inspected', outcome: 'paid', amount: 10_000 },
        evidence: [{ kind: 'signal', name: 'delivered', by: market.courier }],
        payments: [
          { to: market.platform, amount: 1000 },
          { to: market.shop, amount: 9000 },
        ],
      },
    ])
  })
})

describe('a signal is taken only from whom a condition names, and only what it asks for', () => {
  test.each<[what: string, body: object, as: (market: Market) => string | null, verdict: string]>([
    ['the courier', { signal: 'delivered' }, ({ courier }) => courier, 'ok'],
    ['the sandbox key, for the courier', { signal: 'delivered' }, () => null, 'ok'],
    ['the payee', { signal: 'delivered' }, ({ shop }) => shop, 'not_permitted'],
    ['nobody of the hold', { signal: 'delivered' }, ({ ken }) => ken, 'not_permitted'],
    ['another name', { signal: 'Delivered' }, ({ courier }) => courier, 'evidence_not_expected signal'],
    ['another kind', { approval: 'delivered' }, ({ courier }) => courier, 'evidence_not_expected approval'],
  ])('%s', (_what, body, as, verdict) => {
    const market = createMarket()
    const id = market.hold(inspected(market))
    expect(market.verdict(sendSignal, id, body, as(market))).toBe(verdict)
  })

  test('a capture that only the rule can do is refused to the payee', () => {
    const market = createMarket()
    expect(market.verdict(captureHold, market.hold(inspected(market)), {}, market.shop)).toBe('condition_not_met')
  })
})
