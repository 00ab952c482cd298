import { describe, expect, test } from 'vitest'
import { createHold } from '../holds/create-hold.ts'
import { createStreet } from '../test/street.ts'
import { closeWallet } from '../wallets/close-wallet.ts'
import { freezeWallet } from '../wallets/freeze-wallet.ts'
import { unfreezeWallet } from '../wallets/unfreeze-wallet.ts'
import { createAsset } from './create-asset.ts'
import { issueAsset } from './issue-asset.ts'
import { redeemAsset } from './redeem-asset.ts'

type Street = ReturnType<typeof createStreet>
const largest = Number.MAX_SAFE_INTEGER

describe('issueAsset', () => {
  test.each<[what: string, verdict: string, code: string, body: (street: Street) => object, before?: (street: Street) => void]>([
    ['good', 'ok', 'JPY', ({ shop }) => ({ to: shop, amount: 1 })],
    ['up to the holding limit', 'ok', 'JPY', ({ shop }) => ({ to: shop, amount: 1_000_000 })],
    ['one more', 'holding_limit_exceeded amount', 'JPY', ({ shop }) => ({ to: shop, amount: 1_000_001 })],
    ['of nothing known', 'asset_not_found', 'NONE', ({ shop }) => ({ to: shop, amount: 1 })],
    ['to nobody', 'wallet_not_found to', 'JPY', () => ({ to: `wal_${'7'.repeat(26)}`, amount: 1 })],
    ['to a frozen wallet', 'wallet_frozen', 'JPY', ({ shop }) => ({ to: shop, amount: 1 }), ({ must, shop }) => must(freezeWallet, shop, {})],
    ['to a closed wallet', 'wallet_closed', 'JPY', ({ shop }) => ({ to: shop, amount: 1 }), ({ must, shop }) => must(closeWallet, shop, {})],
    ['the whole supply', 'ok', 'GOLD', ({ shop }) => ({ to: shop, amount: 100 })],
    ['one more than the supply', 'supply_limit_exceeded amount', 'GOLD', ({ shop }) => ({ to: shop, amount: 101 })],
    [
      'one more than is left',
      'supply_limit_exceeded amount',
      'GOLD',
      ({ shop }) => ({ to: shop, amount: 100 }),
      ({ must, ken }) => must(issueAsset, 'GOLD', { to: ken, amount: 1 }),
    ],
    ['the largest number', 'ok', 'BIG', ({ shop }) => ({ to: shop, amount: largest })],
    [
      'past the largest number',
      'supply_limit_exceeded amount',
      'BIG',
      ({ shop }) => ({ to: shop, amount: largest }),
      ({ must, ken }) => must(issueAsset, 'BIG', { to: ken, amount: 1 }),
    ],
  ])('%s: %s', (_what, verdict, code, body, before) => {
    const street = createStreet()
    street.must(createAsset, '', { code: 'GOLD', scale: 0, maxSupply: 100 })
    street.must(createAsset, '', { code: 'BIG', scale: 0 })
    before?.(street)
    expect(street.verdict(issueAsset, code, body(street))).toBe(verdict)
  })

  test('the supply follows, and the issuance side is its mirror', () => {
    const { must, shop, balance } = createStreet()
    expect(must(issueAsset, 'JPY', { to: shop, amount: 500 })).toMatchObject({ supply: 20_500 })
    expect(must(redeemAsset, 'JPY', { from: shop, amount: 200 })).toMatchObject({ supply: 20_300 })
    expect([balance(shop), balance('issuance')]).toEqual([
      [300, 0, 0],
      [-20_300, 0, 0],
    ])
  })
})

describe('redeemAsset', () => {
  test.each<[what: string, verdict: string, amount: number, before?: (street: Street) => void]>([
    ['all', 'ok', 20_000],
    ['one more', 'insufficient_funds amount', 20_001],
    [
      'what is held',
      'insufficient_funds amount',
      20_000,
      ({ must, hana, shop }) => must(createHold, '', { from: hana, to: shop, asset: 'JPY', amount: 1 }),
    ],
    ['from a frozen wallet', 'wallet_frozen', 1, ({ must, hana }) => must(freezeWallet, hana, {})],
    ['from a closed wallet: nothing is stuck', 'ok', 20_000, ({ must, hana }) => must(closeWallet, hana, {})],
  ])('%s: %s', (_what, verdict, amount, before) => {
    const street = createStreet()
    before?.(street)
    expect(street.verdict(redeemAsset, 'JPY', { from: street.hana, amount })).toBe(verdict)
  })
})

test('an asset code is taken once', () => {
  const { verdict } = createStreet()
  expect(verdict(createAsset, '', { code: 'USD', scale: 2 })).toBe('ok')
  expect(verdict(createAsset, '', { code: 'JPY', scale: 0 })).toBe('asset_exists code')
})

describe('the status of a wallet', () => {
  test.each([
    ['active', [], ['ok', 'ok', 'ok']],
    ['frozen', [freezeWallet], ['ok', 'ok', 'ok']],
    ['closed', [closeWallet], ['wallet_closed', 'wallet_closed', 'ok']],
  ] as const)('%s: freeze, unfreeze, close', (_status, before, verdicts) => {
    const { must, verdict, hana } = createStreet()
    for (const command of before) must(command, hana, {})
    expect([freezeWallet, unfreezeWallet, closeWallet].map((command) => verdict(command, hana, {}))).toEqual(verdicts)
  })

  test('doing it again changes nothing and journals nothing', () => {
    const { must, hana, state } = createStreet()
    must(freezeWallet, hana, {})
    const { seq } = state.sandbox
    expect(must(freezeWallet, hana, {})).toMatchObject({ status: 'frozen', balances: [{ posted: 20_000 }] })
    expect(state.sandbox.seq).toBe(seq)
  })
})
