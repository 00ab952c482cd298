import { fileURLToPath } from 'node:url'
import { createTestHarness, unstable_readConfig } from 'wrangler'

/** The Worker as it is deployed, in real workerd on this machine, on a free port; what it stored ends with it. */
Object.assign(process.env, { CI: '1', WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_LOG: 'warn' })

const root = fileURLToPath(new URL('../../', import.meta.url))
const { compatibility_date, compatibility_flags, durable_objects, migrations, rules, main } = unstable_readConfig({ config: `${root}wrangler.toml` })
const { RATE_LIMIT = '', SIGNING_KEY = '', MASTER_KEY = '' } = process.env
const config = {
  ...{ name: 'kariosae-bench', main: main!, compatibility_flags, durable_objects, migrations, rules },
  ...(compatibility_date ? { compatibility_date } : {}),
  assets: { directory: 'web-docs/assets', binding: 'ASSETS', run_worker_first: true },
  vars: { RATE_LIMIT, SIGNING_KEY, MASTER_KEY },
}
const harness = createTestHarness({ root, workers: [{ config }] })
const { url } = await harness.listen()
process.stdout.write(`ready http://127.0.0.1:${url.port}/\n`)

process.on('SIGTERM', async () => {
  await harness.close()
  process.exit(0)
})
