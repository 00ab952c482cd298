import { z } from '@hono/zod-openapi'
import { demo } from '../core/demo-ids.ts'
import { isRefusal, view } from '../core/use-case.ts'
import { findOwn } from './find-own.ts'
import { keyPolicy, presentKey, walletKeySchema } from './key.ts'
import { custody } from './wallet.ts'

const managedSchema = z
  .object({
    status: z.enum(['active', 'rotated', 'revoked']),
    provider: z.string().openapi({ description: 'What keeps it', example: 'embedded' }),
    policy: keyPolicy,
  })
  .openapi('ManagedKey')

export const getKey = view({
  operationId: 'getKey',
  method: 'get',
  path: '/v1/wallets/{id}/key',
  tag: 'Wallets',
  summary: { en: 'Read the key of a wallet, and its policy', ja: 'ウォレットの鍵とポリシーを参照する' },
  scope: 'read',
  walletKeys: true,
  query: null,
  answer: {
    status: 200,
    schema: z
      .object({
        custody,
        key: z.union([walletKeySchema, z.null()]),
        managed: z.union([managedSchema, z.null()]).openapi({ description: 'What the signing backend knows of it; null for a `self` wallet' }),
      })
      .openapi('KeyOfWallet'),
  },
  refusals: ['wallet_not_found', 'not_permitted'],
  example: { id: demo.guest },
  async read(reader, { id }, { caller, signing }) {
    const wallet = await findOwn(reader, id, caller)
    if (isRefusal(wallet)) return wallet
    const { custody, key } = wallet
    const known = key && custody === 'managed' ? await signing.publicKey(key.id) : undefined
    if (!known) return { custody, key: key && presentKey(key), managed: null }
    const { status, provider, policy } = known
    const { purposes: _ours, ...rest } = policy
    return { custody, key: presentKey(key!), managed: { status, provider, policy: keyPolicy.parse(rest) } }
  },
})
