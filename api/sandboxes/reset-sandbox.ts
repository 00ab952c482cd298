import { z } from '@hono/zod-openapi'
import { journalOf, newSandbox } from '../core/new-sandbox.ts'
import { accept, command } from '../core/use-case.ts'
import { fillWith, keysFor } from './fixtures.ts'
import { fixture, presentSandbox, sandboxSchema } from './sandbox.ts'

export const resetSandbox = command({
  operationId: 'resetSandbox',
  method: 'post',
  path: '/v1/sandbox/reset',
  tag: 'Sandboxes',
  summary: { en: 'Start the sandbox again', ja: 'サンドボックスを初期化する' },
  description: {
    en: 'Forgets everything in it and returns the clock to host time. Its keys keep working, except those bound to a wallet, which go with the wallet. Filled as it was created unless `fixture` says otherwise; null leaves it empty.',
    ja: '中身をすべて消し、時計を実時間に戻します。キーは有効なままですが、ウォレットに結び付いたキーは消えます。fixture を省略すると作成時と同じデータが入り、null なら空です。',
  },
  scope: 'admin',
  walletKeys: false,
  body: z.strictObject({ fixture: z.union([fixture, z.null()]).optional() }).openapi('ResetSandbox'),
  answer: { status: 200, schema: sandboxSchema },
  refusals: [],
  example: { body: {} },
  commit: 'alone',
  // Which fixture it has is known only when it is decided.
  keys: ({ body }) => keysFor(body.fixture === undefined ? 'demo' : body.fixture),
  reads: () => ({}),
  decide(state, { body }, context) {
    const chosen = body.fixture === undefined ? state.sandbox.fixture : body.fixture
    const reset = newSandbox(state.sandbox.id, context.real, {
      fixture: chosen,
      createdAt: state.sandbox.createdAt,
      journal: `${journalOf(state.sandbox.id)}.${context.newId('jnl').slice('jnl_'.length)}`,
    })
    const fresh = { ...context, now: context.real }
    const changes = [
      { type: 'sandbox.reset' as const, at: fresh.now, data: { id: reset.id, fixture: chosen } },
      ...fillWith(chosen, reset, fresh).map((change) => ({ at: fresh.now, ...change })),
    ]
    return { ...accept(changes, presentSandbox({ ...reset, seq: changes.length }, fresh.now)), target: { reset } }
  },
})
