import { describe, expect, test } from 'vitest'
import { createAsset } from '../../assets/create-asset.ts'
import { issueAsset } from '../../assets/issue-asset.ts'
import { demo } from '../../core/demo-ids.ts'
import { t0 } from '../../test/deciding.ts'
import { createStreet } from '../../test/street.ts'
import { acceptHold } from '../accept-hold.ts'
import { adjustHold } from '../adjust-hold.ts'
import { cancelHold } from '../cancel-hold.ts'
import { captureHold } from '../capture-hold.ts'
import { createHold } from '../create-hold.ts'
import { disputeHold } from '../dispute-hold.ts'
import { releaseHold } from '../release-hold.ts'
import { resolveHold } from '../resolve-hold.ts'
import { sendSignal } from '../send-signal.ts'
import { withdrawDispute } from '../withdraw-dispute.ts'
import { shippedTemplate } from './index.ts'

/** What happens to holds made with the templates: the engine's answer to what the terms say. */

type Who = 'hana' | 'shop' | 'ken'

/** Hana has 100,000 JPY and 500.00 USD, the shop 20,000 JPY; the wallets of the examples are theirs, Ken being whoever is third. */
function created(name: string, changes: object) {
  const street = createStreet()
  street.must(issueAsset, 'JPY', { to: street.hana, amount: 80_000 })
  street.must(issueAsset, 'JPY', { to: street.shop, amount: 20_000 })
  street.must(createAsset, '', { code: 'USD', scale: 2 })
  street.must(issueAsset, 'USD', { to: street.hana, amount: 50_000 })
  const { template, parameters } = JSON.parse(
    JSON.stringify({ template: name, parameters: { ...shippedTemplate(name)!.example, ...changes } })
      .replaceAll(demo.guest, street.hana)
      .replaceAll(demo.restaurant, street.shop)
      .replaceAll(demo.taxi, street.ken),
  )
  const { id } = street.must(createHold, '', { template, parameters })
  let now = t0
  return {
    ...street,
    id: id as string,
    until(time: string): void {
      street.pass(Date.parse(time) - now)
      now = Date.parse(time)
    },
    /** How much more or less of it each owns, and whether anything is still locked. */
    outcome(asset = 'JPY') {
      const before = asset === 'JPY' ? [100_000, 20_000, 0] : [50_000, 0, 0]
      const balances = [street.hana, street.shop, street.ken].map((wallet) => street.balance(wallet, asset))
      return { status: street.state.find('hold', id)!.status, paid: balances.map(([posted], place) => posted - before[place]!) }
    },
  }
}
type World = ReturnType<typeof created>
type Step = (world: World) => void

const act =
  (command: Parameters<World['must']>[0]) =>
  (who: Who, body: object = {}): Step =>
  (world) =>
    void world.must(command, world.id, body, world[who])
const [accept, capture, cancel, release] = [act(acceptHold), act(captureHold), act(cancelHold), act(releaseHold)]
const [dispute, withdraw, resolve, adjust, hand] = [act(disputeHold), act(withdrawDispute), act(resolveHold), act(adjustHold), act(sendSignal)]
const signal = (who: Who, name: string, data?: object) => hand(who, { signal: name, ...(data ? { data } : {}) })
const approve = (who: Who, topic: string) => hand(who, { approval: topic })
const until =
  (time: string): Step =>
  (world) =>
    world.until(time)
const refused =
  (command: Parameters<World['must']>[0], who: Who, verdict: string, body: object = {}): Step =>
  (world) =>
    expect(world.verdict(command, world.id, body, world[who])).toBe(verdict)

type Row = [what: string, changes: object, steps: Step[], status: string, paid: [hana: number, shop: number, ken: number]]

function play(name: string, changes: object, steps: readonly Step[]) {
  const world = created(name, changes)
  for (const step of steps) step(world)
  return world
}

