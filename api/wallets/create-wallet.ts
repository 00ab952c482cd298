import { z } from '@hono/zod-openapi'
import { walletKind } from '../core/schemas.ts'
import { publicKey } from '../core/signed.ts'
import { accept, command, isRefusal } from '../core/use-case.ts'
import { keyPolicy, signedKeyAttestation } from './key.ts'
import { managedKey, ownKey } from './register-key.ts'
import { attributes, custody, presentWallet, walletSchema } from './wallet.ts'

export const createWallet = command({
  operationId: 'createWallet',
  method: 'post',
  path: '/v1/wallets',
  tag: 'Wallets',
  summary: { en: 'Create a wallet', ja: 'ウォレットを作成する' },
  description: {
    en: 'A `managed` wallet gets a key that the signing backend keeps, and signs with whenever a caller who may spends from the wallet. A `self` wallet brings its `publicKey`, and spends only what is signed with it (/docs/guide/signing).',
    ja: '`managed` は署名バックエンドが鍵を保管し、権限のある呼び出しのたびに署名します。`self` は自分の `publicKey` を登録し、その鍵で署名された操作だけが実行されます（/docs/guide/signing/ja）。',
  },
  scope: 'write',
  walletKeys: false,
  body: z
    .strictObject({
      name: z.string().min(1).max(200).openapi({ example: 'Hana Sato' }),
      kind: walletKind.default('person'),
      custody: custody.default('managed').openapi({ description: 'Who keeps the key: `managed`: this service; `self`: the client' }),
      publicKey: publicKey.optional(),
      attestation: signedKeyAttestation.optional(),
      keyPolicy: keyPolicy.optional(),
      attributes: attributes.refine((value) => Object.keys(value).length <= 50, 'must have at most 50 members').default({}),
    })
    .refine((body) => body.custody === 'managed' || body.publicKey !== undefined, { path: ['publicKey'], message: 'is required of a `self` wallet' })
    .refine((body) => body.custody === 'self' || body.publicKey === undefined, {
      path: ['publicKey'],
      message: 'is only for `self` wallets: the service makes the key of a managed one',
    })
    .refine((body) => body.custody === 'self' || body.attestation === undefined, { path: ['attestation'], message: 'is only for `self` wallets' })
    .refine((body) => body.custody === 'managed' || body.keyPolicy === undefined, {
      path: ['keyPolicy'],
      message: 'is only for managed wallets: nobody else signs with the key of a `self` wallet',
    })
    .openapi('CreateWallet'),
  answer: { status: 201, schema: walletSchema },
  refusals: ['attestation_invalid', 'signing_refused'],
  example: { body: { name: 'Ken Ito', kind: 'person' } },
  keys: ({ body }) => (body.custody === 'managed' ? [{ policy: body.keyPolicy ?? null }] : []),
  reads: ({ body }) => ({ oracles: body.attestation ? [body.attestation.kid] : [] }),
  decide(state, { body, sent = body }, context) {
    const { name, kind, custody, attributes, publicKey, attestation } = body
    const raw = (sent as { attestation?: unknown }).attestation
    const key = publicKey === undefined ? managedKey(context) : ownKey(state, { publicKey, attestation, sent: raw }, context.now)
    if (isRefusal(key)) return key

    // From here on it must succeed.
    const wallet = { id: context.newId('wal'), name, kind, custody, key, attributes, status: 'active' as const, createdAt: context.now }
    const shown = presentWallet(wallet, [])
    return accept([{ type: 'wallet.created', data: shown, writes: [['wallet', wallet]] }], shown)
  },
})
