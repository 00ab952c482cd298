import { z } from '@hono/zod-openapi'
import { findWallet } from '../core/checks.ts'
import { demo } from '../core/demo-ids.ts'
import { walletId } from '../core/schemas.ts'
import { accept, command, isRefusal } from '../core/use-case.ts'
import { newApiKeySchema, presentApiKey, scope } from './api-key.ts'

export const createApiKey = command({
  operationId: 'createApiKey',
  method: 'post',
  path: '/v1/api-keys',
  tag: 'API keys',
  summary: { en: 'Create an API key', ja: 'APIキーを発行する' },
  description: {
    en: 'A key bound to a wallet acts only as that wallet and may not have the scope `admin`. The key itself is shown once.',
    ja: 'ウォレットに結び付けたキーは、そのウォレットとしてのみ働き、admin スコープを持てません。キー本体はこの時だけ表示されます。',
  },
  scope: 'admin',
  walletKeys: false,
  body: z
    .strictObject({
      name: z.string().min(1).max(100).optional(),
      scopes: z
        .array(scope)
        .min(1)
        .max(3)
        .refine((list) => new Set(list).size === list.length, 'must not name a scope twice'),
      wallet: walletId.optional(),
    })
    .refine((body) => !(body.wallet && body.scopes.includes('admin')), {
      path: ['scopes'],
      message: 'must not include admin in a key that is bound to a wallet',
    })
    .openapi('CreateApiKey'),
  answer: { status: 201, schema: newApiKeySchema },
  refusals: ['wallet_not_found'],
  example: { body: { name: 'till 1', scopes: ['read', 'write'], wallet: demo.restaurant } },
  reads: ({ body }) => ({ wallets: body.wallet ? [body.wallet] : [] }),
  secretsOf: ({ id }, { sandbox, credential }) => ({ apiKey: credential(sandbox, id).apiKey }),
  decide(state, { body }, { now, newId, credential, sandbox }) {
    const wallet = body.wallet ? findWallet(state, body.wallet, 'wallet') : undefined
    if (wallet && isRefusal(wallet)) return wallet

    // From here on it must succeed.
    const id = newId('key')
    const { apiKey, hash } = credential(sandbox, id)
    const key = { id, name: body.name ?? null, scopes: body.scopes, wallet: body.wallet ?? null, hash, createdAt: now, revokedAt: null }
    const shown = presentApiKey(key)
    return accept([{ type: 'api_key.created', data: shown, writes: [['apiKey', key]] }], { ...shown, apiKey })
  },
})
