import { z } from '@hono/zod-openapi'
import { firstApiKey } from '../api-keys/api-key.ts'
import type { Change } from '../core/change.ts'
import { accept, command, refuse } from '../core/use-case.ts'
import { fillWith, keysFor } from './fixtures.ts'
import { fixture, newSandboxSchema, presentSandbox } from './sandbox.ts'

export const createSandbox = command({
  operationId: 'createSandbox',
  method: 'post',
  path: '/v1/sandboxes',
  tag: 'Sandboxes',
  summary: { en: 'Create a sandbox of your own', ja: '自分用のサンドボックスを作成する' },
  description: {
    en: 'Needs no key and gives you one. The sandbox is empty and keeps real time; `{ "fixture": "demo" }` fills it. An Idempotency-Key must be at least 32 characters here (a UUID is 36): without an API key it is all that says who you are.',
    ja: 'キーは不要で、応答にキーが含まれます。中身は空で、実時間で動きます。`{ "fixture": "demo" }` でデモデータが入ります。この操作の Idempotency-Key は32文字以上（UUIDなど）にしてください。',
  },
  scope: null,
  walletKeys: true,
  body: z.strictObject({ fixture: fixture.optional() }).openapi('CreateSandbox'),
  answer: { status: 201, schema: newSandboxSchema },
  refusals: ['idempotency_key_reused'],
  example: { body: { fixture: 'demo' } },
  commit: 'creates',
  keys: ({ body }) => keysFor(body.fixture),
  reads: () => ({}),
  secretsOf: ({ apiKeyId }, { sandbox, credential }) => ({ apiKey: credential(sandbox, apiKeyId).apiKey }),
  decide(state, { body }, context) {
    if (state.sandbox.seq > 0)
      return refuse('idempotency_key_reused', 'A sandbox was created under this Idempotency-Key more than 24 hours ago, or has been reset since.')

    // From here on it must succeed.
    const keyId = context.deriveId('key', context.sandbox)
    const { apiKey, hash } = context.credential(context.sandbox, keyId)
    const sandbox = { ...state.sandbox, fixture: body.fixture ?? null }
    const created: Change = {
      type: 'sandbox.created',
      data: { id: sandbox.id, fixture: sandbox.fixture },
      writes: [['apiKey', firstApiKey(keyId, hash, context.now)]],
      head: { fixture: sandbox.fixture },
    }
    const changes = [created, ...fillWith(body.fixture, sandbox, context)]
    const shown = presentSandbox({ ...sandbox, seq: changes.length }, context.now)
    return accept(changes, { ...shown, apiKeyId: keyId, apiKey })
  },
})
