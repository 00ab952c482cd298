import type { Name, Operation, Request } from './requests.ts'

const of = (op: Name, id: string, body: object): Request => ({ ...({ op, id, body } as Operation), as: null, key: null })
const wallet = (kind: string) => of('createWallet', '', { name: kind, kind })

/**
 * How every sequence opens: a few wallets of each kind, an asset without limits, one with tight limits, one with terms,
 * and one of which all that can exist is in one wallet.
 */
export const opening: readonly Request[] = [
  ...['person', 'person', 'business', 'system'].map(wallet),
  of('createAsset', '', { code: 'AAA', scale: 0 }),
  of('createAsset', '', { code: 'BBB', scale: 2, maxHolding: 60, maxSupply: 150 }),
  of('createAsset', '', { code: 'CCC', scale: 0, rules: { maxAmount: 50, senders: ['person', 'business'], receivers: ['business', 'system'] } }),
  of('createAsset', '', { code: 'MAX', scale: 0 }),
  of('issueAsset', 'AAA', { to: 'w0', amount: 100 }),
  of('issueAsset', 'AAA', { to: 'w1', amount: 100 }),
  of('issueAsset', 'AAA', { to: 'w2', amount: 50 }),
  of('issueAsset', 'BBB', { to: 'w0', amount: 60 }),
  of('issueAsset', 'BBB', { to: 'w1', amount: 30 }),
  of('issueAsset', 'CCC', { to: 'w0', amount: 100 }),
  of('issueAsset', 'CCC', { to: 'w2', amount: 20 }),
  of('issueAsset', 'MAX', { to: 'w0', amount: 2 ** 53 - 1 }),
]
