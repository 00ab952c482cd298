import type { App } from './app.ts'
import type { Store } from './core/store.ts'

/**
 * The demo sandbox of a local service: made at the first start, found again at every other, with the same key, which
 * the service can derive at any time. Gives that key.
 */
export async function ensureDemo(app: App, store: Store): Promise<string> {
  const { credentials, hono } = app
  const name = 'the demo sandbox of this service'
  const sandbox = credentials.deriveId('sbx', name)
  if (!(await store.sandbox(sandbox))) {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': name }
    const answer = await hono.request('/v1/sandboxes', { method: 'POST', headers, body: JSON.stringify({ fixture: 'demo' }) })
    if (answer.status !== 201) throw new Error(`the demo sandbox could not be made: ${await answer.text()}`)
  }
  return credentials.credential(sandbox, credentials.deriveId('key', sandbox)).apiKey
}
