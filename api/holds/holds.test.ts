import { describe, expect, test } from 'vitest'
import { issueAsset } from '../assets/issue-asset.ts'
import { formatTime } from '../core/time.ts'
import type { AnyCommand } from '../core/use-case.ts'
import { t0 } from '../test/deciding.ts'
import { createStreet } from '../test/street.ts'
import { createTransfer } from '../transfers/create-transfer.ts'
import { closeWallet } from '../wallets/close-wallet.ts'
import { freezeWallet } from '../wallets/freeze-wallet.ts'
import { acceptHold } from './accept-hold.ts'
import { adjustHold } from './adjust-hold.ts'
import { cancelHold } from './cancel-hold.ts'
import { captureHold } from './capture-hold.ts'
import { createHold } from './create-hold.ts'
import { declineHold } from './decline-hold.ts'
import { extendHold } from './extend-hold.ts'
import { releaseHold } from './release-hold.ts'

const hour = 3_600_000
const at = (milliseconds: number) => formatTime(t0 + milliseconds)

/** Hana has 8,000 of her 20,000 JPY held for the shop, until ten o'clock; she may cancel until five. */
function booked(more: object = {}) {
  const street = createStreet()
  const terms = { from: street.hana, to: street.shop, asset: 'JPY', amount: 8000, expiresAt: at(10 * hour), cancelUntil: at(5 * hour), ...more }
  const { id } = street.must(createHold, '', terms)
  return { ...street, terms, id: id as string }
}
type Booked = ReturnType<typeof booked>

/** Every step of the second column on a fresh booking, then the command: its verdict. */
type Row = [what: string, verdict: string, command: AnyCommand, body: object, before?: (world: Booked) => void, as?: (world: Booked) => string]
const asHana = ({ hana }: Booked) => hana
const asShop = ({ shop }: Booked) => shop
const asKen = ({ ken }: Booked) => ken
const then =
  (command: AnyCommand, body: object = {}) =>
  (world: Booked) =>
    void world.must(command, world.id, body)
const later = (milliseconds: number) => (world: Booked) => world.pass(milliseconds)

