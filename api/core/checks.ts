import { formatAmount } from './amounts.ts'
import type { Asset, AssetRules, Wallet } from './model.ts'
import type { Refusal } from './refusals.ts'
import type { Reads, State } from './state.ts'
import { actsFor, type Caller, isRefusal, refuse } from './use-case.ts'

/** Checks that several use cases share. Each gives the thing it found, or the one refusal that explains why not. */

export function findWallet(state: State, id: string, field?: string): Wallet | Refusal<'wallet_not_found'> {
  return state.find('wallet', id) ?? refuse('wallet_not_found', `There is no wallet ${id} in this sandbox.`, field)
}

export function findAsset(state: State, code: string, field?: string): Asset | Refusal<'asset_not_found'> {
  return state.find('asset', code) ?? refuse('asset_not_found', `There is no asset ${code} in this sandbox.`, field)
}

interface Parties {
  readonly from: Wallet
  readonly to: Wallet
  readonly asset: Asset
}

/** The two wallets and the asset that a payment or hold names, or the first thing that is wrong with them. */
export function findParties(
  state: State,
  body: { from: string; to: string; asset: string },
): Parties | Refusal<'same_wallet' | 'wallet_not_found' | 'asset_not_found'> {
  if (body.from === body.to) return refuse('same_wallet', `Both sides are ${body.from}.`, 'to')
  const from = findWallet(state, body.from, 'from')
  if (isRefusal(from)) return from
  const to = findWallet(state, body.to, 'to')
  if (isRefusal(to)) return to
  const asset = findAsset(state, body.asset, 'asset')
  return isRefusal(asset) ? asset : { from, to, asset }
}

/** What such a command reads. */
export function partyReads(body: { from: string; to: string; asset: string }): Reads {
  const { from, to, asset } = body
  return {
    wallets: [from, to],
    assets: [asset],
    balances: [
      [from, asset],
      [to, asset],
    ],
  }
}

export function checkActsFor(caller: Caller, wallet: string, party: string): Refusal<'not_permitted'> | undefined {
  if (actsFor(caller, wallet)) return undefined
  return refuse('not_permitted', `This request acts as ${caller.wallet}; only the ${party} ${wallet} may do this.`)
}

/** A frozen or closed wallet sends and receives nothing new (design.md 4). */
export function checkActive(...wallets: Wallet[]): Refusal<'wallet_frozen' | 'wallet_closed'> | undefined {
  for (const { id, status } of wallets) {
    if (status === 'frozen') return refuse('wallet_frozen', `Wallet ${id} is frozen.`)
    if (status === 'closed') return refuse('wallet_closed', `Wallet ${id} is closed.`)
  }
  return undefined
}

/** Says how much there is only to whom the wallet belongs; without `asking` that was checked before. */
export function checkAvailable(
  state: State,
  wallet: string,
  asset: Asset,
  amount: number,
  asking?: Caller,
): Refusal<'insufficient_funds'> | undefined {
  const { posted, held } = state.balance(wallet, asset.code)
  const available = posted - held
  if (amount <= available) return undefined
  const has = asking && !actsFor(asking, wallet) ? 'does not have enough' : `has ${formatAmount(available, asset)}`
  return refuse('insufficient_funds', `Wallet ${wallet} ${has} available; ${formatAmount(amount, asset)} is needed.`, 'amount')
}

/**
 * Incoming counts, so what a hold promises always has room when it is captured. The detail does not say how much room is
 * left: who pays must not learn what the receiver owns.
 */
export function checkHoldingLimit(state: State, wallet: string, asset: Asset, amount: number): Refusal<'holding_limit_exceeded'> | undefined {
  const { posted, incoming } = state.balance(wallet, asset.code)
  if (asset.maxHolding === null || posted + incoming + amount <= asset.maxHolding) return undefined
  const limit = formatAmount(asset.maxHolding, asset)
  return refuse('holding_limit_exceeded', `Wallet ${wallet} would own more than the holding limit, ${limit}.`, 'amount')
}

type AssetRule = (rules: AssetRules, from: Wallet, to: Wallet, amount: number) => string | undefined

/** The rules an asset can carry, in the order in which they are reported. A new rule is one function here. */
const assetRules: readonly AssetRule[] = [
  (rules, from) =>
    rules.senders && !rules.senders.includes(from.kind)
      ? `senders: only ${rules.senders.join(', ')} may send it, and ${from.id} is a ${from.kind}`
      : undefined,
  (rules, _from, to) =>
    rules.receivers && !rules.receivers.includes(to.kind)
      ? `receivers: only ${rules.receivers.join(', ')} may receive it, and ${to.id} is a ${to.kind}`
      : undefined,
  (rules, _from, _to, amount) =>
    rules.maxAmount !== undefined && amount > rules.maxAmount ? `maxAmount: at most ${rules.maxAmount} at a time, not ${amount}` : undefined,
]

export function checkAssetRules(asset: Asset, from: Wallet, to: Wallet, amount: number): Refusal<'rule_violated'> | undefined {
  for (const rule of assetRules) {
    const violated = rule(asset.rules, from, to, amount)
    if (violated) return refuse('rule_violated', `${asset.code} has the rule ${violated}.`)
  }
  return undefined
}
