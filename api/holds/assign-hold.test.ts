import { describe, expect, test } from 'vitest'
import { createMarket, type Market } from '../test/market.ts'
import { adjustHold } from './adjust-hold.ts'
import { assignHold } from './assign-hold.ts'
import { captureHold } from './capture-hold.ts'
import { releaseHold } from './release-hold.ts'

describe('a payee assigns its future receipt: the lender is paid first, and nobody can assign twice what exists once', () => {
  test.each<[what: string, before: (market: Market, id: string) => void, call: (market: Market, id: string) => string, verdict: string]>([
    ['all of it', () => {}, ({ verdict, shop, lender }, id) => verdict(assignHold, id, { to: lender, amount: 10_000 }, shop), 'ok'],
    ['one more', () => {}, ({ verdict, shop, lender }, id) => verdict(assignHold, id, { to: lender, amount: 10_001 }, shop), 'exceeds_hold amount'],
    [
      'the rest, to another',
      ({ must, lender }, id) => must(assignHold, id, { to: lender, amount: 6000 }),
      ({ verdict, platform }, id) => verdict(assignHold, id, { to: platform, amount: 4000 }),
      'ok',
    ],
    [
      'one more than the rest, to another',
      ({ must, lender }, id) => must(assignHold, id, { to: lender, amount: 6000 }),
      ({ verdict, platform }, id) => verdict(assignHold, id, { to: platform, amount: 4001 }),
      'exceeds_hold amount',
    ],
    ['by the payer', () => {}, ({ verdict, hana, lender }, id) => verdict(assignHold, id, { to: lender, amount: 1 }, hana), 'not_permitted'],
    ['to the payer', () => {}, ({ verdict, hana }, id) => verdict(assignHold, id, { to: hana, amount: 1 }), 'same_wallet to'],
    [
      'what is assigned the payee cannot give back',
      ({ must, lender }, id) => must(assignHold, id, { to: lender, amount: 6000 }),
      ({ verdict, shop }, id) => verdict(releaseHold, id, {}, shop),
      'condition_not_met',
    ],
    [
      'what is not assigned it can',
      ({ must, lender }, id) => must(assignHold, id, { to: lender, amount: 6000 }),
      ({ verdict, shop }, id) => verdict(releaseHold, id, { amount: 4000 }, shop),
      'ok',
    ],
    [
      'nor make the hold smaller than that',
      ({ must, lender }, id) => must(assignHold, id, { to: lender, amount: 6000 }),
      ({ verdict, shop }, id) => verdict(adjustHold, id, { amount: 5999 }, shop),
      'exceeds_hold amount',
    ],
  ])('%s', (_what, before, call, verdict) => {
    const market = createMarket()
    const id = market.hold()
    before(market, id)
    expect(call(market, id)).toBe(verdict)
  })

  test('first the lender, then the payee; what is promised moves along', () => {
    const market = createMarket()
    const { must, balance, shop, lender, hana } = market
    const id = market.hold()
    must(assignHold, id, { to: lender, amount: 6000 })
    expect([balance(shop), balance(lender)]).toEqual([
      [0, 0, 4000],
      [0, 0, 6000],
    ])
    must(captureHold, id, { amount: 5000, final: false })
    expect([balance(shop), balance(lender)]).toEqual([
      [0, 0, 4000],
      [5000, 0, 1000],
    ])
    must(captureHold, id, { amount: 3000 })
    expect([balance(hana), balance(shop), balance(lender)]).toEqual([
      [12_000, 0, 0],
      [2000, 0, 0],
      [6000, 0, 0],
    ])
    expect(market.of(id)).toMatchObject({ status: 'captured', legs: [{ captured: 8000, released: 2000, assignments: [{ paid: 6000 }] }] })
  })
})
