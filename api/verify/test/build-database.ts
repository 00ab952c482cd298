import { openSqlite } from '../../../db/sqlite/open.ts'
import { useCases } from '../../catalogue.ts'
import { demo } from '../../core/demo-ids.ts'
import { parseVerifierKey } from '../../core/note/verifier-key.ts'
import { requestsFor } from '../../test/exercise.ts'
import { createTestApp } from '../../test/harness.ts'
import { sandboxOf, signatureHeader } from '../../test/sign.ts'
import { fillWorld } from '../../test/world.ts'

export interface BuiltDatabase {
  readonly publicKey: Uint8Array
  /** With everything that commands can do. */
  readonly full: string
  /** Forked from it. */
  readonly fork: string
  /** With 280 entries, of which the last 270 are transfers, each a commit of its own. */
  readonly long: string
}

/** A database that the service filled, a second between any two requests, and closed again. */
export async function buildDatabase(path: string): Promise<BuiltDatabase> {
  const store = openSqlite(path)
  const app = createTestApp({ store })
  const post: typeof app.post = (...given) => {
    app.time.now += 1_000
    return app.post(...given)
  }
  const key = await app.sandbox('demo')
  const full = sandboxOf(key)
  const { ids } = await fillWorld({ ...app, post }, key)
  const body = { from: demo.signer, to: demo.taxi, asset: 'JPY', amount: 700 }
  await post('/v1/transfers', body, key, signatureHeader({ sandbox: full, operation: 'createTransfer', body, validUntil: '2026-12-01T12:00:00Z' }))
  for (const useCase of useCases.filter(({ method, path }) => method === 'post' && !path.startsWith('/v1/sandbox')))
    for (const request of requestsFor(app, useCase, ids)) await post(request.path, request.body, key)
  const forked = await post('/v1/sandbox/fork', {}, key)
  await post('/v1/transfers', { from: demo.guest, to: demo.taxi, asset: 'JPY', amount: 1 }, forked.body.apiKey)

  const longKey = await app.sandbox()
  await post('/v1/assets', { code: 'JPY', scale: 0 }, longKey)
  const [from, to] = [await post('/v1/wallets', { name: 'from' }, longKey), await post('/v1/wallets', { name: 'to' }, longKey)].map(
    ({ body }) => body.id,
  )
  await post('/v1/assets/JPY/issue', { to: from, amount: 100_000 }, longKey)
  await post(`/v1/wallets/${from}/rotate-key`, {}, longKey)
  for (const name of ['a', 'b', 'c', 'd']) await post('/v1/wallets', { name }, longKey)
  for (let count = 0; count < 270; count++) await post('/v1/transfers', { from, to, asset: 'JPY', amount: 10 + count }, longKey)
  const { verifierKey } = (await app.get('/v1/journal/checkpoint', longKey)).body
  await app.app.stop()
  await store.close()
  const parsed = parseVerifierKey(verifierKey)
  if (typeof parsed === 'string') throw new Error(parsed)
  return { publicKey: parsed.publicKey, full, fork: forked.body.id, long: sandboxOf(longKey) }
}