describe('a held hold', () => {
  test.each<Row>([
    ['capture all', 'ok', captureHold, {}],
    ['capture a part', 'ok', captureHold, { amount: 1 }],
    ['capture exactly all', 'ok', captureHold, { amount: 8000 }],
    ['capture one more', 'exceeds_hold amount', captureHold, { amount: 8001 }],
    ['capture as the payee', 'ok', captureHold, {}, undefined, asShop],
    ['capture as the payer', 'not_permitted', captureHold, {}, undefined, asHana],
    ['capture as a stranger', 'not_permitted', captureHold, {}, undefined, asKen],
    ['capture a millisecond before expiry', 'ok', captureHold, {}, later(10 * hour - 1)],
    ['capture at the expiry', 'hold_expired', captureHold, {}, later(10 * hour)],
    ['capture too much at the expiry: the state is told first', 'hold_expired', captureHold, { amount: 8001 }, later(10 * hour)],
    ['capture twice', 'already_captured', captureHold, {}, then(captureHold, { amount: 1 })],
    ['capture what is left', 'ok', captureHold, { amount: 5000 }, then(captureHold, { amount: 3000, final: false })],
    ['capture more than is left', 'exceeds_hold amount', captureHold, { amount: 5001 }, then(captureHold, { amount: 3000, final: false })],
    ['capture after all was taken in parts', 'already_captured', captureHold, {}, then(captureHold, { amount: 8000, final: false })],
    ['capture after release', 'already_released', captureHold, {}, then(releaseHold)],
    ['capture after cancel', 'already_released', captureHold, {}, then(cancelHold)],
    ['capture into a frozen wallet', 'wallet_frozen', captureHold, {}, (world) => world.must(freezeWallet, world.shop, {})],
    ['capture from a frozen wallet', 'wallet_frozen', captureHold, {}, (world) => world.must(freezeWallet, world.hana, {})],
    ['capture into a closed wallet', 'wallet_closed', captureHold, {}, (world) => world.must(closeWallet, world.shop, {})],
    [
      'too much into a frozen wallet: the amount is told first',
      'exceeds_hold amount',
      captureHold,
      { amount: 8001 },
      (world) => world.must(freezeWallet, world.shop, {}),
    ],

    ['release all', 'ok', releaseHold, {}],
    ['release a part', 'ok', releaseHold, { amount: 1 }],
    ['release one more', 'exceeds_hold amount', releaseHold, { amount: 8001 }],
    ['release as the payee', 'ok', releaseHold, {}, undefined, asShop],
    ['release as the payer', 'not_permitted', releaseHold, {}, undefined, asHana],
    ['release to a frozen wallet', 'ok', releaseHold, {}, (world) => world.must(freezeWallet, world.hana, {})],
    ['release from a closed wallet', 'ok', releaseHold, {}, (world) => world.must(closeWallet, world.shop, {})],
    ['release twice', 'already_released', releaseHold, {}, then(releaseHold)],
    ['release after capture', 'already_captured', releaseHold, {}, then(captureHold)],
    ['release what a part capture left', 'ok', releaseHold, {}, then(captureHold, { amount: 1, final: false })],
    ['release at the expiry', 'hold_expired', releaseHold, {}, later(10 * hour)],

    ['cancel in time', 'ok', cancelHold, {}, later(5 * hour - 1)],
    ['cancel as the payer', 'ok', cancelHold, {}, undefined, asHana],
    ['cancel as the payee', 'not_permitted', cancelHold, {}, undefined, asShop],
    ['cancel at the instant', 'condition_not_met', cancelHold, {}, later(5 * hour)],
    ['cancel twice', 'already_released', cancelHold, {}, then(cancelHold)],
    ['cancel after capture', 'already_captured', cancelHold, {}, then(captureHold)],
    ['cancel at the expiry', 'hold_expired', cancelHold, {}, later(10 * hour)],

    ['raise', 'ok', adjustHold, { amount: 20_000 }],
    ['raise above what is available', 'insufficient_funds amount', adjustHold, { amount: 20_001 }],
    ['raise as the payer', 'ok', adjustHold, { amount: 8001 }, undefined, asHana],
    ['raise as the payee', 'not_permitted', adjustHold, { amount: 8001 }, undefined, asShop],
    ['lower as the payee', 'ok', adjustHold, { amount: 7999 }, undefined, asShop],
    ['lower as the payer', 'not_permitted', adjustHold, { amount: 7999 }, undefined, asHana],
    ['the same again', 'ok', adjustHold, { amount: 8000 }, undefined, asHana],
    ['the same, by a stranger', 'not_permitted', adjustHold, { amount: 8000 }, undefined, asKen],
    ['lower to one above what was captured', 'ok', adjustHold, { amount: 3001 }, then(captureHold, { amount: 3000, final: false })],
    ['lower to what was captured', 'exceeds_hold amount', adjustHold, { amount: 3000 }, then(captureHold, { amount: 3000, final: false })],
    ['raise after capture', 'already_captured', adjustHold, { amount: 9000 }, then(captureHold)],
    ['raise for a frozen wallet', 'wallet_frozen', adjustHold, { amount: 9000 }, (world) => world.must(freezeWallet, world.shop, {})],
    [
      'raise above the holding limit',
      'holding_limit_exceeded amount',
      adjustHold,
      { amount: 8001 },
      (world) => world.must(issueAsset, 'JPY', { to: world.shop, amount: 992_000 }),
    ],

    ['extend', 'ok', extendHold, { expiresAt: at(11 * hour) }],
    ['extend as the payer', 'ok', extendHold, { expiresAt: at(11 * hour) }, undefined, asHana],
    ['extend as the payee', 'not_permitted', extendHold, { expiresAt: at(11 * hour) }, undefined, asShop],
    ['extend to the same instant', 'ok', extendHold, { expiresAt: at(10 * hour) }],
    ['shorten', 'expiry_not_later expiresAt', extendHold, { expiresAt: at(10 * hour - 1) }],
    ['extend into the past', 'expiry_in_past expiresAt', extendHold, { expiresAt: at(0) }],
    ['extend at the expiry', 'hold_expired', extendHold, { expiresAt: at(11 * hour) }, later(10 * hour)],

    ['accept', 'hold_not_open', acceptHold, {}],
    ['decline', 'hold_not_open', declineHold, {}],
  ])('%s: %s', (_what, verdict, command, body, before, as) => {
    const world = booked()
    before?.(world)
    expect(world.verdict(command, world.id, body, as?.(world) ?? null)).toBe(verdict)
  })

  test.each([acceptHold, declineHold, captureHold, releaseHold, cancelHold])('$operationId of what is not there', (command) => {
    expect(booked().verdict(command, `hld_${'7'.repeat(26)}`, {})).toBe('hold_not_found')
  })

  test('without cancelUntil the payer cannot cancel', () => {
    const world = booked({ cancelUntil: undefined })
    expect(world.verdict(cancelHold, world.id, {})).toBe('condition_not_met')
  })
})

