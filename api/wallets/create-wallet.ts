import { z } from '@hono/zod-openapi'
import { walletKind } from '../core/schemas.ts'
import { accept, command } from '../core/use-case.ts'
import { attributes, presentWallet, walletSchema } from './wallet.ts'

export const createWallet = command({
  operationId: 'createWallet',
  method: 'post',
  path: '/v1/wallets',
  tag: 'Wallets',
  summary: { en: 'Create a wallet', ja: 'ウォレットを作成する' },
  scope: 'write',
  walletKeys: false,
  body: z
    .strictObject({
      name: z.string().min(1).max(200).openapi({ example: 'Hana Sato' }),
      kind: walletKind.default('person'),
      custody: z.enum(['managed']).default('managed').openapi({ description: 'Who keeps the signing key; `managed`: this service' }),
      attributes: attributes.refine((value) => Object.keys(value).length <= 50, 'must have at most 50 members').default({}),
    })
    .openapi('CreateWallet'),
  answer: { status: 201, schema: walletSchema },
  refusals: [],
  example: { body: { name: 'Ken Ito', kind: 'person' } },
  reads: () => ({}),
  decide(_state, { body }, { now, newId }) {
    const wallet = { id: newId('wal'), ...body, status: 'active' as const, createdAt: now }
    const shown = presentWallet(wallet, [])
    return accept([{ type: 'wallet.created', data: shown, writes: [['wallet', wallet]] }], shown)
  },
})
