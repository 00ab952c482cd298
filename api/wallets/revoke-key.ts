import { findWallet } from '../core/checks.ts'
import { demo } from '../core/demo-ids.ts'
import { noBody } from '../core/schemas.ts'
import { accept, command, isRefusal } from '../core/use-case.ts'
import { presentWallet, walletSchema } from './wallet.ts'

export const revokeKey = command({
  operationId: 'revokeKey',
  method: 'post',
  path: '/v1/wallets/{id}/revoke-key',
  tag: 'Wallets',
  summary: { en: 'Revoke the key of a wallet', ja: 'ウォレットの鍵を失効させる' },
  description: {
    en: 'For a key that was lost or stolen: nothing more is spent with it. A managed wallet can be given a new key. A `self` wallet cannot, as only the key itself could say which: what it owns stays where it is.',
    ja: '紛失・盗難時に使います。以後その鍵では支出できません。managed は新しい鍵に更新できますが、self は鍵自身の署名が必要なため更新できません。',
  },
  scope: 'admin',
  walletKeys: false,
  body: noBody,
  answer: { status: 200, schema: walletSchema },
  refusals: ['wallet_not_found'],
  example: { id: demo.taxi, body: {} },
  keys: ({ id }) => [{ revokes: id }],
  reads: ({ id }) => ({ wallets: [id], balancesOf: [id] }),
  decide(state, { id }, { now }) {
    const wallet = findWallet(state, id)
    if (isRefusal(wallet)) return wallet
    const { key } = wallet
    if (!key || key.revokedAt !== null) return accept([], presentWallet(wallet, state.balancesOf(id)))

    // From here on it must succeed.
    const revoked = { ...wallet, key: { ...key, revokedAt: now } }
    const shown = presentWallet(revoked, state.balancesOf(id))
    return accept([{ type: 'wallet.key_revoked', data: shown, writes: [['wallet', revoked]] }], shown)
  },
})
