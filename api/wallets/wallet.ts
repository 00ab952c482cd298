import { z } from '@hono/zod-openapi'
import type { Balance, Wallet } from '../core/model.ts'
import { anyAmount, assetCode, time, walletId, walletKind } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'
import { presentKey, walletKeySchema } from './key.ts'

export const custody = z.enum(['managed', 'self'])

export const attributes = z.record(z.string().max(50), z.union([z.string().max(500), z.number(), z.boolean()]))

const balanceSchema = z
  .object({
    asset: assetCode,
    posted: anyAmount.openapi({ description: 'Owned' }),
    held: anyAmount.openapi({ description: 'Of posted, locked by holds' }),
    incoming: anyAmount.openapi({ description: 'Promised by holds of others; not spendable' }),
    available: anyAmount.openapi({ description: 'posted less held' }),
  })
  .openapi('Balance')

export const walletSchema = z
  .object({
    id: walletId,
    name: z.string(),
    kind: walletKind,
    custody,
    key: z.union([walletKeySchema, z.null()]).openapi({ description: 'Null only where a wallet was made before wallets had keys' }),
    attributes,
    status: z.enum(['active', 'frozen', 'closed']),
    balances: z.array(balanceSchema),
    createdAt: time,
  })
  .openapi('Wallet')

export function presentWallet(wallet: Wallet, balances: readonly Balance[]): z.output<typeof walletSchema> {
  const { key, attributes, createdAt } = wallet
  return {
    ...wallet,
    key: key && presentKey(key),
    attributes: { ...attributes },
    balances: balances.map(presentBalance),
    createdAt: formatTime(createdAt),
  }
}

function presentBalance({ asset, posted, held, incoming }: Balance) {
  return { asset, posted, held, incoming, available: posted - held }
}
