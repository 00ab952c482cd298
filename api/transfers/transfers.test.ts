import { describe, expect, test } from 'vitest'
import { createAsset } from '../assets/create-asset.ts'
import { issueAsset } from '../assets/issue-asset.ts'
import { createHold } from '../holds/create-hold.ts'
import { createStreet } from '../test/street.ts'
import { closeWallet } from '../wallets/close-wallet.ts'
import { freezeWallet } from '../wallets/freeze-wallet.ts'
import { createTransfer } from './create-transfer.ts'
import { refundTransfer } from './refund-transfer.ts'

type Street = ReturnType<typeof createStreet>
const nobody = `wal_${'7'.repeat(26)}`

describe('createTransfer: each row differs from a good transfer in one thing', () => {
  const good = (street: Street) => ({ from: street.hana, to: street.shop, asset: 'JPY', amount: 5000 })
  type Row = [what: string, verdict: string, change: (street: Street) => object, before?: (street: Street) => void, as?: (street: Street) => string]
  test.each<Row>([
    ['good', 'ok', () => ({})],
    ['all that is available', 'ok', () => ({ amount: 20_000 })],
    ['one more', 'insufficient_funds amount', () => ({ amount: 20_001 })],
    [
      'all, but one is held',
      'insufficient_funds amount',
      () => ({ amount: 20_000 }),
      (street) => street.must(createHold, '', { ...good(street), amount: 1 }),
    ],
    ['to oneself', 'same_wallet to', ({ hana }) => ({ to: hana })],
    ['from nobody', 'wallet_not_found from', () => ({ from: nobody })],
    ['to nobody', 'wallet_not_found to', () => ({ to: nobody })],
    ['of nothing known', 'asset_not_found asset', () => ({ asset: 'NONE' })],
    ['as the payer', 'ok', () => ({}), undefined, ({ hana }) => hana],
    ['as the payee', 'not_permitted', () => ({}), undefined, ({ shop }) => shop],
    ['payer frozen', 'wallet_frozen', () => ({}), (street) => street.must(freezeWallet, street.hana, {})],
    ['payee frozen', 'wallet_frozen', () => ({}), (street) => street.must(freezeWallet, street.shop, {})],
    ['payer closed', 'wallet_closed', () => ({}), (street) => street.must(closeWallet, street.hana, {})],
    ['payee closed', 'wallet_closed', () => ({}), (street) => street.must(closeWallet, street.shop, {})],
    ['payee full', 'holding_limit_exceeded amount', () => ({}), (street) => street.must(issueAsset, 'JPY', { to: street.shop, amount: 995_001 })],
    ['payee just not full', 'ok', () => ({}), (street) => street.must(issueAsset, 'JPY', { to: street.shop, amount: 995_000 })],
    [
      'payee full with what is incoming',
      'holding_limit_exceeded amount',
      () => ({}),
      (street) => {
        street.must(issueAsset, 'JPY', { to: street.shop, amount: 995_000 })
        street.must(createHold, '', { ...good(street), amount: 1 })
      },
    ],
  ])('%s: %s', (_what, verdict, change, before, as) => {
    const street = createStreet()
    before?.(street)
    expect(street.verdict(createTransfer, '', { ...good(street), ...change(street) }, as?.(street) ?? null)).toBe(verdict)
  })

  test.each<[rules: object, verdict: string]>([
    [{}, 'ok'],
    [{ senders: ['person'] }, 'ok'],
    [{ senders: ['business'] }, 'rule_violated'],
    [{ receivers: ['business'] }, 'ok'],
    [{ receivers: ['person', 'system'] }, 'rule_violated'],
    [{ maxAmount: 5000 }, 'ok'],
    [{ maxAmount: 4999 }, 'rule_violated'],
  ])('under the asset rules %j: %s', (rules, verdict) => {
    const street = createStreet()
    street.must(createAsset, '', { code: 'VOUCHER', scale: 0, rules })
    street.must(issueAsset, 'VOUCHER', { to: street.hana, amount: 5000 })
    expect(street.verdict(createTransfer, '', { ...good(street), asset: 'VOUCHER' })).toBe(verdict)
  })
})

test('createTransfer moves the amount and nothing else', () => {
  const street = createStreet()
  const transfer = street.must(createTransfer, '', { from: street.hana, to: street.shop, asset: 'JPY', amount: 5000, memo: 'lunch' })
  expect(transfer).toMatchObject({ status: 'completed', amount: 5000, memo: 'lunch', refunded: 0, refunds: [], refundOf: null })
  expect([street.balance(street.hana), street.balance(street.shop)]).toEqual([
    [15_000, 0, 0],
    [5000, 0, 0],
  ])
})

describe('refundTransfer', () => {
  function paid() {
    const street = createStreet()
    const { id } = street.must(createTransfer, '', { from: street.hana, to: street.shop, asset: 'JPY', amount: 5000 })
    return { ...street, id: id as string }
  }

  test.each<[what: string, verdict: string, amount: number | undefined, before?: (world: ReturnType<typeof paid>) => void]>([
    ['all', 'ok', undefined],
    ['a part', 'ok', 1],
    ['exactly all', 'ok', 5000],
    ['one more', 'exceeds_refundable amount', 5001],
    ['what is left', 'ok', 2000, (world) => world.must(refundTransfer, world.id, { amount: 3000 })],
    ['one more than is left', 'exceeds_refundable amount', 2001, (world) => world.must(refundTransfer, world.id, { amount: 3000 })],
    ['all, twice', 'exceeds_refundable amount', undefined, (world) => world.must(refundTransfer, world.id, {})],
    [
      'what was spent since',
      'insufficient_funds amount',
      5000,
      (world) => world.must(createTransfer, '', { from: world.shop, to: world.ken, asset: 'JPY', amount: 1 }),
    ],
    ['from a frozen receiver', 'wallet_frozen', 1, (world) => world.must(freezeWallet, world.shop, {})],
    ['to a closed sender', 'wallet_closed', 1, (world) => world.must(closeWallet, world.hana, {})],
    ['to a sender who is full', 'holding_limit_exceeded amount', 1, (world) => world.must(issueAsset, 'JPY', { to: world.hana, amount: 985_000 })],
  ])('%s: %s', (_what, verdict, amount, before) => {
    const world = paid()
    before?.(world)
    expect(world.verdict(refundTransfer, world.id, amount === undefined ? {} : { amount })).toBe(verdict)
  })

  test('only the receiver gives back', () => {
    const { verdict, id, hana, shop } = paid()
    expect(verdict(refundTransfer, id, {}, hana)).toBe('not_permitted')
    expect(verdict(refundTransfer, id, {}, shop)).toBe('ok')
    expect(verdict(refundTransfer, `trf_${'7'.repeat(26)}`, {})).toBe('transfer_not_found')
  })

  test('the refund is a transfer of its own, and cannot be refunded', () => {
    const { must, verdict, id, hana, shop, state } = paid()
    const refunded = must(refundTransfer, id, { amount: 2000 })
    expect(refunded).toMatchObject({ id, refunded: 2000 })
    const [refund] = refunded.refunds
    expect(state.find('transfer', refund)).toMatchObject({ from: shop, to: hana, amount: 2000, refundOf: id })
    expect(verdict(refundTransfer, refund, {})).toBe('exceeds_refundable amount')
  })
})
