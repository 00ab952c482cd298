import { z } from '@hono/zod-openapi'
import { checkActsFor, findWallet } from '../core/checks.ts'
import { demo } from '../core/demo-ids.ts'
import { publicKey } from '../core/signed.ts'
import { accept, command, isRefusal, refuse } from '../core/use-case.ts'
import { keyPolicy, signedKeyAttestation } from './key.ts'
import { managedKey, ownKey, succeeding } from './register-key.ts'
import { presentWallet, walletSchema } from './wallet.ts'

export const rotateKey = command({
  operationId: 'rotateKey',
  method: 'post',
  path: '/v1/wallets/{id}/rotate-key',
  tag: 'Wallets',
  summary: { en: 'Give a wallet a new key', ja: 'ウォレットの鍵を更新する' },
  description: {
    en: 'The signing backend makes the new key of a managed wallet, under the policy it had, or another, which only a key of the whole sandbox may give it. A `self` wallet brings its new `publicKey`, signed for with the present one. From then on the old key orders nothing.',
    ja: 'managed では署名バックエンドが新しい鍵を作ります（ポリシーの変更はサンドボックス全体のキーのみ）。self では新しい `publicKey` を、現在の鍵で署名して登録します。以後、古い鍵は使えません。',
  },
  scope: 'write',
  walletKeys: true,
  body: z
    .strictObject({ publicKey: publicKey.optional(), attestation: signedKeyAttestation.optional(), keyPolicy: keyPolicy.optional() })
    .openapi('RotateKey'),
  answer: { status: 200, schema: walletSchema },
  refusals: ['wallet_not_found', 'not_permitted', 'invalid_request', 'attestation_invalid', 'signing_refused'],
  example: { id: demo.guest, body: { keyPolicy: { maxAmounts: { JPY: 10_000 } } } },
  keys: ({ id, body }) => (body.publicKey === undefined ? [{ policy: body.keyPolicy ?? null, replaces: id }] : []),
  reads: ({ id, body }) => ({ wallets: [id], balancesOf: [id], oracles: body.attestation ? [body.attestation.kid] : [] }),
  decide(state, { id, body, sent = body }, context) {
    const wallet = findWallet(state, id)
    if (isRefusal(wallet)) return wallet
    const refused = checkActsFor(context.caller, id, 'wallet')
    if (refused) return refused
    if (context.caller.wallet !== null && wallet.custody === 'managed' && (body.keyPolicy || wallet.key?.revokedAt))
      return refuse(
        'not_permitted',
        `This request acts as ${id}; only a key of the whole sandbox may give a wallet another policy, or a key in place of one that was revoked.`,
      )
    const { publicKey, attestation } = body
    if (wallet.custody === 'self' && publicKey === undefined)
      return refuse('invalid_request', 'publicKey: is required of a `self` wallet.', 'publicKey')
    if (wallet.custody === 'managed' && publicKey !== undefined)
      return refuse('invalid_request', 'publicKey: is only for `self` wallets: the service makes the key of a managed one.', 'publicKey')
    const raw = (sent as { attestation?: unknown }).attestation
    const key = publicKey === undefined ? managedKey(context) : ownKey(state, { publicKey, attestation, sent: raw }, context.now)
    if (isRefusal(key)) return key

    // From here on it must succeed.
    const rotated = { ...wallet, key: succeeding(key, wallet.key) }
    const shown = presentWallet(rotated, state.balancesOf(id))
    return accept([{ type: 'wallet.key_rotated', data: shown, writes: [['wallet', rotated]] }], shown)
  },
})
