import type { Name, Named } from './requests.ts'
import { available, check, get, give, nowOf, record, room, type World } from './world.ts'

/** Makes the request true in the world, or throws `Refused`. Gives the label of what was made. */
export type Rule<O extends Name> = (world: World, request: Named<O>, now: number, as: string | null, real: number) => string | undefined

/** A wallet that sends or receives something new must be active. */
export function active(world: World, ...labels: string[]): void {
  for (const label of labels) {
    const { status } = get(world.wallets, label, 'wallet_not_found')
    check(status !== 'frozen', 'wallet_frozen')
    check(status !== 'closed', 'wallet_closed')
  }
}

export function acts(as: string | null, ...labels: string[]): boolean {
  return as === null || labels.includes(as)
}

/** The terms of the asset for moving so much between these two. */
export function lawful(world: World, { from, to, asset, amount }: { from: string; to: string; asset: string; amount: number }): void {
  const { senders, receivers, maxAmount } = get(world.assets, asset, 'asset_not_found')
  check(senders.includes(get(world.wallets, from, 'wallet_not_found').kind), 'rule_violated')
  check(receivers.includes(get(world.wallets, to, 'wallet_not_found').kind), 'rule_violated')
  check(amount <= maxAmount, 'rule_violated')
}

export function funded(world: World, { from, to, asset, amount }: { from: string; to: string; asset: string; amount: number }): void {
  check(amount <= available(world, from, asset), 'insufficient_funds')
  check(amount <= room(world, to, asset), 'holding_limit_exceeded')
}

const createWallet: Rule<'createWallet'> = (world, { body }, now) => {
  const label = `w${world.wallets.size}`
  world.wallets.set(label, { kind: body.kind, status: 'active' })
  record(world, 'wallet.created', now, label)
  return label
}

function become(status: 'active' | 'frozen' | 'closed', type: string): Rule<'freezeWallet' | 'unfreezeWallet' | 'closeWallet'> {
  return (world, { id }, now) => {
    const wallet = get(world.wallets, id, 'wallet_not_found')
    check(wallet.status !== 'closed' || status === 'closed', 'wallet_closed')
    if (wallet.status !== status) record(world, type, now, id)
    wallet.status = status
    return undefined
  }
}

const createAsset: Rule<'createAsset'> = (world, { body }, now) => {
  check(!world.assets.has(body.code), 'asset_exists')
  const { maxHolding = Number.POSITIVE_INFINITY, maxSupply = 2 ** 53 - 1, rules = {} } = body
  const { maxAmount = Number.POSITIVE_INFINITY, senders = ['person', 'business', 'system'], receivers = ['person', 'business', 'system'] } = rules
  world.assets.set(body.code, { maxHolding, maxSupply, supply: 0, maxAmount, senders, receivers })
  record(world, 'asset.created', now, body.code)
  return undefined
}

const issueAsset: Rule<'issueAsset'> = (world, { id, body }, now) => {
  const asset = get(world.assets, id, 'asset_not_found')
  get(world.wallets, body.to, 'wallet_not_found')
  active(world, body.to)
  check(body.amount <= asset.maxSupply - asset.supply, 'supply_limit_exceeded')
  check(body.amount <= room(world, body.to, id), 'holding_limit_exceeded')
  asset.supply += body.amount
  give(world, body.to, id, body.amount)
  record(world, 'asset.issued', now, id)
  return undefined
}

/** A closed wallet can still be emptied; a frozen one cannot. */
const redeemAsset: Rule<'redeemAsset'> = (world, { id, body }, now) => {
  const asset = get(world.assets, id, 'asset_not_found')
  check(get(world.wallets, body.from, 'wallet_not_found').status !== 'frozen', 'wallet_frozen')
  check(body.amount <= available(world, body.from, id), 'insufficient_funds')
  asset.supply -= body.amount
  give(world, body.from, id, -body.amount)
  record(world, 'asset.redeemed', now, id)
  return undefined
}

function pay(world: World, payment: { from: string; to: string; asset: string; amount: number }, refundOf: string | null): string {
  give(world, payment.from, payment.asset, -payment.amount)
  give(world, payment.to, payment.asset, payment.amount)
  const label = `t${world.transfers.size}`
  world.transfers.set(label, { ...payment, refunds: [], refundOf })
  return label
}

const createTransfer: Rule<'createTransfer'> = (world, { body }, now, as) => {
  check(body.from !== body.to, 'same_wallet')
  for (const wallet of [body.from, body.to]) get(world.wallets, wallet, 'wallet_not_found')
  get(world.assets, body.asset, 'asset_not_found')
  check(acts(as, body.from), 'not_permitted')
  active(world, body.from, body.to)
  lawful(world, body)
  funded(world, body)
  const label = pay(world, body, null)
  record(world, 'transfer.completed', now, label)
  return label
}

/** Money flows back whatever the asset's terms for new payments say. */
const refundTransfer: Rule<'refundTransfer'> = (world, { id, body }, now, as) => {
  const { from, to, asset, amount, refunds, refundOf } = get(world.transfers, id, 'transfer_not_found')
  check(acts(as, to), 'not_permitted')
  check(refundOf === null, 'exceeds_refundable')
  const left = refunds.reduce((rest, label) => rest - get(world.transfers, label, '').amount, amount)
  const refund = { from: to, to: from, asset, amount: body.amount ?? left }
  check(left > 0 && refund.amount <= left, 'exceeds_refundable')
  active(world, to, from)
  funded(world, refund)
  const label = pay(world, refund, id)
  refunds.push(label)
  record(world, 'transfer.refunded', now, label)
  return label
}

const freezeClock: Rule<'freezeClock'> = (world, _request, now) => {
  if (world.clock.frozenAt !== null) return undefined
  world.clock.frozenAt = now
  record(world, 'clock.frozen', now, null)
  return undefined
}

const resumeClock: Rule<'resumeClock'> = (world, _request, now, _as, real) => {
  if (world.clock.frozenAt === null) return undefined
  world.clock = { frozenAt: null, ahead: now - real }
  record(world, 'clock.resumed', nowOf(world, real), null)
  return undefined
}

export const ledgerRules = {
  createWallet,
  freezeWallet: become('frozen', 'wallet.frozen'),
  unfreezeWallet: become('active', 'wallet.unfrozen'),
  closeWallet: become('closed', 'wallet.closed'),
  createAsset,
  issueAsset,
  redeemAsset,
  createTransfer,
  refundTransfer,
  freezeClock,
  resumeClock,
}
