import { describe, expect, test } from 'vitest'
import { day, formatTime } from '../../core/time.ts'
import { t0 } from '../../test/deciding.ts'
import { createMarket, type Market } from '../../test/market.ts'
import { freezeWallet } from '../../wallets/freeze-wallet.ts'
import { acceptHold } from '../accept-hold.ts'
import { captureHold } from '../capture-hold.ts'
import { createHold } from '../create-hold.ts'
import { declineHold } from '../decline-hold.ts'
import { releaseHold } from '../release-hold.ts'

const at = (ms: number) => formatTime(t0 + ms)

/** 20 of Ken's bonds against 1,000 of Hana's yen; Ken funds within an hour, Hana within two (splice, TestAmuletTokenDvP). */
const delivery = ({ hana, ken }: Market) => ({
  legs: [
    { from: ken, to: hana, asset: 'BOND', amount: 20, fundBy: at(3_600_000) },
    { from: hana, to: ken, asset: 'JPY', amount: 1000, fundBy: at(7_200_000) },
  ],
  rules: [{ action: 'capture' }],
  expiresAt: at(day),
})

const hour = 3_600_000
const later = (market: Market) => {
  market.pass(hour)
  return market
}

describe('delivery versus payment: funded one after another, all or nothing', () => {
  test.each<
    [
      what: string,
      steps: (market: Market, id: string) => void,
      status: string,
      bonds: [ken: number[], hana: number[]],
      yen: [hana: number[], ken: number[]],
    ]
  >([
    [
      'asked for only',
      () => {},
      'proposed',
      [
        [100, 0, 0],
        [0, 0, 0],
      ],
      [
        [20_000, 0, 0],
        [0, 0, 0],
      ],
    ],
    [
      'one has funded: its leg alone is locked',
      ({ must, ken }, id) => must(acceptHold, id, {}, ken),
      'proposed',
      [
        [100, 20, 0],
        [0, 0, 20],
      ],
      [
        [20_000, 0, 0],
        [0, 0, 0],
      ],
    ],
    [
      'both have: it settles in that commit',
      ({ must, ken, hana }, id) => {
        must(acceptHold, id, {}, ken)
        must(acceptHold, id, {}, hana)
      },
      'captured',
      [
        [80, 0, 0],
        [20, 0, 0],
      ],
      [
        [19_000, 0, 0],
        [1000, 0, 0],
      ],
    ],
    [
      'the second a millisecond before its deadline',
      ({ must, pass, ken, hana }, id) => {
        must(acceptHold, id, {}, ken)
        pass(2 * hour - 1)
        must(acceptHold, id, {}, hana)
      },
      'captured',
      [
        [80, 0, 0],
        [20, 0, 0],
      ],
      [
        [19_000, 0, 0],
        [1000, 0, 0],
      ],
    ],
    [
      'the second not by its deadline: the first is free again',
      ({ must, pass, ken }, id) => {
        must(acceptHold, id, {}, ken)
        pass(2 * hour)
      },
      'expired',
      [
        [100, 0, 0],
        [0, 0, 0],
      ],
      [
        [20_000, 0, 0],
        [0, 0, 0],
      ],
    ],
    [
      'the first not by its deadline',
      ({ pass }) => pass(hour),
      'expired',
      [
        [100, 0, 0],
        [0, 0, 0],
      ],
      [
        [20_000, 0, 0],
        [0, 0, 0],
      ],
    ],
    [
      'the second declines',
      ({ must, ken, hana }, id) => {
        must(acceptHold, id, {}, ken)
        must(declineHold, id, {}, hana)
      },
      'declined',
      [
        [100, 0, 0],
        [0, 0, 0],
      ],
      [
        [20_000, 0, 0],
        [0, 0, 0],
      ],
    ],
  ])('%s', (_what, steps, status, bonds, yen) => {
    const market = createMarket()
    const { hana, ken } = market
    const id = market.must(createHold, '', { ...delivery(market), acceptances: ['payer'] }).id
    steps(market, id)
    expect(market.of(id).status).toBe(status)
    expect([market.balance(ken, 'BOND'), market.balance(hana, 'BOND')]).toEqual(bonds)
    expect([market.balance(hana), market.balance(ken)]).toEqual(yen)
  })

  test('a payer who did not ask is not bound: the one who asks funds, the other is asked', () => {
    const market = createMarket()
    const id = market.must(createHold, '', delivery(market), market.ken).id
    expect(market.of(id)).toMatchObject({ status: 'proposed', legs: [{ fundedAt: t0 }, { fundedAt: null }] })
    expect(market.of(id).acceptances).toMatchObject([{ party: 'payer', wallet: market.hana, acceptedAt: null }])
  })

  test('who cannot fund is refused, and stays asked', () => {
    const market = createMarket()
    const big = { ...delivery(market), legs: [delivery(market).legs[0]!, { ...delivery(market).legs[1]!, amount: 20_001 }] }
    const id = market.must(createHold, '', big, market.ken).id
    expect(market.verdict(acceptHold, id, {}, market.hana)).toBe('insufficient_funds amount')
    expect(market.of(id).status).toBe('proposed')
  })

  test('two legs of one payer are counted together', () => {
    const market = createMarket()
    const { hana, shop, ken } = market
    const legs = [
      { from: hana, to: shop, asset: 'JPY', amount: 10_001 },
      { from: hana, to: ken, asset: 'JPY', amount: 10_000 },
    ]
    expect(market.verdict(createHold, '', { legs })).toBe('insufficient_funds amount')
    expect(market.verdict(createHold, '', { legs: [{ ...legs[0], amount: 10_000 }, legs[1]] })).toBe('ok')
  })
})

describe('a venue settles instead', () => {
  const venue = (market: Market) => ({
    ...delivery(market),
    parties: { controller: market.arbiter },
    rules: [{ action: 'capture', by: ['controller'], when: { after: at(hour) } }],
  })
  test.each<[what: string, steps: (market: Market, id: string) => string, verdict: string]>([
    ['before its time', ({ verdict, arbiter }, id) => verdict(captureHold, id, {}, arbiter), 'condition_not_met'],
    ['at its time', (market, id) => later(market).verdict(captureHold, id, {}, market.arbiter), 'ok'],
    ['a part', (market, id) => later(market).verdict(captureHold, id, { amount: 10 }, market.arbiter), 'invalid_request amount'],
    ['a party instead', (market, id) => later(market).verdict(captureHold, id, {}, market.ken), 'condition_not_met'],
    ['a party gives up alone', ({ verdict, ken }, id) => verdict(releaseHold, id, {}, ken), 'condition_not_met'],
    ['the venue gives all back', ({ verdict, arbiter }, id) => verdict(releaseHold, id, {}, arbiter), 'ok'],
    [
      'when a side is frozen: nothing of it',
      ({ verdict, must, pass, arbiter, ken }, id) => {
        must(freezeWallet, ken, {})
        pass(hour)
        return verdict(captureHold, id, {}, arbiter)
      },
      'wallet_frozen',
    ],
  ])('%s', (_what, steps, verdict) => {
    const market = createMarket()
    expect(steps(market, market.must(createHold, '', venue(market)).id)).toBe(verdict)
  })
})