describe('a proposed hold', () => {
  const proposed = () => booked({ acceptances: ['payee'] })
  test.each<Row>([
    ['accept', 'ok', acceptHold, {}],
    ['accept as the payee', 'ok', acceptHold, {}, undefined, asShop],
    ['accept as the payer, who is not asked', 'not_permitted', acceptHold, {}, undefined, asHana],
    ['accept at the expiry', 'hold_expired', acceptHold, {}, later(10 * hour)],
    ['accept after declining', 'hold_not_open', acceptHold, {}, then(declineHold)],
    [
      'accept when the money is gone',
      'insufficient_funds amount',
      acceptHold,
      {},
      (world) => world.must(createTransfer, '', { from: world.hana, to: world.ken, asset: 'JPY', amount: 12_001 }),
    ],
    ['accept as a frozen payee', 'wallet_frozen', acceptHold, {}, (world) => world.must(freezeWallet, world.shop, {})],
    [
      'accept above the holding limit',
      'holding_limit_exceeded amount',
      acceptHold,
      {},
      (world) => world.must(issueAsset, 'JPY', { to: world.shop, amount: 992_001 }),
    ],
    ['decline as the payee', 'ok', declineHold, {}, undefined, asShop],
    ['withdraw as the payer', 'ok', declineHold, {}, undefined, asHana],
    ['decline as a stranger', 'not_permitted', declineHold, {}, undefined, asKen],
    ['capture', 'hold_not_open', captureHold, {}],
    ['release', 'hold_not_open', releaseHold, {}],
    ['cancel', 'hold_not_open', cancelHold, {}],
    ['adjust', 'hold_not_open', adjustHold, { amount: 1 }],
    ['extend', 'hold_not_open', extendHold, { expiresAt: at(11 * hour) }],
  ])('%s: %s', (_what, verdict, command, body, before, as) => {
    const world = proposed()
    before?.(world)
    expect(world.verdict(command, world.id, body, as?.(world) ?? null)).toBe(verdict)
  })

  test('locks nothing before the last acceptance, and everything with it', () => {
    const world = booked({ acceptances: ['payee', 'payer'] })
    expect(world.balance(world.hana)).toEqual([20_000, 0, 0])
    expect(world.must(acceptHold, world.id, {}, world.shop)).toMatchObject({ status: 'proposed' })
    expect(world.balance(world.hana)).toEqual([20_000, 0, 0])
    expect(world.must(acceptHold, world.id, {}, world.hana)).toMatchObject({ status: 'held' })
    expect([world.balance(world.hana), world.balance(world.shop)]).toEqual([
      [20_000, 8000, 0],
      [0, 0, 8000],
    ])
  })

  test('a payee who asks for itself needs the payer, who need not have the money yet', () => {
    const street = createStreet()
    const asked = street.must(createHold, '', { from: street.hana, to: street.shop, asset: 'JPY', amount: 90_000 }, street.shop)
    expect(asked).toMatchObject({ status: 'proposed', acceptances: [{ party: 'payer', acceptedAt: null }] })
    expect(street.verdict(acceptHold, asked.id, {}, street.hana)).toBe('insufficient_funds amount')
    expect(street.verdict(acceptHold, asked.id, {}, street.shop)).toBe('not_permitted')
  })

  test('expires with nothing to free', () => {
    const world = proposed()
    world.pass(10 * hour)
    expect(world.state.find('hold', world.id)).toMatchObject({ status: 'expired' })
    expect([world.balance(world.hana), world.balance(world.shop)]).toEqual([
      [20_000, 0, 0],
      [0, 0, 0],
    ])
  })
})

