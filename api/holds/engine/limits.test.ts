import { describe, expect, test } from 'vitest'
import { day, formatTime } from '../../core/time.ts'
import { t0 } from '../../test/deciding.ts'
import { createMarket, type Market } from '../../test/market.ts'
import { createTransfer } from '../../transfers/create-transfer.ts'
import { closeWallet } from '../../wallets/close-wallet.ts'
import { cancelHold } from '../cancel-hold.ts'
import { captureHold } from '../capture-hold.ts'
import { sendSignal } from '../send-signal.ts'

/** Soap, ordered by the washing machine: at most 1,000 a time, 1,500 a day, 10,000 in all; Hana may revoke it. */
const standing = ({ courier }: Market) => ({
  expiresAt: formatTime(t0 + 30 * day),
  parties: { device: courier },
  limits: { perCapture: 1000, perPeriod: { amount: 1500, period: 'P1D' } },
  rules: [
    {
      ...{ name: 'reorder', action: 'capture', when: { signal: { name: 'reorder', from: ['device'] } } },
      ...{ amount: { signal: 'reorder', field: 'amount' }, final: false, repeat: true },
    },
    { name: 'revoke', action: 'cancel', by: ['payer'] },
  ],
})
const orderAndWait = ({ must, pass }: Market, id: string, span: number) => {
  must(sendSignal, id, order(1000))
  pass(span)
}
const order = (amount: unknown) => ({ signal: 'reorder', data: { amount } })

describe('a standing order captures by itself at every signal, within its limits', () => {
  test.each<[what: string, before: (market: Market, id: string) => void, amount: unknown, verdict: string]>([
    ['the first', () => {}, 1000, 'ok'],
    ['above the limit of one capture', () => {}, 1001, 'limit_exceeded data.amount'],
    ['the same signal again', ({ must }, id) => must(sendSignal, id, order(500)), 500, 'ok'],
    ['the limit of the period', ({ must }, id) => must(sendSignal, id, order(1000)), 500, 'ok'],
    ['above the limit of the period', ({ must }, id) => must(sendSignal, id, order(1000)), 501, 'limit_exceeded data.amount'],
    ['a millisecond before the next period', (market, id) => orderAndWait(market, id, day - 1), 501, 'limit_exceeded data.amount'],
    ['in the next period', (market, id) => orderAndWait(market, id, day), 501, 'ok'],
    ['revoked', ({ must, hana }, id) => must(cancelHold, id, {}, hana), 100, 'already_released'],
    ['the shop is closed: refused, and the order stands', ({ must, shop }) => must(closeWallet, shop, {}), 100, 'wallet_closed'],
    ['no amount', () => {}, undefined, 'evidence_invalid data.amount'],
    ['nothing', () => {}, 0, 'evidence_invalid data.amount'],
    ['a fraction', () => {}, 0.5, 'evidence_invalid data.amount'],
    ['a text', () => {}, '100', 'evidence_invalid data.amount'],
  ])('%s', (_what, before, amount, verdict) => {
    const market = createMarket()
    const id = market.hold(standing(market))
    before(market, id)
    expect(market.verdict(sendSignal, id, order(amount), market.courier)).toBe(verdict)
  })

  test('many times, until it is exhausted', () => {
    const market = createMarket()
    const id = market.hold(standing(market))
    for (let count = 0; count < 10; count++) {
      market.must(sendSignal, id, order(1000))
      market.pass(day)
    }
    expect(market.of(id)).toMatchObject({ status: 'captured', legs: [{ captured: 10_000, remaining: 0 }] })
    expect(market.verdict(sendSignal, id, order(1))).toBe('already_captured')
  })

  test('more than is left', () => {
    const market = createMarket()
    const id = market.hold({ ...standing(market), amount: 700 })
    expect(market.verdict(sendSignal, id, order(701))).toBe('exceeds_hold data.amount')
  })
})

describe('a capture beyond the amount held, within the tolerance of the terms', () => {
  test.each<[what: string, before: (market: Market, id: string) => void, amount: number, verdict: string]>([
    ['the amount', () => {}, 10_000, 'ok'],
    ['all the tolerance', () => {}, 12_000, 'ok'],
    ['one more', () => {}, 12_001, 'exceeds_hold amount'],
    ['after a part', ({ must }, id) => must(captureHold, id, { amount: 4000, final: false }), 8000, 'ok'],
    ['after a part, one more', ({ must }, id) => must(captureHold, id, { amount: 4000, final: false }), 8001, 'exceeds_hold amount'],
    [
      'the payer has just enough',
      ({ must, hana, ken }) => must(createTransfer, '', { from: hana, to: ken, asset: 'JPY', amount: 8000 }),
      12_000,
      'ok',
    ],
    [
      'the payer has not',
      ({ must, hana, ken }) => must(createTransfer, '', { from: hana, to: ken, asset: 'JPY', amount: 8001 }),
      12_000,
      'insufficient_funds amount',
    ],
  ])('%s', (_what, before, amount, verdict) => {
    const market = createMarket()
    const id = market.hold({ limits: { overcapture: 2000 } })
    before(market, id)
    expect(market.verdict(captureHold, id, { amount }, market.shop)).toBe(verdict)
  })

  test('the hold becomes as large as what was captured', () => {
    const market = createMarket()
    const id = market.hold({ limits: { overcapture: 2000 } })
    market.must(captureHold, id, { amount: 11_500, memo: 'Receipt 17' })
    expect(market.of(id)).toMatchObject({ status: 'captured', legs: [{ amount: 11_500, captured: 11_500, released: 0, remaining: 0 }] })
    expect(market.balance(market.hana)).toEqual([8500, 0, 0])
  })
})
