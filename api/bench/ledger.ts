import { randomBytes, randomUUID } from 'node:crypto'
import { encodeBase64url } from '../core/base64url.ts'
import { ed25519 } from '../core/crypto/ed25519.ts'
import { type BatchOperation, batchOf, type Ledger, payment } from './requests.ts'

const batchSize = 1_000
const fortune = 1_000_000_000

/** Makes a sandbox with so many wallets that have plenty to spend. */
export async function createLedger(port: number, wallets: number, ownKeys = false): Promise<Ledger> {
  const { apiKey } = await call<{ apiKey: string }>(port, '/v1/sandboxes', '{}')
  await call(port, '/v1/assets', '{"code":"JPY","scale":0}', apiKey)
  const seeds = ownKeys ? Array.from({ length: wallets }, () => randomBytes(32)) : []
  const custody = (index: number) => (ownKeys ? `,"custody":"self","publicKey":"${encodeBase64url(ed25519.publicKey(seeds[index]!))}"` : '')
  const ids: string[] = []
  for (let made = 0; made < wallets; made += batchSize) {
    const size = Math.min(batchSize, wallets - made)
    const created = await batch(
      port,
      apiKey,
      Array.from({ length: size }, (_, index) => ({ op: 'createWallet', body: `{"name":"${made + index}"${custody(made + index)}}` })),
    )
    await batch(
      port,
      apiKey,
      created.map((to) => ({ op: 'issueAsset', id: 'JPY', body: `{"to":"${to}","amount":${fortune}}` })),
    )
    ids.push(...created)
  }
  return { apiKey, wallets: ids, ...(ownKeys ? { seeds: seeds.map((seed) => seed.toString('hex')) } : {}) }
}

/** Many small sandboxes, some at a time. */
export async function createLedgers(port: number, count: number, wallets: number): Promise<Ledger[]> {
  const ledgers: Ledger[] = []
  while (ledgers.length < count) {
    const size = Math.min(50, count - ledgers.length)
    ledgers.push(...(await Promise.all(Array.from({ length: size }, () => createLedger(port, wallets)))))
  }
  return ledgers
}

/** Transfers as clients would have made them, each under an idempotency key of its own. */
export async function createTransfers(port: number, ledger: Ledger, count: number): Promise<void> {
  for (let made = 0; made < count; made += batchSize) {
    const size = Math.min(batchSize, count - made)
    await batch(
      port,
      ledger.apiKey,
      Array.from({ length: size }, () => ({ op: 'createTransfer', idempotencyKey: randomUUID(), body: payment(ledger, 1) })),
    )
  }
}

/** Holds of 100 to be captured; gives their IDs. */
export async function createHolds(port: number, ledger: Ledger, count: number): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < count) {
    const operations = Array.from({ length: Math.min(batchSize, count - ids.length) }, () => ({ op: 'createHold', body: payment(ledger, 100) }))
    ids.push(...(await batch(port, ledger.apiKey, operations)))
  }
  return ids
}

/** After all that: has no money been lost? */
export async function audit(port: number, { apiKey }: Ledger): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/audit`, { headers: { Authorization: `Bearer ${apiKey}` } })
  return ((await response.json()) as { ok: boolean }).ok
}

/** Gives the IDs of what was made. */
async function batch(port: number, apiKey: string, operations: readonly BatchOperation[]): Promise<string[]> {
  const { results } = await call<{ results: { result: { id: string } | null; problem: object | null }[] }>(
    port,
    '/v1/batches',
    batchOf(operations),
    apiKey,
  )
  const refused = results.find(({ problem }) => problem !== null)
  if (refused) throw new Error(`an operation was refused: ${JSON.stringify(refused)}`)
  return results.map(({ result }) => result!.id)
}

async function call<T>(port: number, path: string, body: string, apiKey?: string): Promise<T> {
  const headers = { 'Content-Type': 'application/json', ...(apiKey ? { Authorization: `Bearer ${apiKey}` } : {}) }
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}
