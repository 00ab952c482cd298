import type { Store } from '../../core/store.ts'
import { createTestApp, type Result } from '../harness.ts'
import type { SeenEvent } from './view.ts'

const asset = 'JPY'

/** A service with one sandbox in which a payer owns 1,000,000 JPY and a payee nothing. */
export async function setStage(given?: Store) {
  const app = createTestApp(given ? { store: given } : {})
  const { store } = app
  const made = await app.call('POST', '/v1/sandboxes', { body: {} })
  const { id: sandbox, apiKey: key } = made.body as { id: string; apiKey: string }
  const post = (path: string, body: object, headers?: Record<string, string>) => app.post(path, body, key, headers)
  const get = (path: string) => app.get(path, key)
  await post('/v1/assets', { code: asset, scale: 0 })
  const [payer, payee] = [(await post('/v1/wallets', { name: 'payer' })).body.id, (await post('/v1/wallets', { name: 'payee' })).body.id]
  await post(`/v1/assets/${asset}/issue`, { to: payer, amount: 1_000_000 })

  return {
    app,
    store,
    sandbox,
    post,
    get,
    terms: (amount: number, more: object = {}) => ({ from: payer, to: payee, asset, amount, ...more }),
    async hold(amount: number, more: object = {}): Promise<string> {
      const { status, body } = await post('/v1/holds', { from: payer, to: payee, asset, amount, ...more })
      if (status !== 201) throw new Error(JSON.stringify(body))
      return body.id
    },
    /** The instant so many milliseconds from now, as the API takes it. */
    at: (ms: number) => new Date(app.time.now + ms).toISOString(),
    async balances() {
      const of = async (wallet: string) => {
        const { posted, held, incoming, available } = (await get(`/v1/wallets/${wallet}`)).body.balances[0] ?? {}
        return { posted: posted ?? 0, held: held ?? 0, incoming: incoming ?? 0, available: available ?? 0 }
      }
      return { payer: await of(payer), payee: await of(payee) }
    },
    /** What the journal says of one resource, straight from the store: no reading that would let time act. */
    async told(id: string): Promise<SeenEvent['type'][]> {
      const records = await store.reader(sandbox).records(0, 100_000)
      return records.filter(({ data }) => (data as { id?: string }).id === id).map(({ type }) => type)
    },
    async sound(): Promise<boolean> {
      const { body } = await get('/v1/audit')
      const records = await store.reader(sandbox).records(0, 100_000)
      const ordered = records.every(({ seq, at }, index) => seq === index + 1 && at >= (records[index - 1]?.at ?? 0))
      return body.ok === true && ordered
    },
  }
}

/** How often each answer came: by code, or by status where it was no refusal. */
export function tally(results: readonly Result[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, body } of results) {
    const answer = status < 400 ? String(status) : body.code
    counts[answer] = (counts[answer] ?? 0) + 1
  }
  return counts
}
