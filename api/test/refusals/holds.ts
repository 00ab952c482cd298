import { demo } from '../../core/demo-ids.ts'
import { lastCreated, nowhere, type Scenario, type Scenarios, type Step } from './scenario.ts'

/** How a hold ends. The demo's hold `seat` is held; its hold `request` is proposed and asks the restaurant. */
const endings = {
  already_captured: { op: 'captureHold', id: demo.seat, body: {} },
  already_released: { op: 'releaseHold', id: demo.seat, body: {} },
  hold_expired: { op: 'advanceClock', body: { by: 'P365D' } },
} as const satisfies Record<string, Step>

function onHeld(more: object): Record<'hold_not_found' | keyof typeof endings, Scenario> {
  const ended = (ending: Step) => ({ id: demo.seat, before: [ending], ...more })
  return {
    hold_not_found: { id: nowhere.hold, ...more },
    already_captured: ended(endings.already_captured),
    already_released: ended(endings.already_released),
    hold_expired: ended(endings.hold_expired),
  }
}

/** Two hundred steps: the first made it, the others change its amount to and fro. */
const worn: Step = {
  op: 'createBatch',
  body: {
    operations: Array.from({ length: 199 }, (_, index) => ({ op: 'adjustHold', id: demo.seat, body: { amount: index % 2 === 0 ? 8001 : 8000 } })),
  },
}

const frozen = (id: string): Step => ({ op: 'freezeWallet', id })
const closed = (id: string): Step => ({ op: 'closeWallet', id })
const poor: Step = { op: 'redeemAsset', id: 'JPY', body: { from: demo.guest, amount: 89_000 } }
const full: Step = { op: 'issueAsset', id: 'JPY', body: { to: demo.restaurant, amount: 9_939_000 } }
const ruled: Step = { op: 'createAsset', body: { code: 'RULED', scale: 0, rules: { maxAmount: 1000 } } }
const terms = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 1000 }

export const holds: Scenarios = {
  createHold: {
    same_wallet: { body: { ...terms, to: demo.guest } },
    wallet_not_found: { body: { ...terms, to: nowhere.wallet } },
    asset_not_found: { body: { ...terms, asset: 'NONE' } },
    not_permitted: { body: terms, actAs: demo.taxi },
    expiry_in_past: { body: { ...terms, expiresAt: '2026-12-01T00:00:00Z' } },
    wallet_frozen: { body: { ...terms, to: demo.frozenWallet } },
    wallet_closed: { body: terms, before: [closed(demo.restaurant)] },
    rule_violated: { body: { ...terms, asset: 'RULED', amount: 1001 }, before: [ruled] },
    insufficient_funds: { body: { ...terms, amount: 89_001 } },
    holding_limit_exceeded: { body: terms, before: [full] },
  },
  acceptHold: {
    ...onHeld({}),
    not_permitted: { actAs: demo.guest },
    hold_not_open: { id: demo.seat },
    wallet_frozen: { before: [frozen(demo.restaurant)] },
    wallet_closed: { before: [closed(demo.restaurant)] },
    insufficient_funds: { before: [poor] },
    holding_limit_exceeded: { before: [full] },
  },
  declineHold: { ...onHeld({}), not_permitted: { actAs: demo.taxi }, hold_not_open: { id: demo.seat } },
  captureHold: {
    ...onHeld({ body: {} }),
    not_permitted: { actAs: demo.guest },
    hold_not_open: { id: demo.request, body: {} },
    exceeds_hold: { body: { amount: 8001 } },
    wallet_frozen: { before: [frozen(demo.guest)] },
    wallet_closed: { before: [closed(demo.guest)] },
    too_many_steps: { body: { amount: 1, final: false }, before: [worn] },
  },
  releaseHold: {
    ...onHeld({}),
    not_permitted: { actAs: demo.guest },
    hold_not_open: { id: demo.request },
    exceeds_hold: { body: { amount: 8001 } },
    too_many_steps: { body: { amount: 1 }, before: [worn] },
  },
  cancelHold: {
    ...onHeld({}),
    not_permitted: { actAs: demo.restaurant },
    hold_not_open: { id: demo.request },
    condition_not_met: { before: [{ op: 'advanceClock', body: { by: 'P364D' } }] },
  },
  adjustHold: {
    ...onHeld({ body: { amount: 9000 } }),
    not_permitted: { body: { amount: 9000 }, actAs: demo.restaurant },
    hold_not_open: { id: demo.request, body: { amount: 9000 } },
    exceeds_hold: { body: { amount: 10 }, before: [{ op: 'captureHold', body: { amount: 10, final: false } }] },
    wallet_frozen: { before: [frozen(demo.restaurant)] },
    wallet_closed: { before: [closed(demo.restaurant)] },
    rule_violated: {
      id: lastCreated,
      body: { amount: 1001 },
      before: [
        ruled,
        { op: 'issueAsset', id: 'RULED', body: { to: demo.guest, amount: 5000 } },
        { op: 'createHold', body: { ...terms, asset: 'RULED' } },
      ],
    },
    insufficient_funds: { body: { amount: 97_001 } },
    holding_limit_exceeded: { before: [full] },
    too_many_steps: { body: { amount: 8002 }, before: [worn] },
  },
  extendHold: {
    ...onHeld({ body: { expiresAt: '2099-12-31T00:00:00Z' } }),
    not_permitted: { actAs: demo.restaurant },
    hold_not_open: { id: demo.request },
    expiry_in_past: { body: { expiresAt: '2026-12-01T00:00:00Z' } },
    expiry_not_later: { body: { expiresAt: '2026-12-01T00:00:00.001Z' } },
    too_many_steps: { before: [worn] },
  },
  getHold: { hold_not_found: { id: nowhere.hold }, not_permitted: { actAs: demo.taxi } },
  listHolds: { not_permitted: { query: { wallet: demo.guest }, actAs: demo.taxi } },
}
