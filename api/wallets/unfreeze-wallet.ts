import { demo } from '../core/demo-ids.ts'
import { refuse } from '../core/use-case.ts'
import { changeStatus } from './change-status.ts'

export const unfreezeWallet = changeStatus({
  operationId: 'unfreezeWallet',
  action: 'unfreeze',
  summary: { en: 'Unfreeze a wallet', ja: 'ウォレットの凍結を解除する' },
  description: { en: 'It can send and receive again.', ja: '再び入出金できるようになります。' },
  type: 'wallet.unfrozen',
  status: 'active',
  refusals: ['wallet_closed'],
  check: ({ id, status }) => (status === 'closed' ? refuse('wallet_closed', `Wallet ${id} is closed; that is final.`) : undefined),
  example: { id: demo.frozenWallet, body: {} },
})