describe('where the money ends', () => {
  type Ending = [
    what: string,
    steps: (world: Booked) => void,
    status: string,
    hana: number[],
    shop: number[],
    parts: [captured: number, released: number],
  ]
  test.each<Ending>([
    ['captured whole', then(captureHold), 'captured', [12_000, 0, 0], [8000, 0, 0], [8000, 0]],
    ['captured in part, final', then(captureHold, { amount: 6400 }), 'captured', [13_600, 0, 0], [6400, 0, 0], [6400, 1600]],
    ['captured in part, open', then(captureHold, { amount: 6400, final: false }), 'held', [13_600, 1600, 0], [6400, 0, 1600], [6400, 0]],
    ['released', then(releaseHold), 'released', [20_000, 0, 0], [0, 0, 0], [0, 8000]],
    ['released in part', then(releaseHold, { amount: 3000 }), 'held', [20_000, 5000, 0], [0, 0, 5000], [0, 3000]],
    ['cancelled', then(cancelHold), 'cancelled', [20_000, 0, 0], [0, 0, 0], [0, 8000]],
    ['expired', later(10 * hour), 'expired', [20_000, 0, 0], [0, 0, 0], [0, 8000]],
    [
      'captured in part, then expired',
      (world) => {
        world.must(captureHold, world.id, { amount: 3000, final: false })
        world.pass(10 * hour)
      },
      'expired',
      [17_000, 0, 0],
      [3000, 0, 0],
      [3000, 5000],
    ],
    [
      'captured in part, then released',
      (world) => {
        world.must(captureHold, world.id, { amount: 3000, final: false })
        world.must(releaseHold, world.id, {})
      },
      'released',
      [17_000, 0, 0],
      [3000, 0, 0],
      [3000, 5000],
    ],
    [
      'raised, then captured whole',
      (world) => {
        world.must(adjustHold, world.id, { amount: 10_000 })
        world.must(captureHold, world.id, {})
      },
      'captured',
      [10_000, 0, 0],
      [10_000, 0, 0],
      [10_000, 0],
    ],
  ])('%s', (_what, steps, status, hana, shop, [captured, released]) => {
    const world = booked()
    steps(world)
    const hold = world.state.find('hold', world.id)!
    expect(hold).toMatchObject({ status, legs: [{ captured, released }] })
    const [leg] = hold.legs
    expect(leg!.amount).toBe(captured + released + leg!.remaining)
    expect([world.balance(world.hana), world.balance(world.shop)]).toEqual([hana, shop])
  })
})

describe('createHold: each row differs from a good hold in one thing', () => {
  type CreateRow = [
    what: string,
    verdict: string,
    change: (world: ReturnType<typeof createStreet>) => object,
    as?: (world: ReturnType<typeof createStreet>) => string,
  ]
  test.each<CreateRow>([
    ['good', 'ok', () => ({})],
    ['all that is available', 'ok', () => ({ amount: 20_000 })],
    ['one more', 'insufficient_funds amount', () => ({ amount: 20_001 })],
    ['one more, but first proposed', 'ok', () => ({ amount: 20_001, acceptances: ['payee'] })],
    ['for oneself', 'same_wallet to', ({ hana }) => ({ to: hana })],
    ['as a stranger', 'not_permitted', () => ({}), ({ ken }) => ken],
    ['expiring in a millisecond', 'ok', () => ({ expiresAt: at(1) })],
    ['expiring now', 'expiry_in_past expiresAt', () => ({ expiresAt: at(0) })],
    ['to be cancelled within a millisecond', 'ok', () => ({ cancelUntil: at(1) })],
    ['to be cancelled before now', 'expiry_in_past cancelUntil', () => ({ cancelUntil: at(0) })],
    ['of nothing known', 'asset_not_found asset', () => ({ asset: 'NONE' })],
    [
      'above the holding limit',
      'holding_limit_exceeded amount',
      ({ must, shop }) => {
        must(issueAsset, 'JPY', { to: shop, amount: 992_001 })
        return {}
      },
    ],
  ])('%s: %s', (_what, verdict, change, as) => {
    const street = createStreet()
    const body = { from: street.hana, to: street.shop, asset: 'JPY', amount: 8000, ...change(street) }
    expect(street.verdict(createHold, '', body, as?.(street) ?? null)).toBe(verdict)
  })

  test('five holds of a fifth each, and no sixth', () => {
    const street = createStreet()
    const body = { from: street.hana, to: street.shop, asset: 'JPY', amount: 4000 }
    for (let count = 0; count < 5; count++) street.must(createHold, '', body)
    expect(street.verdict(createHold, '', body)).toBe('insufficient_funds amount')
  })

  test('nobody takes more than 100 steps of a hold, which keeps nobody else from theirs, and it can always be ended', () => {
    const world = booked()
    for (let step = 1; step < 100; step++) world.must(adjustHold, world.id, { amount: 8000 + (step % 2) })
    expect(world.verdict(extendHold, world.id, { expiresAt: at(11 * hour) }, world.hana)).toBe('ok')
    expect(world.verdict(adjustHold, world.id, { amount: 8005 })).toBe('too_many_steps')
    expect(world.verdict(captureHold, world.id, { amount: 1, final: false })).toBe('too_many_steps')
    expect(world.verdict(releaseHold, world.id, { amount: 1 })).toBe('too_many_steps')
    expect(world.verdict(extendHold, world.id, { expiresAt: at(11 * hour) })).toBe('too_many_steps')
    for (const command of [captureHold, releaseHold, cancelHold]) expect(world.verdict(command, world.id, {})).toBe('ok')
  })
})
