import { z } from '@hono/zod-openapi'
import { sandboxId } from '../core/schemas.ts'
import type { ServiceRoute } from '../openapi-service.ts'
import { headerSchema, trailerSchema } from './file-lines.ts'

const params = z.object({ sandbox: sandboxId })
const headers = z.object({
  'Import-Key': z.string().min(32).max(255).openapi({
    example: 'b3f0c9d2-6c1e-4f0e-9a55-1f6b2f3f7c11',
    description:
      'Any text of your own that nobody can guess: it names the import, and only who has it can add to it / 推測できない任意の文字列。インポートを識別します',
  }),
})

/** The first and the last line of the file. */
export const completeBody = z.strictObject({ header: headerSchema, trailer: trailerSchema }).openapi('CompleteImport')

/** A sandbox that has just been made. */
const completeExample = {
  header: {
    ...{ kariosae: 'sandbox', version: 1, exportedAt: '2026-12-01T00:00:00.000Z' },
    verifierKey: 'kariosae.local/jnl_01m8qedc00e0hs77c4s7gwvz0a+8aac9357+AbdBf41sGkvt5MVtM+Cv+Jd3qPKmRJuaBQBNdr2c7RL5',
    head: {
      ...{ id: 'sbx_01m8qedc00e0hs77c4s7gwvz0a', fixture: null, forkedFrom: null, createdAt: 1796083200000 },
      ...{ clock: { frozenAt: null, offset: 0 }, journal: 'jnl_01m8qedc00e0hs77c4s7gwvz0a', sharesKeys: false, formerKeys: [] },
      ...{ seq: 1, lastAt: 1796083200000, frontier: ['qM3Kpmb4QPHO1dUUBEpL3CADU1LGC9tK8JJ+I7rYBuw='] },
    },
  },
  trailer: { end: { rows: { checkpoint: 1, journal: 1, apiKey: 1 }, sha256: 'c41910e4472ababae74d81f0017d2db5a6a115318855ce719bce7816ec32b9e9' } },
}

export const movingRoutes: readonly ServiceRoute[] = [
  {
    operationId: 'exportSandbox',
    path: '/v1/sandbox/export',
    tag: 'Sandboxes',
    summary: { en: 'Take the sandbox out as a file', ja: 'サンドボックスをファイルに書き出す' },
    description: {
      en: 'Its journal and its state as of one instant: lines of JSON, the last with a SHA-256 over all before it. Private keys of wallets never leave. The sandbox lives on: a copy that is imported elsewhere is a second continuation of the same journal. `npx kariosae export` writes it into a file.',
      ja: 'ある時点のジャーナルと状態を、1行1JSONで書き出します（最後の行は全体のSHA-256）。ウォレットの秘密鍵は含まれません。サンドボックスはそのまま動き続けます。`npx kariosae export` でファイルに保存できます。',
    },
    keyed: true,
    media: 'application/x-ndjson',
    schema: z.string(),
    refusals: ['unauthorized', 'not_permitted', 'rate_limited', 'unavailable', 'internal_error'],
  },
  {
    operationId: 'addToImport',
    method: 'post',
    path: '/v1/imports/{sandbox}/parts',
    tag: 'Sandboxes',
    summary: { en: 'Hand in a part of a file that was exported', ja: '書き出したファイルの一部を送る' },
    description: {
      en: 'Any lines of the file but the first and the last, at most 16 MiB and 20,000 rows, in any order; sent again, they are there once. Nobody sees them before the import is completed; after a day without that they are forgotten. `npx kariosae import` does all of it.',
      ja: '最初と最後を除く任意の行を、16 MiB・20,000行までに分けて送ります。順序は自由で、再送しても安全です。完了するまで誰にも見えず、1日で破棄されます。`npx kariosae import` がすべて行います。',
    },
    keyed: false,
    params,
    headers,
    body: { media: 'application/x-ndjson', schema: z.string(), example: '{"table":"oracle","rows":[]}\n' },
    media: 'application/json',
    schema: z.object({ rows: z.int().min(0).openapi({ description: 'Rows in this part' }) }).openapi('ImportPart'),
    refusals: [
      'invalid_request',
      'payload_too_large',
      'rate_limited',
      'import_invalid',
      'sandbox_exists',
      'signing_refused',
      'unavailable',
      'internal_error',
    ],
  },
  {
    operationId: 'completeImport',
    method: 'post',
    path: '/v1/imports/{sandbox}/complete',
    tag: 'Sandboxes',
    summary: { en: 'Make what was handed in a sandbox', ja: '送った内容をサンドボックスにする' },
    description: {
      en: 'Checks all of it: each record, hash, checkpoint, signature and balance. A large one takes several calls: send it again until `done`. The sandbox then has the ID and the API keys it had; managed wallets get new keys if their private ones are elsewhere, and its journal goes on under the key of this service, with a record that names the one before.',
      ja: 'すべての記録・ハッシュ・チェックポイント・署名・残高を検証します。大きい場合は `done` になるまで繰り返し送ってください。IDとAPIキーはそのまま使えます。秘密鍵が別の場所にある managed ウォレットには新しい鍵が作られ、ジャーナルはこのサービスの鍵で続きます。',
    },
    keyed: false,
    params,
    headers,
    body: { media: 'application/json', schema: completeBody, example: completeExample },
    media: 'application/json',
    schema: z
      .object({
        done: z.boolean(),
        checked: z.int().min(0).openapi({ description: 'Records that were checked so far' }),
        of: z.int().min(0),
        verifierKey: z.union([z.string(), z.null()]).openapi({ description: 'The key under which its journal goes on; null while it is not done' }),
        newKeys: z.int().min(0).openapi({ description: 'Managed wallets that got a new key' }),
      })
      .openapi('CompletedImport'),
    refusals: [
      ...(['invalid_request', 'payload_too_large', 'unsupported_media_type', 'rate_limited'] as const),
      ...(['import_invalid', 'sandbox_exists', 'signing_refused', 'unavailable', 'internal_error'] as const),
    ],
  },
]
