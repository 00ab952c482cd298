import { firstApiKey } from '../api-keys/api-key.ts'
import { journalOf } from '../core/new-sandbox.ts'
import { noBody } from '../core/schemas.ts'
import { accept, command } from '../core/use-case.ts'
import { newSandboxSchema, presentSandbox } from './sandbox.ts'

export const forkSandbox = command({
  operationId: 'forkSandbox',
  method: 'post',
  path: '/v1/sandbox/fork',
  tag: 'Sandboxes',
  summary: { en: 'Copy the sandbox into a new one', ja: 'サンドボックスを複製する' },
  description: {
    en: 'The copy has the same wallets, holds, clock and journal under the same IDs, a key of its own, and from then on a life of its own.',
    ja: '同じID・時計・ジャーナルを持つ複製を作ります。キーは新しくなり、以後は独立して動きます。',
  },
  scope: 'admin',
  walletKeys: false,
  body: noBody,
  answer: { status: 201, schema: newSandboxSchema },
  refusals: [],
  example: { body: {} },
  commit: 'alone',
  reads: () => ({}),
  secretsOf: ({ id, apiKeyId }, { credential }) => ({ apiKey: credential(id, apiKeyId).apiKey }),
  decide(state, _input, { now, newId, credential }) {
    const id = newId('sbx')
    const fork = {
      ...state.sandbox,
      id,
      forkedFrom: state.sandbox.id,
      createdAt: now,
      journal: journalOf(id),
      sharesKeys: true,
      formerKeys: [],
      webhooks: null,
    }
    const keyId = newId('key')
    const { apiKey, hash } = credential(fork.id, keyId)
    const change = {
      type: 'sandbox.forked' as const,
      data: { id: fork.id, forkedFrom: fork.forkedFrom },
      writes: [['apiKey', firstApiKey(keyId, hash, now)] as const],
    }
    const shown = presentSandbox({ ...fork, seq: fork.seq + 1 }, now)
    return { ...accept([change], { ...shown, apiKeyId: keyId, apiKey }), target: { fork } }
  },
})
