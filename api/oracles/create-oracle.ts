import { z } from '@hono/zod-openapi'
import { publicKey } from '../core/signed.ts'
import { accept, command } from '../core/use-case.ts'
import { oracleName, oracleSchema, presentOracle } from './oracle.ts'

export const createOracle = command({
  operationId: 'createOracle',
  method: 'post',
  path: '/v1/oracles',
  tag: 'Holds',
  summary: { en: 'Register an oracle', ja: 'オラクルを登録する' },
  description: {
    en: 'A public key whose signed attestations the condition `attestedBy` of a hold can ask for. The key never changes: register another oracle for a new one.',
    ja: '公開鍵を登録します。仮押さえの条件 `attestedBy` で、この鍵で署名された証明を求められます。鍵は変更できません。新しい鍵には別のオラクルを登録してください。',
  },
  scope: 'admin',
  walletKeys: false,
  body: z.strictObject({ name: oracleName, publicKey }).openapi('CreateOracle'),
  answer: { status: 201, schema: oracleSchema },
  refusals: [],
  example: { body: { name: 'Vehicle registry', publicKey: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' } },
  reads: () => ({}),
  decide(_state, { body }, { now, newId }) {
    const oracle = { id: newId('orc'), ...body, createdAt: now }
    const shown = presentOracle(oracle)
    return accept([{ type: 'oracle.created', data: shown, writes: [['oracle', oracle]] }], shown)
  },
})
