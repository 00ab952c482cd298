import { demo } from '../../core/demo-ids.ts'
import { closed, frozen, fullTaxi, made, onceEnded, ruled, ruledFunds, twoLegs, worn } from './before.ts'
import { lastCreated, type Scenario, type Scenarios } from './scenario.ts'

/** A hold by whose rule somebody pays the taxi company when the hold ends. */
const withFee = (action: string, by: string) =>
  made({ outcomes: { fee: [{ to: demo.taxi, share: '50%' }] }, rules: [{ action, by: [by], outcome: 'fee' }] })

/** Wherever somebody is paid, both sides must be able to. */
function feeStopped(action: string, by: string) {
  const stoppedBy = (cause: Scenario['before']): Scenario => ({ id: lastCreated, body: {}, before: [withFee(action, by), ...(cause ?? [])] })
  return {
    wallet_frozen: stoppedBy([frozen(demo.guest)]),
    wallet_closed: stoppedBy([closed(demo.taxi)]),
    holding_limit_exceeded: stoppedBy([fullTaxi]),
  }
}

const later = { after: '2026-12-02T00:00:00Z' }

const captureHold = {
  ...onceEnded(demo.seat, { body: {} }),
  ...feeStopped('capture', 'payee'),
  not_permitted: { actAs: demo.guest },
  hold_not_open: { id: demo.request, body: {} },
  invalid_request: { id: lastCreated, body: { amount: 1 }, before: [twoLegs] },
  exceeds_hold: { body: { amount: 8001 } },
  condition_not_met: { id: lastCreated, body: {}, before: [made({ rules: [{ action: 'capture', by: ['payee'], when: later }] })] },
  limit_exceeded: { id: lastCreated, body: { amount: 101 }, before: [made({ limits: { perCapture: 100 } })] },
  rule_violated: {
    id: lastCreated,
    body: { amount: 1001 },
    before: [ruled, ruledFunds, made({ asset: 'RULED', limits: { overcapture: 1 } })],
  },
  insufficient_funds: { id: lastCreated, body: { amount: 81_001 }, before: [made({ limits: { overcapture: 100_000 } })] },
  too_many_steps: {
    id: lastCreated,
    body: { amount: 1 },
    before: [made({ rules: [{ action: 'capture', by: ['payee'], final: false }] }), worn(lastCreated, 1000)],
  },
} satisfies Scenarios[string]

const releaseHold = {
  ...onceEnded(demo.seat),
  ...feeStopped('release', 'payee'),
  not_permitted: { actAs: demo.guest },
  hold_not_open: { id: demo.request },
  invalid_request: { id: lastCreated, body: { amount: 1 }, before: [twoLegs] },
  exceeds_hold: { body: { amount: 8001 } },
  // Of two payees, neither may give back what is for the other.
  condition_not_met: { id: lastCreated, before: [twoLegs] },
  too_many_steps: { body: { amount: 1 }, before: [worn(demo.seat, 8000)] },
} satisfies Scenarios[string]

/** Several holds as one are refused as one of them alone. */
function together(scenarios: Scenarios[string]): Scenarios[string] {
  const among = ({ id = demo.seat, body = {}, ...scenario }: Scenario): Scenario => ({ ...scenario, body: { holds: [{ id, ...(body as object) }] } })
  return Object.fromEntries(Object.entries(scenarios).map(([code, scenario]) => [code, among(scenario)]))
}

export const settling: Scenarios = {
  captureHold,
  releaseHold,
  cancelHold: {
    ...onceEnded(demo.seat),
    ...feeStopped('cancel', 'payer'),
    not_permitted: { actAs: demo.restaurant },
    hold_not_open: { id: demo.request },
    condition_not_met: { before: [{ op: 'advanceClock', body: { by: 'P364D' } }] },
  },
  captureHolds: together(captureHold),
  releaseHolds: together(releaseHold),
}
