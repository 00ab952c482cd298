import { demo } from '../../core/demo-ids.ts'
import { closed, frozen, fullTaxi, made, onceEnded } from './before.ts'
import { lastCreated, type Scenario, type Scenarios, type Step } from './scenario.ts'

/** Each `order` of the restaurant says how much is captured, and the taxi company gets half of it. */
const orders = made({
  outcomes: { shared: ['payee', demo.taxi].map((to) => ({ to, share: '50%' })) },
  rules: [
    {
      ...{ action: 'capture', outcome: 'shared', when: { signal: { name: 'order', from: ['payee'] } } },
      ...{ amount: { signal: 'order', field: 'price' }, final: false, repeat: true },
    },
  ],
  limits: { perCapture: 500 },
})
const order = (price: number, ...before: Step[]): Scenario => ({
  id: lastCreated,
  body: { signal: 'order', data: { price } },
  before: [orders, ...before],
})

/** A hundred readings, each another one, of scales that somebody must approve of too. */
const scales = made({
  rules: [{ action: 'capture', when: { all: [{ signal: { name: 'weight', from: ['payee'] } }, { approvedBy: { parties: ['payer'] } }] } }],
})
const weighed = (grams: number) => ({ signal: 'weight', data: { grams } })
const weighing: Step = {
  op: 'createBatch',
  body: { operations: Array.from({ length: 100 }, (_, grams) => ({ op: 'sendSignal', id: lastCreated, body: weighed(grams) })) },
}

/** After a dispute that a resolver may end in favour of somebody else. */
const withDamages: readonly Step[] = [
  made({
    parties: { controller: demo.taxi },
    outcomes: { damages: [{ to: 'controller', share: '50%' }] },
    disputes: { by: ['payer'], outcomes: ['damages'] },
  }),
  { op: 'disputeHold', id: lastCreated },
]
const resolvedWith = (outcome: string): readonly Step[] => [{ op: 'resolveHold', body: { outcome } }]

/** A disputed hold ends when it is resolved; it does not expire meanwhile. */
const onceResolved = {
  ...onceEnded(demo.parcel),
  already_captured: { before: resolvedWith('pay') },
  already_released: { before: resolvedWith('refund') },
  hold_not_open: { id: demo.parcel },
}

export const evidence: Scenarios = {
  sendSignal: {
    ...onceEnded(demo.parcel),
    not_permitted: { actAs: demo.guest },
    hold_not_open: { id: demo.request, before: [{ op: 'declineHold' }] },
    evidence_not_expected: { body: { signal: 'lost' } },
    evidence_invalid: {
      id: lastCreated,
      body: { preimage: '00' },
      before: [made({ rules: [{ action: 'capture', when: { preimage: { sha256: '00'.repeat(32) } } }] })],
    },
    exceeds_hold: order(1001),
    limit_exceeded: order(501),
    wallet_frozen: order(500, frozen(demo.guest)),
    wallet_closed: order(500, closed(demo.restaurant)),
    holding_limit_exceeded: order(500, fullTaxi),
    too_many_steps: { id: lastCreated, body: weighed(100), before: [scales, weighing] },
  },
  disputeHold: {
    ...onceEnded(demo.parcel),
    not_permitted: { actAs: demo.restaurant },
    hold_not_open: { id: demo.disputed },
    condition_not_met: { id: demo.seat },
  },
  withdrawDispute: { ...onceResolved, not_permitted: { actAs: demo.restaurant } },
  resolveHold: {
    ...onceResolved,
    not_permitted: { actAs: demo.guest },
    condition_not_met: { body: { outcome: 'gift' } },
    exceeds_hold: { body: { split: [4001] } },
    invalid_request: { body: { split: [2000, 2000] } },
    wallet_frozen: { before: [frozen(demo.restaurant)] },
    wallet_closed: { before: [closed(demo.guest)] },
    holding_limit_exceeded: { id: lastCreated, body: { outcome: 'damages' }, before: [...withDamages, fullTaxi] },
  },
}
