import type { Store } from '../core/store.ts'
import { audit } from '../inspect/audit.ts'

/** Everything a store knows of one sandbox but its request log, read behind the API's back: two dumps are equal when nothing happened. */
export async function dump(store: Store, sandbox: string) {
  const reader = store.reader(sandbox)
  const all = { after: null, limit: 10_000 }
  const webhookEndpoints = await reader.webhookEndpoints({}, all)
  return {
    head: await reader.sandbox(),
    apiKeys: await reader.apiKeys(all),
    assets: await reader.assets(all),
    wallets: await reader.wallets(all),
    transfers: await reader.transfers(all),
    holds: await reader.holds({}, all),
    oracles: await reader.oracles(all),
    holdTemplates: await reader.holdTemplates(all),
    webhookEndpoints,
    webhookDeliveries: await Promise.all(webhookEndpoints.map(({ id }) => reader.webhookDeliveries(id, all))),
    balances: await reader.allBalances(),
    records: await reader.records(0, 10_000),
    audit: await audit(reader),
  }
}
