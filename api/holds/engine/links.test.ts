import { describe, expect, test } from 'vitest'
import { day, formatTime } from '../../core/time.ts'
import { t0 } from '../../test/deciding.ts'
import { createMarket, type Market } from '../../test/market.ts'
import { captureHold } from '../capture-hold.ts'
import { createHold } from '../create-hold.ts'
import { releaseHold } from '../release-hold.ts'

const small = ({ hana, shop }: Market) => ({ from: hana, to: shop, asset: 'JPY', amount: 100, expiresAt: formatTime(t0 + 7 * day) })
const follows = (market: Market, hold: string, is: string[]) => ({
  ...small(market),
  rules: [{ name: 'follow', action: 'capture', when: { holdStatus: { hold, is } } }],
})

describe('a hold that watches another acts in the same commit', () => {
  test.each<[what: string, steps: (market: Market, first: string) => void, status: string]>([
    ['the first is captured', ({ must }, first) => must(captureHold, first, {}), 'captured'],
    ['the first is captured in part', ({ must }, first) => must(captureHold, first, { amount: 1, final: false }), 'held'],
    ['the first is released', ({ must }, first) => must(releaseHold, first, {}), 'held'],
    ['the first expires, and with it the second', ({ pass }) => pass(7 * day), 'expired'],
  ])('%s', (_what, steps, status) => {
    const market = createMarket()
    const first = market.must(createHold, '', small(market)).id
    const second = market.must(createHold, '', follows(market, first, ['captured'])).id
    steps(market, first)
    expect(market.of(second).status).toBe(status)
  })

  test('a chain falls in one commit, in order', () => {
    const market = createMarket()
    const ids = [market.must(createHold, '', small(market)).id]
    for (let count = 1; count < 32; count++) ids.push(market.must(createHold, '', follows(market, ids.at(-1), ['captured'])).id)
    expect(market.verdict(createHold, '', follows(market, ids.at(-1), ['captured']))).toBe('terms_invalid rules')
    const before = market.state.records.length
    market.must(captureHold, ids[0], {})
    expect(market.state.records.slice(before).map(({ data }) => (data as { id: string }).id)).toEqual(ids)
    expect(market.owns().slice(0, 2)).toEqual([16_800, 3200])
  })

  test('one that expires sets off another at that instant, if that one has not expired itself', () => {
    const market = createMarket()
    const first = market.must(createHold, '', { ...small(market), expiresAt: formatTime(t0 + day) }).id
    const second = market.must(createHold, '', follows(market, first, ['expired'])).id
    const third = market.must(createHold, '', { ...follows(market, first, ['expired']), expiresAt: formatTime(t0 + day) }).id
    market.pass(2 * day)
    expect([second, third].map((id) => market.of(id).status)).toEqual(['captured', 'expired'])
    expect(market.of(second).history.at(-1)).toMatchObject({ at: t0 + day, by: null, rule: 'follow' })
  })

  test('what is true already acts at once', () => {
    const market = createMarket()
    const first = market.must(createHold, '', small(market)).id
    market.must(captureHold, first, {})
    expect(market.must(createHold, '', follows(market, first, ['captured'])).status).toBe('captured')
  })

  test.each<[what: string, watched: (market: Market) => string, as: (market: Market) => string | null, verdict: string]>([
    ['its own', ({ hold }) => hold(), ({ hana }) => hana, 'ok'],
    ['none there is, so that links have no cycle', () => `hld_${'0'.repeat(24)}zz`, () => null, 'hold_not_found rules'],
    [
      'one in which the caller has no part',
      ({ must, ken, shop }) => must(createHold, '', { from: ken, to: shop, asset: 'BOND', amount: 1 }).id,
      ({ hana }) => hana,
      'not_permitted',
    ],
  ])('watching %s', (_what, watched, as, verdict) => {
    const market = createMarket()
    expect(market.verdict(createHold, '', follows(market, watched(market), ['captured']), as(market))).toBe(verdict)
  })
})
