/**
 * Two taps are one payment: the same Idempotency-Key and the same body give the first answer again, and nothing moves
 * twice. In a batch each operation can carry a key of its own.
 *
 *   node examples/idempotent-payment.ts [url]
 */
import { connect, refusalOf, type Wallet } from './client.ts'

const url = process.argv[2] ?? process.env['KARIOSAE_URL'] ?? 'http://127.0.0.1:8787'

const { apiKey } = await connect(url).post<{ apiKey: string }>('/v1/sandboxes', { fixture: 'demo' })
const api = connect(url, apiKey)
const payer = 'wal_0000000000000000000000hana'
const shop = 'wal_00000000000000000000sakaba'
const lunch = { from: payer, to: shop, asset: 'JPY', amount: 1_200, memo: 'Lunch' }

await show('before')
const first = await api.send<{ id: string }>('POST', '/v1/transfers', lunch, 'lunch on Monday')
await show('first tap')
const second = await api.send<{ id: string }>('POST', '/v1/transfers', lunch, 'lunch on Monday')
await show('second tap')
console.log(`the same transfer: ${first.body.id === second.body.id}; replayed: ${first.replayed}, then ${second.replayed}`)

const { title, code } = await refusalOf(api.post('/v1/transfers', { ...lunch, amount: 1_300 }, 'lunch on Monday'))
console.log(`the same key for 1,300: refused: ${title} (${code})`)

interface Batch {
  results: { op: string; status: number; replayed: boolean }[]
}

// The answer to the first batch is lost on the way. The second try also brings one payment more.
const operations = ['Tuesday', 'Wednesday'].map((day) => payment(day))
await api.post<Batch>('/v1/batches', { operations })
await show('batch of two')
const { results } = await api.post<Batch>('/v1/batches', { operations: [...operations, payment('Thursday')] })
for (const { op, status, replayed } of results) console.log(`  ${op} ${status} ${replayed ? 'replayed' : 'new'}`)
await show('batch of three')

function payment(day: string) {
  return { op: 'createTransfer', body: lunch, idempotencyKey: `lunch on ${day}` }
}

async function show(event: string): Promise<void> {
  const { balances } = await api.get<Wallet>(`/v1/wallets/${payer}`)
  const yen = balances.find(({ asset }) => asset === 'JPY')
  console.log(`${event.padEnd(15)} payer owns ${yen?.posted.toLocaleString('en-US')}`)
}
