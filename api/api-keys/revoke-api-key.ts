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
    en: 'It stops working at once. Revoking it again changes nothing.',
    ja: 'すぐに使えなくなります。もう一度失効させても変わりません。',
  },
  scope: 'admin',
  walletKeys: false,
  body: null,
  answer: { status: 200, schema: apiKeySchema },
  refusals: ['api_key_not_found'],
  example: { id: demo.appKey },
  reads: ({ id }) => ({ apiKeys: [id] }),
  decide(state, { id }, { now }) {
    const key = state.find('apiKey', id)
    if (!key) return refuse('api_key_not_found', `There is no API key ${id} in this sandbox.`)
    if (key.revokedAt !== null) return accept([], presentApiKey(key))

    // From here on it must succeed.
    const revoked = { ...key, revokedAt: now }
    const shown = presentApiKey(revoked)
    return accept([{ type: 'api_key.revoked', data: shown, writes: [['apiKey', revoked]] }], shown)
  },
})
