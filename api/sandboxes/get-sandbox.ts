import { view } from '../core/use-case.ts'
import { presentSandbox, sandboxSchema } from './sandbox.ts'

export const getSandbox = view({
  operationId: 'getSandbox',
  method: 'get',
  path: '/v1/sandbox',
  tag: 'Sandboxes',
  summary: { en: 'Read the sandbox of this key', ja: 'このキーのサンドボックスを参照する' },
  scope: 'read',
  walletKeys: true,
  query: null,
  answer: { status: 200, schema: sandboxSchema },
  refusals: [],
  example: {},
  read: async (reader, _input, { now }) => presentSandbox(await reader.sandbox(), now),
})
