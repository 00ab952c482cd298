import { demo } from '../core/demo-ids.ts'
import { refuse, view } from '../core/use-case.ts'
import { checkInvolved } from '../holds/engine/parties.ts'
import { answerReceipt } from './answer-receipt.ts'
import { receiptAnswer, receiptQuery } from './receipt.ts'

export const getHoldReceipt = view({
  operationId: 'getHoldReceipt',
  method: 'get',
  path: '/v1/holds/{id}/receipt',
  tag: 'Journal',
  summary: { en: 'The receipt of a hold', ja: '仮押さえの受領証を取得する' },
  description: {
    en: 'Its whole life up to now, each step proved: /docs/verify checks it, and `npm run verify`.',
    ja: '現在までの全ての段階と、その証明です。/docs/verify や `npm run verify` で検証できます。',
  },
  scope: 'read',
  walletKeys: true,
  query: receiptQuery,
  answer: receiptAnswer,
  refusals: ['hold_not_found', 'not_permitted'],
  example: { id: demo.disputed },
  async read(reader, { id, query }, context) {
    const hold = await reader.hold(id)
    if (!hold) return refuse('hold_not_found', `There is no hold ${id} in this sandbox.`)
    return checkInvolved(context.caller, hold) ?? answerReceipt(reader, hold, query, context)
  },
})
