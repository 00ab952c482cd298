import { demo } from '../core/demo-ids.ts'
import { changeStatus } from './change-status.ts'

export const closeWallet = changeStatus({
  operationId: 'closeWallet',
  action: 'close',
  summary: { en: 'Close a wallet for good', ja: 'ウォレットを閉鎖する' },
  description: {
    en: 'It sends and receives nothing new. What it still owns can be redeemed, and its holds can be released or expire, so no value is stuck.',
    ja: '新しい入出金はできなくなります。残りは償還でき、仮押さえは解放・期限切れにできるため、価値が取り残されることはありません。',
  },
  type: 'wallet.closed',
  status: 'closed',
  refusals: [],
  check: () => undefined,
  example: { id: demo.taxi, body: {} },
})
