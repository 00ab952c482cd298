import { demo } from '../core/demo-ids.ts'
import { actsFor, refuse, view } from '../core/use-case.ts'
import { answerReceipt } from './answer-receipt.ts'
import { receiptAnswer, receiptQuery } from './receipt.ts'

export const getTransferReceipt = view({
  operationId: 'getTransferReceipt',
  method: 'get',
  path: '/v1/transfers/{id}/receipt',
  tag: 'Journal',
  summary: { en: 'The receipt of a transfer', ja: '送金の受領証を取得する' },
  description: {
    en: 'All that is needed to check without this service that it is in the ledger and who ordered it: /docs/verify does, and `npm run verify`.',
    ja: 'このサービスなしで、台帳にあることと誰が指示したかを確認できるすべてです。/docs/verify や `npm run verify` で検証できます。',
  },
  scope: 'read',
  walletKeys: true,
  query: receiptQuery,
  answer: receiptAnswer,
  refusals: ['transfer_not_found', 'not_permitted'],
  example: { id: demo.payment },
  async read(reader, { id, query }, context) {
    const { caller } = context
    const transfer = await reader.transfer(id)
    if (!transfer) return refuse('transfer_not_found', `There is no transfer ${id} in this sandbox.`)
    if (!actsFor(caller, transfer.from) && !actsFor(caller, transfer.to))
      return refuse('not_permitted', `This request acts as ${caller.wallet}, which is no party of ${id}.`)
    return answerReceipt(reader, transfer, query, context)
  },
})
