import { z } from '@hono/zod-openapi'
import type { Transfer } from '../core/model.ts'
import type { Refusal } from '../core/refusals.ts'
import { amount, anyAmount, assetCode, memo, time, transferId, walletId } from '../core/schemas.ts'
import type { State } from '../core/state.ts'
import { formatTime } from '../core/time.ts'
import { refuse } from '../core/use-case.ts'

export const attachments = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(100).openapi({ example: 'invoice.json' }),
      mediaType: z
        .string()
        .regex(/^[\w.+-]+\/[\w.+-]+$/, 'must be a media type like application/json')
        .max(100)
        .openapi({ example: 'application/json' }),
      content: z.string().max(4096).openapi({ example: '{"invoice":"2026-117"}' }),
    }),
  )
  .max(5)

export const transferSchema = z
  .object({
    id: transferId,
    status: z.enum(['completed']),
    from: walletId,
    to: walletId,
    asset: assetCode,
    amount,
    memo: z.union([memo, z.null()]),
    attachments,
    refunded: anyAmount.openapi({ description: 'Of amount, given back so far', example: 0 }),
    refunds: z.array(transferId).openapi({ description: 'The transfers that gave it back' }),
    refundOf: z.union([transferId, z.null()]).openapi({ description: 'The transfer this one gives back', example: null }),
    createdAt: time,
  })
  .openapi('Transfer')

export function presentTransfer(transfer: Transfer): z.output<typeof transferSchema> {
  const { id, from, to, asset, amount, memo, attachments, refunded, refunds, refundOf, createdAt } = transfer
  return {
    id,
    status: 'completed',
    from,
    to,
    asset,
    amount,
    memo,
    attachments: [...attachments],
    refunded,
    refunds: [...refunds],
    refundOf,
    createdAt: formatTime(createdAt),
  }
}

export function findTransfer(state: State, id: string): Transfer | Refusal<'transfer_not_found'> {
  return state.find('transfer', id) ?? refuse('transfer_not_found', `There is no transfer ${id} in this sandbox.`)
}
