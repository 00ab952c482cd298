import { demo } from '../core/demo-ids.ts'
import { accept, command, refuse } from '../core/use-case.ts'
import { apiKeySchema, presentApiKey } from './api-key.ts'

export const revokeApiKey = command({
  operationId: 'revokeApiKey',
  method: 'delete',
  path: '/v1/api-keys/{id}',
  tag: 'API keys',
  summary: { en: 'Revoke an API key', ja: 'APIキーを失効させる' },
  description: {
    en: 'It stops working at once. Revoking it again changes nothing. A key cannot revoke itself, so a sandbox cannot lock itself out.',
    ja: 'すぐに使えなくなります。もう一度失効させても変わりません。自分自身のキーは失効できません。',
  },
  scope: 'admin',
  walletKeys: false,
  body: null,
  answer: { status: 200, schema: apiKeySchema },
  refusals: ['api_key_not_found', 'not_permitted'],
  example: { id: demo.appKey },
  reads: ({ id }) => ({ apiKeys: [id] }),
  decide(state, { id }, { now, caller }) {
    const key = state.find('apiKey', id)
    if (!key) return refuse('api_key_not_found', `There is no API key ${id} in this sandbox.`)
    if (id === caller.key) return refuse('not_permitted', `The API key ${id} sent this request and cannot revoke itself; use another key.`)
    if (key.revokedAt !== null) return accept([], presentApiKey(key))

    // From here on it must succeed.
    const revoked = { ...key, revokedAt: now }
    const shown = presentApiKey(revoked)
    return accept([{ type: 'api_key.revoked', data: shown, writes: [['apiKey', revoked]] }], shown)
  },
})
