import { z } from '@hono/zod-openapi'
import type { Asset } from '../core/model.ts'
import { amount, anyAmount, assetCode, time, walletKind } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'
import { keyProtection } from '../wallets/key.ts'

export const assetKind = z.enum(['money', 'security', 'voucher', 'ticket', 'points'])
export const scale = z.int().min(0).max(15).openapi({ description: 'Decimal places: 0 for JPY, 2 for USD', example: 0 })

export const assetRules = z
  .strictObject({
    maxAmount: amount.optional().openapi({ description: 'Most that one transfer or hold may move' }),
    senders: z.array(walletKind).min(1).max(3).optional().openapi({ description: 'Kinds of wallet that may send it' }),
    receivers: z.array(walletKind).min(1).max(3).optional().openapi({ description: 'Kinds of wallet that may receive it' }),
    senderKeys: z
      .array(keyProtection)
      .min(1)
      .max(3)
      .optional()
      .openapi({ description: 'How the key of who spends it must be kept, by its attestation' }),
  })
  .openapi('AssetRules')

export const assetSchema = z
  .object({
    code: assetCode,
    scale,
    kind: assetKind,
    maxHolding: z.union([amount, z.null()]),
    maxSupply: amount,
    rules: assetRules,
    supply: anyAmount.openapi({ description: 'Issued less redeemed' }),
    createdAt: time,
  })
  .openapi('Asset')

export function presentAsset(asset: Asset): z.output<typeof assetSchema> {
  const { maxAmount, senders, receivers, senderKeys } = asset.rules
  const rules = {
    ...(maxAmount === undefined ? {} : { maxAmount }),
    ...(senders ? { senders: [...senders] } : {}),
    ...(receivers ? { receivers: [...receivers] } : {}),
    ...(senderKeys ? { senderKeys: [...senderKeys] } : {}),
  }
  return { ...asset, rules, createdAt: formatTime(asset.createdAt) }
}
