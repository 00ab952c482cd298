import { demo } from '../../../api/core/demo-ids.ts'
import type { Receipt } from '../../../api/core/receipt.ts'
import { createTestApp, type TestApp } from '../../../api/test/harness.ts'
import { sandboxOf, signatureHeader } from '../../../api/test/sign.ts'

export const markup = '<img src=x onerror="document.title=1">&\'"'

export interface Made {
  readonly app: TestApp
  readonly key: string
  /** The verifier key of the journal. */
  readonly trusted: string
  /** A transfer of a managed wallet, with markup in its memo. */
  readonly transfer: Receipt
  /** The same as a credential. */
  readonly credential: Readonly<Record<string, unknown>>
  /** A transfer of a wallet that keeps its own key. */
  readonly own: Receipt
  /** What the demo fixture did: nobody ordered it. */
  readonly fixture: Receipt
  /** A hold of twelve steps. */
  readonly hold: Receipt
}

/** Receipts of a service in this process. */
export async function makeReceipts(): Promise<Made> {
  const app = createTestApp()
  const key = await app.sandbox('demo')
  const post = async (path: string, body: object, headers = {}): Promise<{ id: string }> => {
    const answer = await app.post(path, body, key, headers)
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const dinner = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 1200, memo: markup }
  const transfer = await post('/v1/transfers', dinner)
  const signed = { ...dinner, from: demo.signer }
  const own = await post('/v1/transfers', signed, signatureHeader({ sandbox: sandboxOf(key), operation: 'createTransfer', body: signed }))
  const hold = await post('/v1/holds', { ...dinner, amount: 5000, memo: 'Deposit', parties: { controller: demo.taxi } })
  for (let part = 1; part <= 10; part++) await post(`/v1/holds/${hold.id}/capture`, { amount: 100 * part - 99, final: false })
  await post(`/v1/holds/${hold.id}/release`, {})
  const receiptOf = async (path: string): Promise<Receipt> => (await app.get(`${path}/receipt`, key)).body
  return {
    app,
    key,
    trusted: (await app.get('/v1/journal/checkpoint', key)).body.verifierKey,
    credential: (await app.get(`/v1/transfers/${transfer.id}/receipt?as=credential`, key)).body,
    transfer: await receiptOf(`/v1/transfers/${transfer.id}`),
    own: await receiptOf(`/v1/transfers/${own.id}`),
    fixture: await receiptOf(`/v1/transfers/${demo.payment}`),
    hold: await receiptOf(`/v1/holds/${hold.id}`),
  }
}

/** A copy in which one place is changed: `path` is where, `change` what becomes of it. */
export function changed<T>(value: T, path: readonly (string | number)[], change: (old: never) => unknown): T {
  const copy = structuredClone(value)
  let at = copy as Record<string | number, unknown>
  for (const name of path.slice(0, -1)) at = at[name] as typeof at
  const last = path.at(-1)!
  at[last] = change(at[last] as never)
  return copy
}
