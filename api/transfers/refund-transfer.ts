import { z } from '@hono/zod-openapi'
import { formatAmount } from '../core/amounts.ts'
import { checkActive, checkActsFor, checkAvailable, checkHoldingLimit } from '../core/checks.ts'
import { demo } from '../core/demo-ids.ts'
import { transferMoves } from '../core/moves.ts'
import { amount } from '../core/schemas.ts'
import { accept, command, isRefusal, refuse } from '../core/use-case.ts'
import { findTransfer, presentTransfer, transferSchema } from './transfer.ts'

const maxRefunds = 100

export const refundTransfer = command({
  operationId: 'refundTransfer',
  method: 'post',
  path: '/v1/transfers/{id}/refund',
  tag: 'Transfers',
  summary: { en: 'Refund a transfer', ja: '送金を返金する' },
  description: {
    en: 'The receiver gives back all that has not been refunded yet, or `amount` of it. Answers with the refunded transfer; the refund itself is a transfer of its own, named in `refunds`.',
    ja: '受け手が、未返金の全額または amount の額を返します。返金自体も1件の送金で、refunds にIDが入ります。',
  },
  scope: 'write',
  walletKeys: true,
  body: z.strictObject({ amount: amount.optional() }).openapi('RefundTransfer'),
  answer: { status: 200, schema: transferSchema },
  refusals: [
    'transfer_not_found',
    'not_permitted',
    'exceeds_refundable',
    'wallet_frozen',
    'wallet_closed',
    'insufficient_funds',
    'holding_limit_exceeded',
    'rule_violated',
    'signing_refused',
  ],
  example: { id: demo.payment, body: { amount: 500 } },
  reads: ({ id }) => ({ transfers: [id] }),
  decide(state, { id, body }, { now, caller, newId }) {
    const transfer = findTransfer(state, id)
    if (isRefusal(transfer)) return transfer
    const refundable = transfer.refundOf === null && transfer.refunds.length < maxRefunds ? transfer.amount - transfer.refunded : 0
    const amount = body.amount ?? refundable
    const [payee, payer, asset] = [state.find('wallet', transfer.to)!, state.find('wallet', transfer.from)!, state.find('asset', transfer.asset)!]
    const permitted = checkActsFor(caller, payee.id, 'receiver')
    if (permitted) return permitted
    if (amount > refundable || refundable === 0) {
      const left =
        refundable === 0
          ? `Nothing of ${id} is left to refund`
          : `${formatAmount(refundable, asset)} of ${id} can still be refunded, not ${formatAmount(amount, asset)}`
      return refuse('exceeds_refundable', transfer.refundOf === null ? `${left}.` : `${id} is itself a refund.`, 'amount')
    }
    const refused = checkActive(payee, payer) ?? checkAvailable(state, payee.id, asset, amount) ?? checkHoldingLimit(state, payer.id, asset, amount)
    if (refused) return refused

    // From here on it must succeed.
    const refund = {
      ...transfer,
      id: newId('trf'),
      from: payee.id,
      to: payer.id,
      amount,
      attachments: [],
      refunded: 0,
      refunds: [],
      refundOf: id,
      records: [],
      createdAt: now,
    }
    const refunded = { ...transfer, refunded: transfer.refunded + amount, refunds: [...transfer.refunds, refund.id] }
    const moves = transferMoves(payee.id, payer.id, asset.code, amount)
    return accept(
      [
        {
          type: 'transfer.refunded',
          data: presentTransfer(refund),
          writes: [
            ['transfer', refund],
            ['transfer', refunded],
          ],
          moves,
        },
      ],
      presentTransfer(refunded),
    )
  },
})
