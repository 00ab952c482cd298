import { fileURLToPath } from 'node:url'
import { createTestHarness, unstable_readConfig } from 'wrangler'

/** Nobody is asked anything, nothing leaves this machine, and no trace of each request is kept. */
export const quietly = { CI: '1', WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false', X_LOCAL_OBSERVABILITY: 'false' }
Object.assign(process.env, quietly, { WRANGLER_LOG: 'warn' })

const root = fileURLToPath(new URL('../../../', import.meta.url))

export interface RunningWorker {
  /** Where it listens, without a slash at the end. */
  readonly url: string
  stop(): Promise<void>
}

/** The Worker for tests in real workerd, as wrangler.toml describes it, on a free port; what it stored ends with it. */
export async function startTestWorker(): Promise<RunningWorker> {
  const { compatibility_date, compatibility_flags, durable_objects, migrations, rules } = unstable_readConfig({ config: `${root}wrangler.toml` })
  const config = { name: 'kariosae-test', main: 'api/cloudflare/test/worker.ts', compatibility_flags, durable_objects, migrations, rules }
  const assets = { directory: 'web-docs/assets', binding: 'ASSETS', run_worker_first: true }
  const server = createTestHarness({ root, workers: [{ config: { ...config, ...(compatibility_date ? { compatibility_date } : {}), assets } }] })
  const { url } = await server.listen()
  return { url: url.origin, stop: () => server.close() }
}
