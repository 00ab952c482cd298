import { demo } from '../core/demo-ids.ts'
import { refuse } from '../core/use-case.ts'
import { changeStatus } from './change-status.ts'

export const freezeWallet = changeStatus({
  operationId: 'freezeWallet',
  action: 'freeze',
  summary: { en: 'Freeze a wallet', ja: 'ウォレットを凍結する' },
  description: {
    en: 'It sends and receives nothing new and no hold can be captured from or into it; release and expiry still free value.',
    ja: '新しい入出金と仮押さえの確定ができなくなります。解放と期限切れは引き続き働きます。',
  },
  type: 'wallet.frozen',
  status: 'frozen',
  refusals: ['wallet_closed'],
  check: ({ id, status }) => (status === 'closed' ? refuse('wallet_closed', `Wallet ${id} is closed.`) : undefined),
  example: { id: demo.taxi, body: {} },
})
