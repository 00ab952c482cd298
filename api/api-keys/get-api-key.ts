import { demo } from '../core/demo-ids.ts'
import { refuse, view } from '../core/use-case.ts'
import { apiKeySchema, presentApiKey } from './api-key.ts'

export const getApiKey = view({
  operationId: 'getApiKey',
  method: 'get',
  path: '/v1/api-keys/{id}',
  tag: 'API keys',
  summary: { en: 'Read an API key (never its secret)', ja: 'APIキーを参照する（本体は含まない）' },
  scope: 'admin',
  walletKeys: false,
  query: null,
  answer: { status: 200, schema: apiKeySchema },
  refusals: ['api_key_not_found'],
  example: { id: demo.appKey },
  async read(reader, { id }) {
    const key = await reader.apiKey(id)
    return key ? presentApiKey(key) : refuse('api_key_not_found', `There is no API key ${id} in this sandbox.`)
  },
})
