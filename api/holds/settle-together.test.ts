import { describe, expect, test } from 'vitest'
import { createMarket, type Market } from '../test/market.ts'
import { captureHold } from './capture-hold.ts'
import { createHold } from './create-hold.ts'
import { captureHolds, releaseHolds } from './settle-together.ts'

const small = (market: Market, terms: object = {}) => market.hold({ amount: 100, ...terms })

describe('several holds as one: all or nothing (TigerBeetle #3382)', () => {
  test.each<[what: string, holds: (market: Market) => object[], verdict: string, owns: number[]]>([
    ['all', (market) => [{ id: small(market) }, { id: small(market) }], 'ok', [19_800, 200]],
    ['a part of one', (market) => [{ id: small(market), amount: 30 }, { id: small(market) }], 'ok', [19_870, 130]],
    ['one is too much', (market) => [{ id: small(market) }, { id: small(market), amount: 101 }], 'exceeds_hold holds.1.amount', [20_000, 0]],
    ['one was captured before', (market) => [{ id: small(market) }, { id: captured(market) }], 'already_captured holds.1', [19_900, 100]],
    ['one is not there', (market) => [{ id: small(market) }, { id: `hld_${'0'.repeat(26)}` }], 'hold_not_found holds.1', [20_000, 0]],
    [
      'of several payers and assets',
      (market) => [{ id: small(market) }, { id: small(market, { from: market.ken, asset: 'BOND', amount: 5 }) }],
      'ok',
      [19_900, 100],
    ],
  ])('%s', (_what, holds, verdict, owns) => {
    const market = createMarket()
    const body = { holds: holds(market) }
    expect(market.verdict(captureHolds, '', body)).toBe(verdict)
    if (verdict === 'ok') market.must(captureHolds, '', body)
    expect(market.owns().slice(0, 2)).toEqual(owns)
  })

  test('released as one, each with its own step and event', () => {
    const market = createMarket()
    const ids = [small(market), small(market)]
    const before = market.state.records.length
    market.must(releaseHolds, '', { holds: ids.map((id) => ({ id })), memo: 'The tour is off' })
    expect(market.state.records.slice(before).map(({ type }) => type)).toEqual(['hold.released', 'hold.released'])
    expect(ids.map((id) => market.of(id).history.at(-1)!.memo)).toEqual(['The tour is off', 'The tour is off'])
  })

  test('one sets off another of the group, which is then captured already', () => {
    const market = createMarket()
    const first = small(market)
    const rules = [{ name: 'follow', action: 'capture', when: { holdStatus: { hold: first, is: ['captured'] } } }]
    const second = market.must(createHold, '', { ...market.sale, amount: 100, rules: [...rules, { action: 'capture', by: ['payee'] }] }).id
    expect(market.verdict(captureHolds, '', { holds: [{ id: first }, { id: second }] })).toBe('already_captured holds.1')
    expect(market.verdict(captureHolds, '', { holds: [{ id: second }, { id: first }] })).toBe('ok')
  })

  test('a hold named twice is no group', () => {
    const market = createMarket()
    const id = small(market)
    expect(() => market.verdict(captureHolds, '', { holds: [{ id }, { id }] })).toThrow('must not name a hold twice')
  })
})

function captured(market: Market): string {
  const id = small(market)
  market.must(captureHold, id, {})
  return id
}