const scenarios: Record<string, Row[]> = {
  reservation: [
    ['nothing is locked before the restaurant accepts', {}, [], 'proposed', [0, 0, 0]],
    ['cancelled 48 h and a millisecond before', {}, [accept('shop'), until('2099-12-22T18:59:59.999Z'), cancel('hana')], 'cancelled', [0, 0, 0]],
    ['cancelled 48 h before', {}, [accept('shop'), until('2099-12-22T19:00:00Z'), cancel('hana')], 'cancelled', [-2400, 2400, 0]],
    ['cancelled 24 h before', {}, [accept('shop'), until('2099-12-23T19:00:00Z'), cancel('hana')], 'cancelled', [-4000, 4000, 0]],
    ['too late to cancel', {}, [accept('shop'), until('2099-12-24T19:00:00Z'), refused(cancelHold, 'hana', 'condition_not_met')], 'held', [0, 0, 0]],
    ['the restaurant cancels a minute before', {}, [accept('shop'), until('2099-12-24T18:59:00Z'), release('shop')], 'released', [0, 0, 0]],
    [
      'charging before the start',
      {},
      [accept('shop'), until('2099-12-24T18:59:00Z'), refused(captureHold, 'shop', 'condition_not_met')],
      'held',
      [0, 0, 0],
    ],
    ['charging what was spent', {}, [accept('shop'), until('2099-12-24T19:10:00Z'), capture('shop', { amount: 6200 })], 'captured', [-6200, 6200, 0]],
    ['nobody came', {}, [accept('shop'), until('2099-12-24T19:30:00Z')], 'captured', [-8000, 8000, 0]],
    ['nobody came, for a share', { noShowFee: '80%' }, [accept('shop'), until('2099-12-24T19:30:00Z')], 'captured', [-6400, 6400, 0]],
    [
      'the guest came, and is charged after dinner',
      {},
      [accept('shop'), until('2099-12-24T19:05:00Z'), signal('shop', 'arrived'), until('2099-12-24T22:00:00Z'), capture('shop', { amount: 7000 })],
      'captured',
      [-7000, 7000, 0],
    ],
    ['the guest came, and was not charged', {}, [accept('shop'), signal('shop', 'arrived'), until('2099-12-25T19:00:00Z')], 'released', [0, 0, 0]],
    ['the guest cannot say so', {}, [accept('shop'), refused(sendSignal, 'hana', 'not_permitted', { signal: 'arrived' })], 'held', [0, 0, 0]],
  ],
  cappedCharge: [
    ['below the cap', {}, [capture('ken', { amount: 4200 })], 'captured', [-4200, 0, 4200]],
    ['within the tolerance', {}, [capture('ken', { amount: 5500 })], 'captured', [-5500, 0, 5500]],
    ['beyond it', {}, [refused(captureHold, 'ken', 'exceeds_hold amount', { amount: 5501 })], 'held', [0, 0, 0]],
    ['beyond it, with consent', {}, [adjust('hana', { amount: 9000 }), capture('ken', { amount: 9000 })], 'captured', [-9000, 0, 9000]],
    ['without a tolerance', { tolerance: undefined }, [refused(captureHold, 'ken', 'exceeds_hold amount', { amount: 5001 })], 'held', [0, 0, 0]],
    ['the payer cannot cancel', {}, [refused(cancelHold, 'hana', 'condition_not_met')], 'held', [0, 0, 0]],
    ['not charged in time', {}, [until('2099-12-24T23:00:00Z')], 'expired', [0, 0, 0]],
  ],
  escrow: [
    ['a milestone', {}, [approve('hana', 'design')], 'held', [-10_000, 10_000, 0]],
    ['a milestone, twice approved', {}, [approve('hana', 'design'), approve('hana', 'design')], 'held', [-10_000, 10_000, 0]],
    ['accepted by the buyer', {}, [approve('hana', 'design'), approve('hana', 'accepted')], 'captured', [-40_000, 40_000, 0]],
    ['the seller cannot accept', {}, [refused(sendSignal, 'shop', 'not_permitted', { approval: 'accepted' })], 'held', [0, 0, 0]],
    ['not delivered', {}, [approve('hana', 'design'), until('2099-06-30T00:00:00Z')], 'released', [-10_000, 10_000, 0]],
    ['delivered, in inspection', {}, [until('2099-06-29T23:59:59Z'), signal('shop', 'delivered'), until('2099-07-06T23:59:58Z')], 'held', [0, 0, 0]],
    [
      'delivered and inspected',
      {},
      [until('2099-06-29T23:59:59Z'), signal('shop', 'delivered'), until('2099-07-06T23:59:59Z')],
      'captured',
      [-40_000, 40_000, 0],
    ],
    ['the arbiter cannot release by itself', {}, [refused(releaseHold, 'ken', 'not_permitted')], 'held', [0, 0, 0]],
    [
      'disputed within the inspection, split',
      {},
      [signal('shop', 'delivered'), dispute('hana'), until('2026-12-20T00:00:00Z'), resolve('ken', { split: [25_000] })],
      'captured',
      [-25_000, 25_000, 0],
    ],
    ['disputed and not decided', {}, [signal('shop', 'delivered'), dispute('hana'), until('2026-12-31T00:00:00Z')], 'released', [0, 0, 0]],
    [
      'disputed to gain time, and withdrawn',
      {},
      [signal('shop', 'delivered'), dispute('hana'), until('2026-12-30T00:00:00Z'), withdraw('hana')],
      'captured',
      [-40_000, 40_000, 0],
    ],
    ['with a fee', { platform: { wallet: demo.taxi, fee: '10%' } }, [approve('hana', 'design')], 'held', [-10_000, 9000, 1000]],
    [
      'with a carrier, the seller cannot say it',
      { carrier: demo.taxi },
      [refused(sendSignal, 'shop', 'not_permitted', { signal: 'delivered' })],
      'held',
      [0, 0, 0],
    ],
  ],
  dvp: [
    ['one side locked', {}, [accept('hana')], 'proposed', [0, 0, 0]],
    ['both sides locked', {}, [accept('hana'), accept('shop')], 'captured', [15_000, -15_000, 0]],
    ['one side too late', {}, [accept('hana'), until('2099-03-01T12:00:00Z')], 'expired', [0, 0, 0]],
    [
      'not before its time',
      { settleFrom: '2099-03-01T13:00:00Z' },
      [accept('hana'), accept('shop'), until('2099-03-01T12:59:59Z')],
      'held',
      [0, 0, 0],
    ],
    [
      'at its time',
      { settleFrom: '2099-03-01T13:00:00Z' },
      [accept('hana'), accept('shop'), until('2099-03-01T13:00:00Z')],
      'captured',
      [15_000, -15_000, 0],
    ],
    ['by the venue', { venue: demo.taxi }, [accept('hana'), accept('shop'), capture('ken')], 'captured', [15_000, -15_000, 0]],
    ['called off by the venue', { venue: demo.taxi }, [accept('hana'), accept('shop'), release('ken')], 'released', [0, 0, 0]],
    ['the venue does nothing', { venue: demo.taxi }, [accept('hana'), accept('shop'), until('2099-03-01T15:00:00Z')], 'expired', [0, 0, 0]],
  ],
  hashLock: [
    [
      'the secret',
      { sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
      [hand('shop', { preimage: '616263' })],
      'captured',
      [-15_000, 15_000, 0],
    ],
    ['another', {}, [refused(sendSignal, 'shop', 'evidence_invalid preimage', { preimage: '616263' })], 'held', [0, 0, 0]],
    ['too late', {}, [until('2099-01-02T00:00:00Z'), refused(sendSignal, 'shop', 'hold_expired', { preimage: '616263' })], 'expired', [0, 0, 0]],
  ],
  returnWindow: [
    ['never delivered', {}, [until('2099-05-10T00:00:00Z')], 'released', [0, 0, 0]],
    ['delivered and kept', {}, [signal('shop', 'delivered'), until('2026-12-09T00:00:00Z')], 'captured', [-12_000, 12_000, 0]],
    ['on its way back', {}, [signal('shop', 'delivered'), signal('hana', 'returning'), until('2026-12-14T23:59:59Z')], 'held', [0, 0, 0]],
    [
      'not come back',
      {},
      [signal('shop', 'delivered'), signal('hana', 'returning'), until('2026-12-15T00:00:00Z')],
      'captured',
      [-12_000, 12_000, 0],
    ],
    ['returned', {}, [signal('shop', 'delivered'), signal('hana', 'returning'), signal('shop', 'returned')], 'released', [0, 0, 0]],
    ['said to be returning, never delivered', {}, [signal('hana', 'returning'), until('2099-05-10T00:00:00Z')], 'released', [0, 0, 0]],
    ['disputed', {}, [signal('shop', 'delivered'), dispute('hana'), resolve('ken', { outcome: 'refund' })], 'released', [0, 0, 0]],
    [
      'without an arbiter',
      { arbiter: undefined },
      [signal('shop', 'delivered'), refused(disputeHold, 'hana', 'condition_not_met')],
      'held',
      [0, 0, 0],
    ],
  ],
  appraisal: [
    ['registered', {}, [signal('ken', 'owner_changed')], 'captured', [-60_000, 60_000, 0]],
    ['the seller cannot say so', {}, [refused(sendSignal, 'shop', 'not_permitted', { signal: 'owner_changed' })], 'held', [0, 0, 0]],
    ['not registered in time', {}, [until('2099-09-30T00:00:00Z')], 'expired', [0, 0, 0]],
    ...(
      [
        ['appraised, not registered', [signal('ken', 'appraised', { price: 52_000 })], 'held', [0, 0, 0]],
        ['registered, not appraised', [signal('ken', 'owner_changed')], 'held', [0, 0, 0]],
        [
          'appraised and registered',
          [signal('ken', 'appraised', { price: 52_000 }), signal('ken', 'owner_changed')],
          'captured',
          [-52_000, 52_000, 0],
        ],
        [
          'registered and appraised',
          [signal('ken', 'owner_changed'), signal('ken', 'appraised', { price: 60_000 })],
          'captured',
          [-60_000, 60_000, 0],
        ],
        ['appraised below the lowest', [signal('ken', 'appraised', { price: 49_999 }), signal('ken', 'owner_changed')], 'held', [0, 0, 0]],
      ] as const
    ).map(([what, steps, status, paid]): Row => [what, { appraiser: { wallet: demo.taxi, lowest: 50_000 } }, [...steps], status, [...paid]]),
  ],
  visit: [
    ['both must agree', {}, [accept('hana')], 'proposed', [0, 0, 0]],
    ['cancelled before', {}, [accept('hana'), accept('shop'), cancel('hana')], 'cancelled', [0, 0, 0]],
    [
      'the actual cost',
      {},
      [accept('hana'), accept('shop'), until('2099-06-01T00:00:00Z'), capture('shop', { amount: 5430, memo: 'Receipt 17' })],
      'captured',
      [-5430, 5430, 0],
    ],
    [
      'more than was agreed',
      {},
      [accept('hana'), accept('shop'), until('2099-06-01T00:00:00Z'), refused(captureHold, 'shop', 'exceeds_hold amount', { amount: 6601 })],
      'held',
      [0, 0, 0],
    ],
    [
      'more, with consent',
      {},
      [accept('hana'), accept('shop'), until('2099-06-01T00:00:00Z'), adjust('hana', { amount: 9000 }), capture('shop', { amount: 8800 })],
      'captured',
      [-8800, 8800, 0],
    ],
  ],
  standingOrder: [
    ['one order', {}, [signal('ken', 'reorder', { amount: 3000 })], 'held', [-3000, 3000, 0]],
    [
      'too much for one',
      {},
      [refused(sendSignal, 'ken', 'limit_exceeded data.amount', { signal: 'reorder', data: { amount: 3001 } })],
      'held',
      [0, 0, 0],
    ],
    [
      'too much for the period',
      {},
      [
        signal('ken', 'reorder', { amount: 3000 }),
        refused(sendSignal, 'ken', 'limit_exceeded data.amount', { signal: 'reorder', data: { amount: 1001 } }),
      ],
      'held',
      [-3000, 3000, 0],
    ],
    [
      'the next period',
      {},
      [signal('ken', 'reorder', { amount: 3000 }), until('2026-12-31T00:00:00Z'), signal('ken', 'reorder', { amount: 3000 })],
      'held',
      [-6000, 6000, 0],
    ],
    ['revoked', {}, [signal('ken', 'reorder', { amount: 3000 }), cancel('hana')], 'cancelled', [-3000, 3000, 0]],
    [
      'used up',
      { total: 5000, perPeriod: undefined },
      [signal('ken', 'reorder', { amount: 3000 }), signal('ken', 'reorder', { amount: 2000 })],
      'captured',
      [-5000, 5000, 0],
    ],
  ],
  deposit: [
    ['returned', {}, [until('2099-08-31T00:00:00Z')], 'released', [0, 0, 0]],
    ['claimed, waiting', {}, [signal('shop', 'late'), until('2026-12-03T23:59:59Z')], 'held', [0, 0, 0]],
    ['claimed, not disputed', {}, [signal('shop', 'late'), until('2026-12-04T00:00:00Z')], 'captured', [-4000, 4000, 0]],
    ['claimed as lost', {}, [signal('shop', 'lost'), until('2026-12-04T00:00:00Z')], 'captured', [-20_000, 20_000, 0]],
    [
      'claimed at the last moment',
      {},
      [until('2099-08-30T23:59:59Z'), signal('shop', 'late'), until('2099-09-02T23:59:59Z')],
      'captured',
      [-4000, 4000, 0],
    ],
    ['disputed', {}, [signal('shop', 'lost'), dispute('hana'), resolve('ken', { outcome: 'late' })], 'captured', [-4000, 4000, 0]],
    ['disputed without a claim', {}, [refused(disputeHold, 'hana', 'condition_not_met')], 'held', [0, 0, 0]],
    ['without an arbiter', { arbiter: undefined }, [signal('shop', 'late')], 'captured', [-4000, 4000, 0]],
    [
      'a claim that is not true',
      { arbiter: undefined, claims: [{ name: 'late', share: '20%', where: 'data.days > 1' }] },
      [signal('shop', 'late', { days: 1 }), until('2099-08-31T00:00:00Z')],
      'released',
      [0, 0, 0],
    ],
    [
      'a claim that is true',
      { arbiter: undefined, claims: [{ name: 'late', share: '20%', where: 'data.days > 1' }] },
      [signal('shop', 'late', { days: 2 })],
      'captured',
      [-4000, 4000, 0],
    ],
  ],
  collateral: [
    ['cancelled in time', {}, [cancel('hana')], 'cancelled', [0, 0, 0]],
    ['cancelled too late', {}, [until('2099-04-01T00:00:00Z'), refused(cancelHold, 'hana', 'condition_not_met')], 'held', [0, 0, 0]],
    ['delivered', {}, [until('2099-04-01T00:00:00Z'), capture('shop')], 'captured', [-30_000, 30_000, 0]],
    ['never delivered', {}, [until('2099-12-31T00:00:00Z')], 'expired', [0, 0, 0]],
  ],
}

describe.each(Object.entries(scenarios))('%s', (name, rows) => {
  test.each(rows)('%s', (_what, changes, steps, status, paid) => {
    expect(play(name, changes, steps).outcome()).toEqual({ status, paid })
  })
})

test('both sides of a delivery versus payment', () => {
  expect(play('dvp', {}, [accept('hana'), accept('shop')]).outcome('USD').paid).toEqual([-10_000, 10_000, 0])
})
