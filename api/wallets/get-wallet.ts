import { demo } from '../core/demo-ids.ts'
import { isRefusal, view } from '../core/use-case.ts'
import { findOwn } from './find-own.ts'
import { presentWallet, walletSchema } from './wallet.ts'

export const getWallet = view({
  operationId: 'getWallet',
  method: 'get',
  path: '/v1/wallets/{id}',
  tag: 'Wallets',
  summary: { en: 'Read a wallet and its balances', ja: 'ウォレットと残高を参照する' },
  scope: 'read',
  walletKeys: true,
  query: null,
  answer: { status: 200, schema: walletSchema },
  refusals: ['wallet_not_found', 'not_permitted'],
  example: { id: demo.guest },
  async read(reader, { id }, { caller }) {
    const wallet = await findOwn(reader, id, caller)
    if (isRefusal(wallet)) return wallet
    return presentWallet(wallet, await reader.balancesOf(id))
  },
})
