import type { App } from './app.ts'
import type { Store } from './core/store.ts'
import type { createCredentials } from './credentials.ts'

const name = 'the demo sandbox of this service'

/** The demo sandbox of a service: made once, by a request that may be repeated, with a key that the service can derive at any time. */
export function demoSandbox({ deriveId, credential }: Pick<ReturnType<typeof createCredentials>, 'deriveId' | 'credential'>) {
  const id = deriveId('sbx', name)
  return {
    id,
    apiKey: credential(id, deriveId('key', id)).apiKey,
    path: '/v1/sandboxes',
    request: { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': name }, body: '{"fixture":"demo"}' },
  }
}

/** Makes it, unless it is there. Gives its key. */
export async function ensureDemo({ credentials, hono }: App, store: Store): Promise<string> {
  const { id, apiKey, path, request } = demoSandbox(credentials)
  if (!(await store.sandbox(id))) {
    const answer = await hono.request(path, request)
    if (answer.status !== 201) throw new Error(`the demo sandbox could not be made: ${await answer.text()}`)
  }
  return apiKey
}
